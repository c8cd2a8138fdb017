/** Checks values by schemas of any library, and says what is wrong in the language of the person who gave them. */
import type { Schema, SchemaIssue } from "./schema.ts";

/** What a schema makes of a value, or what it has against it. */
export type CheckedValue<T> = { readonly value: T; readonly issues?: never } | {
  readonly issues: readonly SchemaIssue[];
  readonly value?: never;
};

/** zod's words for an issue. */
type Words = (issue: never) => string;

/** zod's words by language; its English is always loaded, and what speaks another is loaded with the first mistake in it. */
const WORDS: Readonly<Record<string, () => Promise<Words>>> = {
  ru: async () => (await import("zod/v4/locales/ru.js")).default().localeError as Words,
};

/**
 * Checks a value. Issues are in `language` where the schema's library can be asked for that, which zod can; other schemas say them as they do.
 * A schema's own messages stay as they are.
 */
export async function checkValue<T>(
  schema: Schema<T>,
  value: unknown,
  language: string,
): Promise<CheckedValue<T>> {
  const result = await schema["~standard"].validate(value);
  if (result.issues === undefined) return { value: result.value };
  return { issues: await issuesIn(language, schema, value) ?? result.issues };
}

/** A schema of zod's, in any of its flavours: a plugin may bring a zod of its own. */
interface ZodSchema {
  safeParseAsync(value: unknown, options: { readonly error: Words }): Promise<{
    readonly error?: { readonly issues: readonly SchemaIssue[] };
  }>;
}

async function issuesIn(
  language: string,
  schema: Schema<unknown>,
  value: unknown,
): Promise<readonly SchemaIssue[] | undefined> {
  const load = Object.hasOwn(WORDS, language) ? WORDS[language] : undefined;
  if (load === undefined || !isZod(schema)) return undefined;
  const { error } = await schema.safeParseAsync(value, { error: await load() });
  return error?.issues;
}

function isZod(schema: Schema<unknown>): schema is Schema<unknown> & ZodSchema {
  // `_zod` came with its fourth version: those before know nothing of languages at this place.
  return schema["~standard"].vendor === "zod" && "_zod" in schema &&
    typeof Reflect.get(schema, "safeParseAsync") === "function";
}
