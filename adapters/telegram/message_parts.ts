/** Cuts a long text into messages. */
import type { MessageEntity } from "grammy/types";
import { clipEntity, type FormattedText, isQuote, isStyle, rangeOf } from "./formatted_text.ts";
import { cutsCharacter, normalizeEntities } from "./entity_normal_form.ts";
import { segmentGraphemes } from "./graphemes.ts";
import { isPlain } from "./plain_text.ts";
import { trimText } from "./text_builder.ts";

/** UTF-16 units of a message. */
export const TEXT_LIMIT = 4_096;
/** UTF-16 units of a text under a file. */
export const CAPTION_LIMIT = 1_024;
/** Entities of a message; Telegram shows more as plain text. */
export const ENTITY_LIMIT = 100;

/** What a part may hold. */
export interface PartLimits {
  /** UTF-16 units of the first part; those of a message by default. `CAPTION_LIMIT` for a text that begins under a file. */
  readonly first?: number;
  /** UTF-16 units of the other parts; those of a message by default. */
  readonly rest?: number;
  /** Entities of any part. */
  readonly entities?: number;
}

/**
 * Cuts a text where a person would: between paragraphs, else lines, else words, as long as the part becomes at least half full; never inside a
 * line of code, a link, a character or what is seen as one. Only where one of these alone is longer than a part it is cut, and is the same
 * entity in both. White space at the cuts goes. Every part has something to read; a text with nothing to read has no parts.
 */
export function splitText(formatted: FormattedText, limits: PartLimits = {}): FormattedText[] {
  const { first = TEXT_LIMIT, rest = TEXT_LIMIT, entities = ENTITY_LIMIT } = limits;
  if (formatted.text.length <= first && formatted.entities.length === 0 && isPlain(formatted.text)) return [formatted];
  const cutter = new Cutter(formatted, entities);
  const parts: FormattedText[] = [];
  while (!cutter.done) {
    const part = cutter.next(parts.length === 0 ? first : rest);
    if (isReadable(part.text)) parts.push(part);
  }
  return parts;
}

/** Where a text can be cut, the best first. `half` asks for a part at least half full. */
const PLACES: readonly { readonly place: Place; readonly half: boolean }[] = [
  { place: "paragraph", half: true },
  { place: "line", half: true },
  { place: "codeLine", half: true },
  { place: "word", half: true },
  { place: "paragraph", half: false },
  { place: "line", half: false },
  { place: "codeLine", half: false },
  { place: "word", half: false },
];
type Place = "paragraph" | "line" | "codeLine" | "word";
const SIGNS: Readonly<Record<Place, string>> = { paragraph: "\n\n", line: "\n", codeLine: "\n", word: " " };

/** Goes through a text, a part at a time. */
class Cutter {
  readonly #text: string;
  /** What is one token and should stay whole; sorted, without overlaps. */
  readonly #tokens: readonly MessageEntity[];
  readonly #entities: readonly MessageEntity[];
  /** Entities of before that go on, and the place of the first one that has not begun. */
  #open: readonly MessageEntity[] = [];
  #next = 0;
  #start = 0;

  constructor({ text, entities }: FormattedText, private readonly entityLimit: number) {
    this.#text = text;
    this.#entities = entities;
    this.#tokens = entities.filter((entity) => !isStyle(entity) && !isQuote(entity));
    this.#skipBlanks();
  }

  get done(): boolean {
    return this.#start >= this.#text.length;
  }

  next(limit: number): FormattedText {
    const start = this.#start;
    const most = Math.min(start + limit, this.#entityCap());
    const end = most >= this.#text.length ? this.#text.length : this.#cut(start, most);
    const part = this.#take(start, end);
    this.#start = end;
    this.#skipBlanks();
    return part;
  }

  /** Where the first entity begins that a part from here can't have any more. */
  #entityCap(): number {
    const first = this.#entities[this.#next + Math.max(0, this.entityLimit - this.#open.length)];
    return first === undefined || first.offset <= this.#start ? Infinity : first.offset;
  }

  #cut(start: number, most: number): number {
    for (const { place, half } of PLACES) {
      const found = this.#find(place, start + (half ? Math.floor((most - start) / 2) : 1), most);
      if (found !== undefined) return found;
    }
    const token = this.#tokenAround(most);
    if (token !== undefined && token.offset > start) return token.offset;
    const space = this.#text.lastIndexOf(" ", most);
    return space > start ? space : lastBoundary(this.#text, start, most);
  }

  /** The last place of a kind from `least` to `most`. */
  #find(place: Place, least: number, most: number): number | undefined {
    const sign = SIGNS[place];
    let index = this.#text.lastIndexOf(sign, most);
    while (index >= least) {
      const token = this.#tokenAround(index);
      const fits = place === "codeLine" ? token?.type === "pre" : token === undefined;
      if (fits && !(place === "word" && MARK.test(this.#text.slice(index + 1, index + 3)))) return index;
      // What a token holds is passed over at once.
      const before = token === undefined || place === "codeLine" ? index - 1 : token.offset - 1;
      if (before < least) return undefined;
      index = this.#text.lastIndexOf(sign, before);
    }
    return undefined;
  }

  /** The token that a cut at a place would part. */
  #tokenAround(place: number): MessageEntity | undefined {
    let low = 0;
    let high = this.#tokens.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (rangeOf(this.#tokens[middle]).end <= place) low = middle + 1;
      else high = middle;
    }
    const token = this.#tokens[low];
    return token !== undefined && token.offset < place ? token : undefined;
  }

  /** What is blank at the beginning of a part goes, but not the indent of code. */
  #skipBlanks(): void {
    const token = this.#tokenAround(this.#start + 1);
    const isLineStart = this.#start === 0 || this.#text[this.#start - 1] === "\n";
    const blanks = token?.type !== "pre" ? BLANKS : isLineStart ? BLANK_LINES : LINE_REST;
    blanks.lastIndex = this.#start;
    this.#start += blanks.exec(this.#text)?.[0].length ?? 0;
  }

  #take(start: number, end: number): FormattedText {
    const inside = [...this.#open];
    while (this.#next < this.#entities.length && this.#entities[this.#next].offset < end) {
      inside.push(this.#entities[this.#next++]);
    }
    this.#open = inside.filter((entity) => rangeOf(entity).end > end);
    const text = this.#text.slice(start, end);
    const entities = inside.flatMap((entity) => clipEntity(entity, { start, end }));
    return trimText({ text, entities: normalizeEntities(text, entities) });
  }
}

const BLANKS = /[ \n]*/y;
const BLANK_LINES = /(?: *\n)*/y;
const LINE_REST = / *(?: *\n)*/y;
/** What belongs to the character before it, even when that is a space. */
const MARK = /^[\p{M}\u200d]/u;
/** What nobody sees. A message of nothing else is refused. */
const UNSEEN = /^[\s\p{Cf}\p{Cc}\u115f\u1160\u2800\u3164\uffa0]*$/u;

function isReadable(text: string): boolean {
  return !UNSEEN.test(text);
}

/** Around the place of a cut, in UTF-16 units: more than any character that people write. */
const AROUND = 128;

/** The last place up to `most` that is between two characters, as people see them; at least between two of Unicode's. */
function lastBoundary(text: string, start: number, most: number): number {
  const from = Math.max(start, most - AROUND);
  const first = cutsCharacter(text, from) ? from + 1 : from;
  const found = segmentGraphemes(text.slice(first, most + AROUND)).containing(most - first);
  if (found !== undefined && found.index > 0) return first + found.index;
  return cutsCharacter(text, most) ? most - 1 : most;
}
