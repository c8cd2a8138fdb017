/** Says in our own words what is wrong with what people have typed, as far as the schema's shape tells. */
import { commandWords } from "./command_usage.ts";
import type { Translations } from "./i18n.ts";
import type { IssueWords } from "./schema_check.ts";
import { fitsShape, typedValue } from "./value_fit.ts";
import { inputSchemaOf, resolveNode, shapeOf } from "./value_shape.ts";
import { valueWords } from "./value_words.ts";

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
