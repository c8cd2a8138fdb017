/** The passage of a note that shows best why it was found. */
import type { Query } from "./query.ts";
import { wordEnd, wordStart } from "./word_bounds.ts";
import { wordsIn } from "./words.ts";

/** A passage on one line, and where in it the words of the query are. */
export interface Snippet {
  readonly snippet: string;
  readonly highlights: readonly (readonly [number, number])[];
}

/** So far into a note a passage is looked for, in characters. */
const MAX_TEXT = 200_000;

interface Match {
  readonly start: number;
  readonly end: number;
  readonly word: string;
}

/** Cuts the passage of about `length` characters with the most different words of the query; the beginning when there is none. */
export function snippetOf(markdown: string, query: Query, length: number): Snippet {
  const text = plainText(markdown.slice(0, MAX_TEXT));
  const matches: Match[] = [];
  for (const { start, end, text: word } of wordsIn(text)) {
    if (query.matches(word)) matches.push({ start, end, word: word.toLowerCase() });
  }
  const [from, to] = bestWindow(matches, length);
  const room = Math.max(0, length - (to - from));
  const start = wordStart(text, Math.max(0, from - Math.floor(room / 3)));
  const end = wordEnd(text, Math.min(text.length, Math.max(to, start + length)), to);
  const before = start > 0 ? "…" : "";
  const snippet = before + text.slice(start, end) + (end < text.length ? "…" : "");
  const shown = matches.filter((match) => match.start >= start && match.end <= end);
  return { snippet, highlights: merged(shown, before.length - start) };
}

/** From the first to the last match of the window with the most different words, then the most words, then the earliest. */
function bestWindow(matches: readonly Match[], length: number): readonly [number, number] {
  const counts = new Map<string, number>();
  let best: readonly [number, number] = [0, 0];
  let bestScore = 0;
  let first = 0;
  for (const [index, match] of matches.entries()) {
    counts.set(match.word, (counts.get(match.word) ?? 0) + 1);
    for (
      let head = matches[first];
      head !== undefined && head !== match && match.end - head.start > length;
      head = matches[++first]
    ) {
      const left = (counts.get(head.word) ?? 1) - 1;
      if (left === 0) counts.delete(head.word);
      else counts.set(head.word, left);
    }
    const score = counts.size * 1000 + (index - first);
    if (score > bestScore) [bestScore, best] = [score, [matches[first]?.start ?? match.start, match.end]];
  }
  return best;
}

/** Characters of a script without blanks that touch are one highlight. */
function merged(matches: readonly Match[], shift: number): readonly (readonly [number, number])[] {
  const ranges: [number, number][] = [];
  for (const { start, end } of matches) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === start + shift) last[1] = end + shift;
    else ranges.push([start + shift, end + shift]);
  }
  return ranges;
}

/** None of them looks past the next bracket: each is looked for at every bracket there is. */
const IMAGE = /!\[([^[\]]*)\]\((?:[^()]|\([^()]*\))*\)/g;
const LINK = /\[([^[\]]*)\]\((?:[^()]|\([^()]*\))*\)/g;
const WIKI = /!?\[\[(?:[^[\]|]*\|)?([^[\]]*)\]\]/g;

/** Markdown without its signs, on one line. */
function plainText(markdown: string): string {
  return markdown
    .replace(IMAGE, "$1")
    .replace(LINK, "$1")
    .replace(WIKI, "$1")
    .replace(/^[ \t]*(?:#{1,6} |>+ ?|[-*+] (?:\[[ xX]\] )?|```.*$|~~~.*$)/gm, "")
    .replace(
      /[*_~`]{1,3}(?=\S)|(?<=\S)[*_~`]{1,3}/g,
      (signs, at: number, all: string) =>
        signs[0] === "_" && /\w/.test(all[at - 1] ?? "") && /\w/.test(all[at + signs.length] ?? "") ? signs : "",
    )
    .normalize("NFC").replace(/\s+/g, " ").trim();
}
