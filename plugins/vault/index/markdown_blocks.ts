/** Markdown as blocks that belong together, and the smallest pieces that they may be cut into. */

/** A range of a text that may be quoted by itself: a sentence, an item of a list, a line of code. */
export interface Piece {
  readonly start: number;
  readonly end: number;
}

/** A paragraph, a list, a table or a block of code, with the headings right before it. */
export interface Block {
  readonly start: number;
  readonly end: number;
  /** In order, without the blank lines between. Empty for nothing but headings. */
  readonly pieces: readonly Piece[];
  /** Whether it begins with a heading. */
  readonly isTitled: boolean;
  /** The headings that it stands under, its own included: their ranges. */
  readonly headings: readonly Piece[];
}

const HEADING = /^ {0,3}(#{1,6})(?:[ \t]|$)/;
const ITEM = /^[ \t]*(?:[-*+]|\d{1,9}[.)])(?:[ \t]|$)/;
const INDENTED = /^(?: {2,}|\t)\S/;
const FENCE = /^[ \t]*(`{3,}|~{3,})/;
const RULE = /^ {0,3}(?:-[ \t]*){3,}$|^ {0,3}(?:\*[ \t]*){3,}$|^ {0,3}(?:_[ \t]*){3,}$/;
const SENTENCE_END = /[.!?…。！？]+["'»”’)\]]*(?:\s+|$)|[。！？]/g;

interface Line extends Piece {
  readonly text: string;
  /** Of a heading, from 1. */
  readonly level: number;
  readonly isBlank: boolean;
  readonly isItem: boolean;
}

/** Divides a note's body into its blocks. */
export function blocksOf(markdown: string): readonly Block[] {
  const builder = new BlockBuilder();
  let fence: string | undefined;
  for (const line of linesOf(markdown)) {
    const mark = FENCE.exec(line.text)?.[1];
    if (fence !== undefined) {
      builder.add(line, [line]);
      if (mark !== undefined && mark.startsWith(fence) && line.text.trim() === mark) fence = undefined;
      continue;
    }
    if (mark !== undefined) {
      fence = mark;
      builder.add(line, [line]);
    } else if (line.isBlank) builder.blank();
    else if (line.level > 0) builder.heading(line);
    else builder.add(line, line.isItem ? [line] : sentencesOf(line));
  }
  return builder.end();
}

/** Gathers lines into blocks. */
class BlockBuilder {
  readonly #blocks: Block[] = [];
  /** The headings that what comes stands under, by level. */
  #path: { readonly level: number; readonly line: Line }[] = [];
  #heading: Line | undefined;
  #lines: Line[] = [];
  #pieces: Piece[] = [];
  #inList = false;
  #afterBlank = false;

  blank(): void {
    this.#afterBlank = true;
  }

  heading(line: Line): void {
    // A heading with nothing but another one behind it belongs to what follows that.
    if (this.#lines.length > 0) this.#close();
    this.#path = [...this.#path.filter(({ level }) => level < line.level), { level: line.level, line }];
    this.#heading ??= line;
    this.#afterBlank = false;
  }

  add(line: Line, pieces: readonly Piece[]): void {
    if (this.#afterBlank && this.#lines.length > 0 && !this.#goesOn(line)) this.#close();
    this.#lines.push(line);
    this.#inList ||= line.isItem;
    this.#pieces.push(...pieces);
    this.#afterBlank = false;
  }

  end(): readonly Block[] {
    if (this.#lines.length > 0 || this.#heading !== undefined) this.#close();
    return this.#blocks;
  }

  /** A list goes on behind a blank line, and begins with the line that announces it. */
  #goesOn(line: Line): boolean {
    const last = this.#lines.at(-1);
    if (last === undefined) return false;
    if (this.#inList) return line.isItem || INDENTED.test(line.text);
    return line.isItem && last.text.trimEnd().endsWith(":");
  }

  #close(): void {
    const first = this.#heading ?? this.#lines[0];
    const last = this.#lines.at(-1) ?? this.#path.at(-1)?.line;
    if (first !== undefined && last !== undefined) {
      this.#blocks.push({
        start: first.start,
        end: last.end,
        pieces: this.#pieces,
        isTitled: this.#heading !== undefined,
        headings: this.#path.map(({ line }) => line),
      });
    }
    this.#heading = undefined;
    this.#lines = [];
    this.#pieces = [];
    this.#inList = false;
  }
}

/** The lines of a text, without their breaks. */
function* linesOf(text: string): Generator<Line> {
  for (let start = 0; start < text.length;) {
    const found = text.indexOf("\n", start);
    const next = found < 0 ? text.length : found + 1;
    let end = found < 0 ? text.length : found;
    if (text[end - 1] === "\r" && end > start) end--;
    const line = text.slice(start, end);
    const isBlank = line.trim() === "" || RULE.test(line);
    yield { start, end, text: line, level: HEADING.exec(line)?.[1]?.length ?? 0, isBlank, isItem: ITEM.test(line) };
    start = next;
  }
}

function sentencesOf({ start, end, text }: Line): readonly Piece[] {
  const sentences: Piece[] = [];
  let at = 0;
  for (const match of text.matchAll(SENTENCE_END)) {
    const next = match.index + match[0].length;
    sentences.push({ start: start + at, end: start + match.index + match[0].trimEnd().length });
    at = next;
  }
  if (start + at < end) sentences.push({ start: start + at, end });
  return sentences;
}
