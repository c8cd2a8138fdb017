/** Checks values by schemas of any library, and says what is wrong in the language of the person who gave them. */
import { originalOf, type Schema, type SchemaIssue } from "./schema.ts";

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
