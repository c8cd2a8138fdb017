/** How a command is written: what its plugin's texts say, or else what the schema of its arguments tells. */
import type { Translations } from "./i18n.ts";
import { isRecord } from "./json.ts";
import type { CommandDeclaration } from "./points.ts";
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

/** The arguments of a schema of a tuple or a list; none where the schema does not tell. */
export function commandArguments(schema: object | undefined): readonly CommandArgument[] {
  const root = schema === undefined ? undefined : inputSchemaOf(schema);
  if (root === undefined) return [];
  const list = resolveNode(root, root);
  const first: readonly unknown[] = Array.isArray(list.prefixItems) ? list.prefixItems : [];
  const least = typeof list.minItems === "number" ? list.minItems : first.length;
  const read = (node: SchemaNode, index: number, repeated: boolean): CommandArgument => {
    const resolved = resolveNode(node, root);
    const shape = shapeOf(resolved);
    return { ...textsOf(resolved), ...(shape && { shape }), optional: index >= least, repeated };
  };
  return [
    ...first.map((node, index) => read(isRecord(node) ? node : {}, index, false)),
    ...(isRecord(list.items) ? [read(list.items, first.length, true)] : []),
  ];
}

/** The name of an argument in a language: its title, its choices, or the kind of its value. */
export function argumentName({ title, shape }: CommandArgument, translations: Translations, language: string): string {
  if (title !== undefined) return title;
  if (shape?.kind === "choice") return shape.choices.map(String).join("|");
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
