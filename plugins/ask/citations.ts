/** Numbers in an answer that say which passage a statement comes from: checked, and put in order. */

/** An answer whose numbers are right. */
export interface CitedText {
  /** Markdown, in which `[1]` stands for the first of `sources`, and so on. */
  readonly text: string;
  /** What is cited, in the order of the numbers. */
  readonly sources: readonly string[];
}

/** Brackets in code are the code's. What is not surely code is none: a number too many is taken out rather than shown. */
const CODE = "(?<![^\\n])[ ]{0,3}(?:```[^`\\n]*\\n[^]*?(?:\\n[ ]{0,3}```|$)|~~~[^]*?(?:\\n[ ]{0,3}~~~|$))" +
  "|(?<=^|\\s|\\s\\()(?<ticks>`+)(?!`)[^\\n]*?(?<!`)\\k<ticks>(?!`)";
/** `[1]`, `[1, 3]`, `[2-4]`; some models write footnotes, or other brackets. A date is none. */
const ITEM = "\\s*\\^?(?:\\d{1,3}\\s*[-–]\\s*\\d{1,3}|\\d+)\\s*";
const CITATION = `[[【]${ITEM}(?:[,;]${ITEM})*[\\]】]`;
const CITATIONS = new RegExp(CITATION, "g");
const PATTERN = new RegExp(`(?<code>${CODE})|(?<citation>${CITATION})`, "g");
const BLANK_LINE = /\n[ \t]*\n/;
/** What may become a citation when more of the text is there. */
const UNFINISHED = /(?<![ \t])[ \t]*[[【][\s\d,;^–-]*$/;
/** What would make a link of brackets before it. */
const LINKING = /^(?:[(:]|\[(?!\s*\d))/;

/** Brackets within brackets that deep are no prose. */
const ROUNDS = 10;

/**
 * Checks the numbers of an answer. Those that stand for no passage are taken out; the others count from 1 in the order in which they first come, and
 * passages of the same source have the same one.
 *
 * @param passages the source of each passage, in the order of the numbers that the model was given.
 */
export function checkCitations(text: string, passages: readonly string[]): CitedText {
  const sources: string[] = [];
  const numberOf = (source: string) => {
    if (!sources.includes(source)) sources.push(source);
    return sources.indexOf(source) + 1;
  };
  const checked = rewrite(withoutUnknown(text, passages.length), (citation, rest) => {
    const numbers = new Set(numbersIn(citation, passages.length).known.map((number) => numberOf(passages[number - 1])));
    const escape = LINKING.test(rest) ? "\\" : "";
    return [...numbers].map((number) => `${escape}[${number}${escape}]`).join("");
  });
  return { text: checked, sources };
}

/** What of a text that is still being written can be checked already: without a bracket at its end that has not been closed. */
export function withoutUnfinished(text: string): string {
  return text.replace(UNFINISHED, "");
}

/** What stood around a citation that is taken out may be one then, so the text is looked through again; not for ever, where brackets are all there is. */
function withoutUnknown(text: string, passages: number, rounds = ROUNDS): string {
  if (rounds === 0) return text.replace(/[[\]【】]/g, "");
  const cleaned = rewrite(text, (citation) => {
    const { known, hasUnknown } = numbersIn(citation, passages);
    if (!hasUnknown) return citation;
    return known.length === 0 ? undefined : `[${known.join(", ")}]`;
  });
  return cleaned === text ? text : withoutUnknown(cleaned, passages, rounds - 1);
}

/** @param change given a citation and what stands behind it; `undefined` takes it out, with a blank that it leaves. */
function rewrite(text: string, change: (citation: string, rest: string) => string | undefined): string {
  let made = "";
  let at = 0;
  // A backtick of no code that is sure may be the beginning, earlier in the paragraph, of code that ends where the next seems to begin.
  let isStray = false;
  for (const { 0: whole, index, groups } of text.matchAll(PATTERN)) {
    const between = text.slice(at, index);
    const [, ...paragraphs] = between.split(BLANK_LINE);
    isStray = (paragraphs.at(-1) ?? between).includes("`") || isStray && paragraphs.length === 0;
    made += between;
    at = index + whole.length;
    const citation = groups?.citation;
    const changed = citation !== undefined
      ? change(citation, text.slice(at, at + 10))
      : isStray && groups?.ticks !== undefined
      ? whole.replace(CITATIONS, (found, from: number) => change(found, whole.slice(from + found.length)) ?? "")
      : whole;
    if (changed !== undefined) made += changed;
    else if (/(?:^|\n)[ \t]*$/.test(made)) at += /^[ \t]*/.exec(text.slice(at))?.[0].length ?? 0;
    else made = made.replace(/(?<![ \t])[ \t]+$/, "");
  }
  return made + text.slice(at);
}

function numbersIn(
  citation: string,
  passages: number,
): { readonly known: readonly number[]; readonly hasUnknown: boolean } {
  const known = new Set<number>();
  let hasUnknown = false;
  for (const item of citation.slice(1, -1).split(/[,;]/)) {
    const [first, last = first] = item.replace("^", "").split(/[-–]/).map(Number);
    if (!(first >= 1 && last >= first && last <= passages)) hasUnknown = true;
    for (let number = Math.max(1, first); number <= Math.min(last, passages); number++) known.add(number);
  }
  return { known: [...known], hasUnknown };
}
