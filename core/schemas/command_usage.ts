/** How a command is written: what its plugin's texts say, or else what the schema of its arguments tells. */
import type { Translations } from "../i18n/i18n.ts";
import { isRecord } from "../json.ts";
import type { CommandDeclaration } from "../plugins/points.ts";
import { inputSchemaOf, resolveNode, type SchemaNode, shapeOf, textsOf, type ValueShape } from "./value_shape.ts";

/** One of the words behind a command. */
export interface CommandArgument {
  /** What the schema calls it: its `title`. */
  readonly title?: string;
  /** What the schema says it is for. */
  readonly description?: string;
  /** What it takes; left out where the schema does not tell. */
  readonly shape?: ValueShape;
  /** It may be left out. */
  readonly optional: boolean;
  /** Any number of words. */
  readonly repeated: boolean;
}

/** What a schema says of the words behind a command. */
export interface CommandWords {
  /** In their order. */
  readonly args: readonly CommandArgument[];
  /** So many words at least. */
  readonly least: number;
  /** So many at most; `Infinity` for any number. */
  readonly most: number;
}

/** Reads a schema of a tuple or a list; `undefined` where the schema does not tell. */
export function commandWords(schema: object | undefined): CommandWords | undefined {
  const root = schema === undefined ? undefined : inputSchemaOf(schema);
  if (root === undefined) return undefined;
  const list = resolveNode(root, root);
  if (list.type !== "array") return undefined;
  const first: readonly unknown[] = Array.isArray(list.prefixItems) ? list.prefixItems : [];
  const least = typeof list.minItems === "number" ? list.minItems : 0;
  const most = typeof list.maxItems === "number" ? list.maxItems : list.items === false ? first.length : Infinity;
  const read = (node: SchemaNode, index: number, repeated: boolean): CommandArgument => {
    const resolved = resolveNode(node, root);
    const shape = shapeOf(resolved);
    return { ...textsOf(resolved), ...(shape && { shape }), optional: index >= least, repeated };
  };
  const args = first.map((node, index) => read(isRecord(node) ? node : {}, index, false));
  if (isRecord(list.items) && most > first.length) args.push(read(list.items, first.length, most > first.length + 1));
  return { args, least, most };
}

/** The arguments of a schema of a tuple or a list; none where the schema does not tell. */
export function commandArguments(schema: object | undefined): readonly CommandArgument[] {
  return commandWords(schema)?.args ?? [];
}

/** A description that is no longer than this serves as a name, in characters. */
const NAME_LENGTH = 24;

/** The name of an argument in a language: its title, its choices, its description where that is short, or the kind of its value. */
export function argumentName(
  { title, description, shape }: CommandArgument,
  translations: Translations,
  language: string,
): string {
  if (title !== undefined) return title;
  if (shape?.kind === "choice") return shape.choices.map(String).join("|");
  if (description !== undefined && description.length <= NAME_LENGTH) return description;
  return translations.t("core", language, `argument-${shape?.kind ?? "text"}`);
}

/**
 * A command as it is written, such as `/weather city [C|F]`: with what the plugin's text `command-<name>.usage` says, which may be the whole or the
 * arguments alone, or with the names of the arguments.
 */
export function commandUsage(
  translations: Translations,
  language: string,
  plugin: string,
  { name, args }: CommandDeclaration,
): string {
  const id = `command-${name}.usage`;
  if (translations.has(plugin, id)) {
    const usage = translations.t(plugin, language, id);
    return usage.startsWith("/") ? usage : `/${name} ${usage}`.trimEnd();
  }
  const words = commandArguments(args).map((argument) => {
    const word = `${argumentName(argument, translations, language)}${argument.repeated ? " …" : ""}`;
    return argument.optional ? `[${word}]` : word;
  });
  return [`/${name}`, ...words].join(" ");
}
