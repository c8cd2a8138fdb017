/** Hashtags in Markdown, as Obsidian understands them: in any script, with at least one character that is no digit. */

/** What a tag may be made of, without its `#`. The two joiners belong to the spelling of several scripts. */
const CHARACTERS = String.raw`[\p{L}\p{M}\p{N}_/\-\u200C\u200D]+`;
/** What stands before a `#` that begins no tag: it belongs to a word, a URL, an escape, an entity or an attribute. */
const NO_TAG_BEFORE = String.raw`(?<![\p{L}\p{M}\p{N}_/&#\\?.%=\-]|=["'])`;

/** Made when first needed, and no start needs them: they cover all scripts. */
let HASHTAG: RegExp | undefined;
let WHOLE: RegExp | undefined;
/** A URL as part of a word; also the targets of links to a heading, `](#there)` and `[[#there]]`. */
const NO_TAGS_IN = /:\/\/|^www\.|^mailto:|\]\(#|\[\[#/i;
const FENCE = /^ {0,3}(`{3,}|~{3,})/;

/** The tags in a text, without `#`, each once whatever its case, in order. What stands in code and in URLs is none. */
export function hashtagsOf(text: string): readonly string[] {
  return distinctTags(tagsIn(text).map(({ tag }) => tag));
}

/** Tags, each once whatever its case, as it is written first. */
export function distinctTags(tags: Iterable<string>): readonly string[] {
  const found = new Map<string, string>();
  for (const tag of tags) if (!found.has(tag.toLowerCase())) found.set(tag.toLowerCase(), tag);
  return [...found.values()];
}

/** A tag as somebody names it, with or without `#`; `undefined` when it can't be one. */
export function cleanTag(name: string): string | undefined {
  const bare = name.normalize("NFC").replace(/^#/, "").replace(/^[/-]+|(?<![/-])[/-]+$/g, "");
  WHOLE ??= new RegExp(`^${CHARACTERS}$`, "u");
  return WHOLE.test(bare) && /[\p{L}_]/u.test(bare) ? bare : undefined;
}

/** The text of one line with the hashtags at its ends taken away and those within it made words. Empty when there is nothing else. */
export function withoutHashtags(line: string): string {
  const words = line.split(/\s+/);
  const isTag = (word: string) => word.startsWith("#") && cleanTag(word) !== undefined;
  while (words.length > 0 && isTag(words[0])) words.shift();
  while (words.length > 0 && isTag(words[words.length - 1])) words.pop();
  return words.map((word) => isTag(word) ? word.slice(1) : word).join(" ");
}

/**
 * The text without some of its tags, given without `#`: at the ends of a line they go, and within it they become words, as they do where what is left
 * could mean something else in Markdown.
 */
export function withoutTags(text: string, names: readonly string[]): string {
  const gone = new Set(names.map((name) => name.toLowerCase()));
  const found = [...tagsIn(text)].filter(({ tag }) => gone.has(tag.toLowerCase()));
  if (found.length === 0) return text;
  let from = 0;
  let next = 0;
  return text.split("\n").map((line) => {
    const tags: Place[] = [];
    for (; next < found.length && found[next].start < from + line.length; next++) {
      tags.push({ start: found[next].start - from, end: found[next].end - from });
    }
    from += line.length + 1;
    return tags.length === 0 ? line : lineWithout(line, tags);
  }).join("\n");
}

/** Where a tag is, from its `#` on. */
interface Place {
  readonly start: number;
  readonly end: number;
}

/** What is at the ends of a line is seen by a look at all of it for each tag: where that is more than this, in characters, all of them become words. */
const MOST_WORK = 20_000_000;

function lineWithout(line: string, tags: readonly Place[]): string {
  if (line.length * tags.length > MOST_WORK) return withoutSigns(line, tags);
  let rest = line;
  for (const { start, end } of tags.toReversed()) {
    const [before, after] = [rest.slice(0, start), rest.slice(end)];
    rest = ONLY_TAGS.test(after) && (before.trim() === "" || /[\p{L}\p{N}]/u.test(before))
      ? before.trimEnd() + after
      : ONLY_TAGS.test(before) && /^\s*(?:\p{L}|#\S)/u.test(after)
      ? before + after.trimStart()
      : `${before}${rest.slice(start + 1, end)}${after}`;
  }
  return rest;
}

function withoutSigns(line: string, tags: readonly Place[]): string {
  let from = 0;
  const words = tags.map(({ start }) => {
    const piece = line.slice(from, start);
    from = start + 1;
    return piece;
  });
  return words.join("") + line.slice(from);
}

/** Each word ends where the next begins, so that there is one way only to read them. */
const ONLY_TAGS = /^\s*(?:#\S+(?:\s+|$))*$/;

/** The tags in a text, each with its place from the `#` on. */
function* tagsIn(text: string): Generator<{ readonly tag: string; readonly start: number; readonly end: number }> {
  if (!/#[^\s#]/.test(text)) return;
  HASHTAG ??= new RegExp(`${NO_TAG_BEFORE}#(${CHARACTERS})`, "gu");
  for (const { 0: word, index } of withoutCode(text).matchAll(/\S+/g)) {
    if (!word.includes("#") || NO_TAGS_IN.test(word)) continue;
    for (const { 1: name = "", index: within } of word.matchAll(HASHTAG)) {
      const tag = cleanTag(name);
      const start = index + within;
      if (tag !== undefined) yield { tag, start, end: start + 1 + name.length };
    }
  }
}

/** The text with its code blocks and code spans blanked, every other character at its place. */
function withoutCode(text: string): string {
  if (!text.includes("`") && !text.includes("~~~")) return text;
  let fence: string | undefined;
  const lines = text.split("\n").map((line) => {
    const mark = FENCE.exec(line)?.[1];
    if (fence === undefined) {
      // A fence of backticks with a backtick behind it is a code span.
      if (mark === undefined || (mark.startsWith("`") && line.trimStart().slice(mark.length).includes("`"))) {
        return line;
      }
      fence = mark;
    } else if (mark !== undefined && mark[0] === fence[0] && mark.length >= fence.length && line.trim() === mark) {
      fence = undefined;
    }
    return " ".repeat(line.length);
  });
  // A code span ends with its paragraph.
  return lines.join("\n").split(/(\n[ \t]*\n)/).map(withoutSpans).join("");
}

/** Code spans are runs of backticks of one length with anything between. In linear time, whatever the runs are. */
function withoutSpans(paragraph: string): string {
  const runs = Array.from(paragraph.matchAll(/`+/g), ({ 0: run, index }) => ({ length: run.length, at: index }));
  /** Where the next run of the same length begins, by the place of a run. */
  const next = new Map<number, number>();
  const nearest = new Map<number, number>();
  for (const { length, at } of runs.toReversed()) {
    const following = nearest.get(length);
    if (following !== undefined) next.set(at, following);
    nearest.set(length, at);
  }
  let text = "";
  let end = 0;
  for (const { length, at } of runs) {
    const close = next.get(at);
    if (at < end || close === undefined) continue;
    text += paragraph.slice(end, at) + paragraph.slice(at, close + length).replace(/[^\n]/g, " ");
    end = close + length;
  }
  return text + paragraph.slice(end);
}
