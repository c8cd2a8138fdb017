/** Checks values by schemas of any library, and says what is wrong in the language of the person who gave them. */
import { originalOf, type Schema, type SchemaIssue } from "./schema.ts";
import { commandWords } from "./command_usage.ts";
import type { Translations } from "../i18n/i18n.ts";
import { fitsShape, inputSchemaOf, resolveNode, shapeOf, typedValue, valueWords } from "./value_shape.ts";

/** What a schema makes of a value, or what it has against it. */
export type CheckedValue<T> = { readonly value: T; readonly issues?: never } | {
  readonly issues: readonly SchemaIssue[];
  readonly value?: never;
};

/** Says an issue in words of ours; `undefined` leaves it to the schema. */
export type IssueWords = (issue: SchemaIssue) => string | undefined;

/** Words for an issue, as zod asks for them. */
type Words = (issue: never) => string | undefined;

/** zod's words by language; its English is always loaded, and what speaks another is loaded with the first mistake in it. */
const WORDS: Readonly<Record<string, () => Promise<Words>>> = {
  ru: async () => (await import("zod/v4/locales/ru.js")).default().localeError as Words,
};

/**
 * Checks a value. Issues are said by `say` where it knows better, else in `language` where the schema's library can be asked for that, which zod can;
 * other schemas say them as they do. Of zod, a message that the schema has of its own stays as it is.
 */
export async function checkValue<T>(
  schema: Schema<T>,
  value: unknown,
  language: string,
  say: IssueWords = () => undefined,
): Promise<CheckedValue<T>> {
  const result = await schema["~standard"].validate(value);
  if (result.issues === undefined) return { value: result.value };
  const original = originalOf(schema);
  const issues = isZod(original)
    ? await askZod(original, value, language, say)
    : result.issues.map((issue) => ({ ...issue, message: say(issue) ?? issue.message }));
  return { issues: issues ?? result.issues };
}

/** Everything a schema has against a value, in the language where it can, or the value it makes of it. `say` as for `checkValue`. */
export async function validate<T>(
  schema: Schema<T>,
  value: unknown,
  language: string,
  say?: IssueWords,
): Promise<{ readonly value: T } | { readonly problem: string }> {
  const { issues, value: made } = await checkValue(schema, value, language, say);
  return issues === undefined
    ? { value: made }
    : { problem: [...new Set(issues.map(({ message }) => message))].join("; ") };
}

/** A schema of zod's, in any of its flavours: a plugin may bring a zod of its own. */
interface ZodSchema {
  safeParseAsync(value: unknown, options: { readonly error: Words }): Promise<{
    readonly error?: { readonly issues: readonly SchemaIssue[] };
  }>;
}

/** zod asks for words only where the schema has no message of its own. */
async function askZod(
  schema: ZodSchema,
  value: unknown,
  language: string,
  say: IssueWords,
): Promise<readonly SchemaIssue[] | undefined> {
  const words = Object.hasOwn(WORDS, language) ? await WORDS[language]() : () => undefined;
  const { error } = await schema.safeParseAsync(value, { error: (issue) => say(issue) ?? words(issue) });
  return error?.issues;
}

function isZod(schema: Schema<unknown>): schema is Schema<unknown> & ZodSchema {
  // `_zod` came with its fourth version: those before know nothing of languages at this place.
  return schema["~standard"].vendor === "zod" && "_zod" in schema &&
    typeof Reflect.get(schema, "safeParseAsync") === "function";
}

/** So much of a wrong word is repeated, in characters. */
const REPEATED = 60;

/** Words for what a schema has against the words behind a command: too few, too many, or one that is of another kind. */
export function issuesOfWords(
  schema: object,
  words: unknown,
  translations: Translations,
  language: string,
): IssueWords {
  return ({ path = [] }) => {
    const expected = commandWords(schema);
    if (expected === undefined || !Array.isArray(words)) return undefined;
    const { args, least, most } = expected;
    if (words.length < least) return translations.t("core", language, "words-few", { count: least - words.length });
    if (words.length > most) return translations.t("core", language, "words-many", { most });
    const index = indexOf(path);
    const word: unknown = index === undefined ? undefined : words[index];
    const shape = index === undefined ? undefined : args[Math.min(index, args.length - 1)]?.shape;
    if (shape === undefined || typeof word !== "string" || fitsShape(shape, typedValue(shape, word))) return undefined;
    return translations.t("core", language, "argument-wrong", {
      word: shortCode(word),
      expects: valueWords(translations, language, shape),
    });
  };
}

/** Words for what a schema has against an answer. */
export function issuesOfText(schema: object, text: string, translations: Translations, language: string): IssueWords {
  return ({ path = [] }) => {
    const root = path.length === 0 ? inputSchemaOf(schema) : undefined;
    const shape = root && shapeOf(resolveNode(root, root));
    if (shape === undefined || fitsShape(shape, typedValue(shape, text))) return undefined;
    return translations.t("core", language, "answer-wrong", { expects: valueWords(translations, language, shape) });
  };
}

function indexOf([first]: readonly (PropertyKey | { readonly key: PropertyKey })[]): number | undefined {
  const index = Number(typeof first === "object" ? first.key : first);
  return Number.isInteger(index) ? index : undefined;
}

/** What may stand between backticks. */
function shortCode(word: string): string {
  const characters = [...word.replaceAll(/\s+/g, " ").replaceAll("`", "'")];
  return characters.length <= REPEATED ? characters.join("") : `${characters.slice(0, REPEATED - 1).join("")}…`;
}
