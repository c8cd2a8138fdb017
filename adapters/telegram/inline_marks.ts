/** Formats that Markdown has no marks for: `||spoiler||`, and tags in pairs. */
import type { Token } from "marked";
import type { Style } from "./formatted_text.ts";

/** A piece of a line: text, a token of the lexer, or an end of a format. The two ends of one format have one `id`. */
export type Inline =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "token"; readonly token: Token }
  | { readonly kind: "open" | "close"; readonly style: Style; readonly id: number };

type Piece = Exclude<Inline, { kind: "open" | "close" }> | Mark;
interface Mark {
  readonly kind: "mark";
  /** What it is in the text, and stays where it has no partner. */
  readonly text: string;
  readonly style: Style;
  /** Which end it is of a tag; bars may be either. */
  readonly end?: "open" | "close";
}

const BARS = "||";
const TAGS: Readonly<Record<string, Style>> = {
  b: "bold",
  i: "italic",
  u: "underline",
  ins: "underline",
  s: "strikethrough",
  "tg-spoiler": "spoiler",
};
const TAG = /^<(\/?)(b|i|u|ins|s|tg-spoiler)>$/i;

/**
 * Parts tokens beside each other into pieces. A mark has its partner beside it, never inside another token: that keeps this linear, and is how
 * Markdown's own marks nest.
 */
export function findMarks(tokens: readonly Token[]): Inline[] {
  const pieces = tokens.flatMap(partToken);
  const pairs = pairMarks(pieces);
  return pieces.map((piece, index) => {
    if (piece.kind !== "mark") return piece;
    const pair = pairs.get(index);
    if (pair === undefined) return { kind: "text", text: piece.text };
    return { kind: pair.open === index ? "open" : "close", style: piece.style, id: pair.open };
  });
}

function partToken(token: Token): Piece[] {
  if (token.type === "html") {
    const [, slash, name] = TAG.exec(token.raw) ?? [];
    if (name === undefined) return [{ kind: "text", text: token.raw }];
    return [{ kind: "mark", text: token.raw, style: TAGS[name.toLowerCase()], end: slash === "" ? "open" : "close" }];
  }
  if (token.type !== "text" || ("tokens" in token && token.tokens !== undefined)) return [{ kind: "token", token }];
  const bars: Piece = { kind: "mark", text: BARS, style: "spoiler" };
  return token.text.split(BARS).flatMap((text: string, index: number): Piece[] => {
    const plain: Piece[] = text === "" ? [] : [{ kind: "text", text: decodeReferences(text) }];
    return index === 0 ? plain : [bars, ...plain];
  });
}

/** Finds the partner of each mark that has one, under the places of both. */
function pairMarks(pieces: readonly Piece[]): ReadonlyMap<number, { readonly open: number }> {
  const pairs = new Map<number, { readonly open: number }>();
  const opened = new Map<Style, number[]>();
  pieces.forEach((piece, index) => {
    if (piece.kind !== "mark") return;
    const open = opened.getOrInsertComputed(piece.style, () => []);
    const start = open.at(-1);
    if (piece.end === "open" || (piece.end === undefined && start === undefined)) {
      if (piece.end === "open" || !startsBlank(pieces[index + 1])) open.push(index);
    } else if (start !== undefined) {
      open.pop();
      if (start === index - 1 || (piece.end === undefined && endsBlank(pieces[index - 1]))) return;
      pairs.set(start, { open: start }).set(index, { open: start });
    }
  });
  return pairs;
}

function startsBlank(piece: Piece | undefined): boolean {
  return piece === undefined || (piece.kind === "text" && /^\s/.test(piece.text));
}

function endsBlank(piece: Piece): boolean {
  return piece.kind === "text" && /\s$/.test(piece.text);
}

const REFERENCE = /&(?:#(\d{1,7})|#[xX]([\da-fA-F]{1,6})|(amp|lt|gt|quot|apos|nbsp));/g;
const NAMED: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: "\u00a0" };

/** Replaces character references such as `&amp;` and `&#32;`. Those that no keyboard lacks are known by name. */
export function decodeReferences(text: string): string {
  return text.replace(REFERENCE, (_, decimal?: string, hexadecimal?: string, name?: string) => {
    if (name !== undefined) return NAMED[name];
    const code = decimal === undefined ? parseInt(hexadecimal ?? "", 16) : Number(decimal);
    return isCharacter(code) ? String.fromCodePoint(code) : "\ufffd";
  });
}

/** Without control characters and halves of characters, and without what turns the direction of writing. */
function isCharacter(code: number): boolean {
  return code >= 32 && code <= 0x10ffff && !(code >= 0xd800 && code < 0xe000) && !(code >= 0x2028 && code < 0x202f);
}
