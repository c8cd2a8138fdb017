/** Cuts a text to so many tokens, at a place where reading may end. */

/** Stands where something was cut off. */
export const CUT = " …";

/** Counts the tokens of a text. */
export type TokenCount = (text: string) => Promise<number>;

/** A text, and what it takes. */
export interface CountedText {
  readonly text: string;
  readonly tokens: number;
}

/** No tokenizer makes fewer tokens of real text than one of so many characters; what is longer need not be counted to be known as too long. */
const LONGEST_TOKEN = 16;
/** A cut aims so far below the limit: characters are not spread evenly over tokens, and each miss costs another count. */
const MARGIN = 0.95;
/** Below it, no end of a sentence is looked for: more would be lost by it than won. */
const LEAST_KEPT = 0.6;

const SENTENCE_END = /[.!?…。！？]["'»”’)\]]*(?=\s)|\n/g;

/** The text where it fits, else as much of its beginning as does, with `CUT` behind it. Empty where not even the mark fits. */
export async function cutToTokens(text: string, limit: number, count: TokenCount): Promise<CountedText> {
  if (text.length <= limit * LONGEST_TOKEN) {
    const tokens = await count(text);
    if (tokens <= limit) return { text, tokens };
  }
  let length = Math.min(text.length, limit * LONGEST_TOKEN);
  while (length > 0) {
    const shorter = `${endReading(text.slice(0, length))}${CUT}`;
    const tokens = await count(shorter);
    if (tokens <= limit) return { text: shorter, tokens };
    length = Math.min(length - 1, Math.floor(length * limit / tokens * MARGIN));
  }
  return { text: "", tokens: 0 };
}

/** Without what was begun at the end: a sentence, or else a word, or else half a character. */
function endReading(text: string): string {
  const sentence = Array.from(text.matchAll(SENTENCE_END)).at(-1);
  const sentenceEnd = sentence === undefined ? 0 : sentence.index + sentence[0].length;
  if (sentenceEnd >= text.length * LEAST_KEPT) return text.slice(0, sentenceEnd).trimEnd();
  const word = text.search(/\s\S*$/);
  if (word >= text.length * LEAST_KEPT) return text.slice(0, word).trimEnd();
  return text.replace(/[\uD800-\uDBFF]$/, "").trimEnd();
}
