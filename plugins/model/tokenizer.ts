import { setImmediate } from "node:timers";

/** The part of an encoding that is needed. */
interface Encoding {
  countTokens(text: string, options: { readonly disallowedSpecial: Set<string> }): number;
}

/** UTF-16 units that are counted in one go. */
const PIECE = 4_096;
/** A word that is longer is cut: merging its parts takes the square of its length. */
const LONGEST_WORD = 256;
/** Pieces between two turns of the event loop, so that a megabyte keeps nobody waiting. */
const STRIDE = 2;
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

  /** Tokens of a text. Long ones are counted in parts, between which others have their turn. */
  async count(text: string): Promise<number> {
    const { countTokens } = await (this.#encoding ??= load(this.#isOlder));
    let tokens = 0;
    let pieces = 0;
    for (const piece of piecesOf(text)) {
      if (pieces++ % STRIDE === STRIDE - 1) await new Promise<void>((resolve) => setImmediate(resolve));
      tokens += countTokens(piece, PLAIN);
    }
    return tokens;
  }
}

async function load(isOlder: boolean): Promise<Encoding> {
  return isOlder
    ? await import("gpt-tokenizer/encoding/cl100k_base")
    : await import("gpt-tokenizer/encoding/o200k_base");
}

/** The text in parts that end before white space where there is some, with endless words cut. */
function* piecesOf(text: string): Generator<string> {
  for (let start = 0; start < text.length;) {
    const end = endOfPiece(text, start);
    const piece = text.slice(start, end);
    if (ENDLESS.test(piece)) {
      for (let part = 0; part < piece.length; part += LONGEST_WORD) yield piece.slice(part, part + LONGEST_WORD);
    } else yield piece;
    start = end;
  }
}

const ENDLESS = new RegExp(`\\S{${LONGEST_WORD}}`);

function endOfPiece(text: string, start: number): number {
  const end = start + PIECE;
  if (end >= text.length) return text.length;
  for (let cut = end; cut > start + PIECE / 2; cut--) if (/\s/.test(text[cut])) return cut;
  return end;
}
