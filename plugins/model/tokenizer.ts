import { setImmediate } from "node:timers";

/** The part of an encoding that is needed. */
interface Encoding {
  countTokens(text: string, options: { readonly disallowedSpecial: Set<string> }): number;
}

/** UTF-16 units that are counted in one go; then others have their turn. */
const PIECE = 2_048;
/** A word that is longer is cut: merging its parts takes the square of its length. */
const LONGEST_WORD = 256;
/** Of a text with more UTF-16 units only parts are counted, spread evenly: it is far too long for most models anyway. */
const COUNTED = 200_000;
/** Nothing in a text is a command to the tokenizer. */
const PLAIN = { disallowedSpecial: new Set<string>() };

/** What older models of OpenAI count by; all that is newer, and what nobody knows, by the one after it, which is close. */
const OLDER = /(?:^|\/)(?:gpt-4(?![o.])|gpt-3\.5|text-embedding)/;

/** Counts the tokens of texts. Nothing is loaded before the first. */
export class Tokenizer {
  readonly #isOlder: boolean;
  #encoding: Promise<Encoding> | undefined;

  /** @param model its name, as the endpoint calls it. */
  constructor(model: string) {
    this.#isOlder = OLDER.test(model);
  }

  /** Tokens of a text, about; of a very long one by parts of it. Others have their turn meanwhile. */
  async count(text: string): Promise<number> {
    const { countTokens } = await (this.#encoding ??= load(this.#isOlder));
    const every = Math.ceil(text.length / COUNTED);
    let tokens = 0;
    let units = 0;
    let place = 0;
    for (const piece of piecesOf(text)) {
      if (place++ % every !== 0) continue;
      if (units > 0) await new Promise<void>((resolve) => setImmediate(resolve));
      for (const part of partsOf(piece)) tokens += countTokens(part, PLAIN);
      units += piece.length;
    }
    return units === text.length ? tokens : Math.round(tokens * text.length / units);
  }
}

async function load(isOlder: boolean): Promise<Encoding> {
  return isOlder
    ? await import("gpt-tokenizer/encoding/cl100k_base")
    : await import("gpt-tokenizer/encoding/o200k_base");
}

/** The text in pieces that end before white space where there is some. */
function* piecesOf(text: string): Generator<string> {
  for (let start = 0; start < text.length;) {
    const end = endOfPiece(text, start);
    yield text.slice(start, end);
    start = end;
  }
}

const ENDLESS = new RegExp(`\\S{${LONGEST_WORD}}`);

/** The piece itself, or its parts where it has an endless word. */
function* partsOf(piece: string): Generator<string> {
  if (!ENDLESS.test(piece)) return yield piece;
  for (let start = 0; start < piece.length; start += LONGEST_WORD) yield piece.slice(start, start + LONGEST_WORD);
}

function endOfPiece(text: string, start: number): number {
  const end = start + PIECE;
  if (end >= text.length) return text.length;
  for (let cut = end; cut > start + PIECE / 2; cut--) if (/\s/.test(text[cut])) return cut;
  return end;
}
