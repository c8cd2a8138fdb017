/** What a person asks for, as an expression that FTS5 can't misread: every word is quoted and made of letters and digits only. */
import { fold, isUnspaced, stem, wordsIn } from "./words.ts";

/** A question, ready for the index. */
export interface Query {
  /** For `MATCH`. */
  readonly expression: string;
  /** Whether a word of a text is one that was asked for. */
  readonly matches: (word: string) => boolean;
}

/** So many terms are enough to find what somebody means, and keep a pasted page from becoming a query of minutes. */
const MAX_TERMS = 24;
/** Shorter beginnings have too many endings. */
const MIN_PREFIX = 2;

/** Reads a query; `undefined` when there is no word in it. Words between quotes must stand next to each other, the last word may be unfinished. */
export function readQuery(text: string, match: "all" | "any"): Query | undefined {
  const normal = text.normalize("NFC");
  const parts = normal.split('"');
  const terms = new Set<string>();
  const stems = new Set<string>();
  // An odd number of parts means that every quote has its partner; what is behind a lone one is plain words.
  parts.forEach((part, index) => {
    const quoted = index % 2 === 1 && index < parts.length - 1;
    for (const phrase of quoted ? [stemsOf(part)] : phrasesOf(part)) {
      if (phrase.length > 0 && terms.size < MAX_TERMS) terms.add(`"${phrase.join(" ")}"`);
      for (const word of phrase) stems.add(word);
    }
  });
  if (terms.size === 0) return undefined;
  const prefix = unfinished(normal);
  const all = [...terms];
  if (prefix !== undefined) {
    const last = `"${stem(prefix)}"`;
    const at = all.indexOf(last);
    if (at >= 0) all[at] = `(${last} OR "${prefix}"*)`;
  }
  return {
    expression: all.join(match === "all" ? " AND " : " OR "),
    matches: (word) => stems.has(stem(word)) || (prefix !== undefined && fold(word).startsWith(prefix)),
  };
}

function stemsOf(text: string): string[] {
  return Array.from(wordsIn(text), (word) => stem(word.text)).filter((word) => word !== "");
}

/** Each word is a phrase of its own, but characters of a script without blanks that touch each other are one together. */
function phrasesOf(text: string): string[][] {
  const phrases: string[][] = [];
  let end = -1;
  for (const word of wordsIn(text)) {
    const unspaced = isUnspaced(word.text);
    const found = stem(word.text);
    if (unspaced && word.start === end) phrases.at(-1)?.push(found);
    else if (found !== "") phrases.push([found]);
    end = unspaced ? word.end : -1;
  }
  return phrases;
}

/** The last word of the query, when nothing stands behind it that would end it. */
function unfinished(text: string): string | undefined {
  let last = "";
  let end = 0;
  for (const word of wordsIn(text)) [last, end] = [word.text, word.end];
  if (end !== text.length || last.length < MIN_PREFIX || isUnspaced(last)) return undefined;
  return fold(last).replaceAll("'", "") || undefined;
}
