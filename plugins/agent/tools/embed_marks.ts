/** Where a note's text embeds something, or may: what a reader of notes fetches by itself when it shows the note. */

/** A place that may embed what is elsewhere. */
export interface EmbedMark {
  /** Where it begins, and how long the mark is that makes an embed of it. */
  readonly at: number;
  readonly length: number;
  /** All that says what is embedded: the same key stands for the same embed. */
  readonly key: string;
}

/** A definition of what a label stands for, such as `[label]: target`. */
export interface Definition {
  readonly at: number;
  readonly length: number;
  readonly key: string;
  readonly label: string;
}

const INLINE =
  /!\[[^[\]\\`<>\r\n]*\]\((<[^<>\\\r\n]*>|[^\s()<>\\`]*(?:\([^\s()<>\\`]*\)[^\s()<>\\`]*)*)(?: +(?:"[^"\\`<>\r\n]*"|'[^'\\`<>\r\n]*'))?\)/y;
// Readers differ in what they do with `![[a]](b)`, so that is none of these two.
const REFERENCE = /!\[[^[\]\\`<>\r\n]*\](?:\[[^[\]\\`<>\r\n]*\])?(?![([])/y;
const WIKI = /!\[\[([^[\]\\`<>&\r\n]*)\]\](?![([])/y;

/** Images that may come from elsewhere. */
export function* imagesOf(text: string): Generator<EmbedMark> {
  const paragraphs = new Paragraphs(text);
  // Some readers take a backslash away before they look for images, within a link.
  for (const { 0: { length }, index } of text.matchAll(/(?<!!)!+(?=\\*\[)/g)) {
    const bang = index + length - 1;
    const wiki = matchAt(WIKI, text, bang);
    const inline = matchAt(INLINE, text, bang);
    if (wiki?.[1] !== undefined && !hasScheme(wiki[1])) continue;
    if (inline?.[1] !== undefined && isLocal(inline[1])) continue;
    const whole = wiki ?? inline ?? matchAt(REFERENCE, text, bang);
    // All of the marks go: with one less, the one before would take its place.
    yield { at: index, length, key: whole?.[0] ?? paragraphs.at(index) };
  }
}

/** Tags that show and do nothing but their text, and fetch nothing while they have no attributes. */
const HARMLESS = new RegExp(
  `</?(?:${
    "b|i|u|s|em|strong|small|big|mark|sub|sup|kbd|samp|var|del|ins|code|pre|q|cite|abbr|dfn|br|hr|wbr|p|div|span|" +
    "details|summary|blockquote|center|ul|ol|li|dl|dt|dd|table|caption|thead|tbody|tfoot|tr|th|td|ruby|rt|rp|h[1-6]"
  }) ?/?>`,
  "iy",
);
/** In an HTML block `<https://style=…>` is a tag with an attribute: what has a value must not be a name right after a slash. */
const AUTOLINK = /<(?:https?:(?![^\s<>=]*\/[^\s<>/=?#]*=)\/\/[^\s<>"'`]+|(?:mailto:)?[\w.+-]+@[\w.-]+)>/iy;
const TAG = /<[^<>]*>/y;
const PLAIN_TAG =
  /^<\/?[a-z][\w:-]*(?:\s+[\w:@.-]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+))?)*\s*\/?>$|^<!--[^<>]*-->$/i;

/** HTML that may fetch something or hide something that does. */
export function* tagsOf(text: string): Generator<EmbedMark> {
  const paragraphs = new Paragraphs(text);
  for (const { index } of text.matchAll(/<(?=[a-z/!?])/gi)) {
    if (matchAt(HARMLESS, text, index) ?? matchAt(AUTOLINK, text, index)) continue;
    const tag = matchAt(TAG, text, index)?.[0] ?? "";
    yield { at: index, length: 1, key: PLAIN_TAG.test(tag) ? tag : paragraphs.at(index) };
  }
}

const DEFINITION = /(?<!\\)\[((?:\\[^]|[^[\]\\])+)\]:(?=([\s>]{0,40}[^\s\]]*(?:\](?!:)[^\s\]]*)*(\]?)))/g;

/** Definitions whose target may be elsewhere. */
export function* definitionsOf(text: string): Generator<Definition> {
  for (const { 0: whole, 1: label = "", 2: rest = "", 3: open, index } of text.matchAll(DEFINITION)) {
    const target = rest.replace(/^[\s>]+/, "");
    if (isLocal(target)) continue;
    // Where another one seems to begin within the target, or none is in sight, it can't be told what it is.
    const key = target === "" || open !== "" ? `${index} ${whole}` : whole + rest;
    yield { at: index + whole.length - 1, length: 0, key, label: foldLabel(label) };
  }
}

/** The labels that images may refer to. */
export function labelsOf(text: string): ReadonlySet<string> {
  const labels = new Set<string>();
  for (const key of new Set([...imagesOf(text)].map(({ key }) => key))) {
    for (const [, label = ""] of key.matchAll(/\[((?:\\[^]|[^[\]\\]){1,999})\]/g)) labels.add(foldLabel(label));
  }
  return labels;
}

/** As Markdown compares labels. */
function foldLabel(label: string): string {
  return label.replace(/[\s>]+/g, " ").trim().toLowerCase().toUpperCase();
}

/** A path below or beside the note, in characters that mean nothing else to anybody. */
function isLocal(target: string): boolean {
  const isPath = (path: string) => /^[\p{L}\p{N}\p{M}_.,'+@~=#-][\p{L}\p{N}\p{M}_.,'+@~=#/ -]*$/u.test(path);
  if (!target.includes("%")) return !target.includes(" ") && isPath(target);
  try {
    return isPath(decodeURIComponent(target));
  } catch {
    return false;
  }
}

function hasScheme(target: string): boolean {
  return /^\s*(?:[a-z][a-z0-9+.-]*:|\/\/)|:\/\//i.test(target);
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** The paragraphs of a text, asked for in their order. */
class Paragraphs {
  #end = 0;
  #paragraph = "";

  constructor(private readonly text: string) {}

  /** The same string for all that is in it, so that it is hashed once. */
  at(place: number): string {
    while (place >= this.#end) {
      const begin = this.#end;
      const gap = matchAt(/\n[ \t]*\n\s*/g, this.text, begin);
      this.#end = gap === null ? Infinity : gap.index + gap[0].length;
      this.#paragraph = this.text.slice(begin, this.#end).trim();
    }
    return this.#paragraph;
  }
}
