/** The lexer of `marked`, with bounds on what text from strangers may cost. */
import { getDefaults, Lexer, type Token, Tokenizer, type Tokens, type TokensList } from "marked";

/** Containers and formats deeper than this are shown as they are written: nobody reads them, and the lexer would recurse without end. */
const DEEPEST = 24;
/**
 * The lexer looks for the end of each mark of emphasis up to the end of its block, so that marks times length is what a block costs.
 * A block past this, some 20 ms, is shown as it is written.
 */
const MOST_WORK = 1_500_000;
/** A quote is read again from its beginning after some of its lines: lines times length of what has more quotes than this stays as it is written. */
const MOST_QUOTES = 150_000_000;
const QUOTE = /^ {0,3}>/gm;
/** Every row of a table is filled up to the width of its head, so that a wide head over many short rows becomes a huge text. In cells. */
const MOST_CELLS = 10_000;
const RULE = /^[^\n]*\n {0,3}(\|?(?: *:?-+:? *\|)* *:?-*:? *)(?:\n|$)/;
/** What may begin or end a format, and characters that are escaped, which may not. */
const DELIMITERS = /\\.|[*_~]+/g;

/** A `Token` of `marked`, which says what else it has. */
export type MarkdownToken = { type: string; raw: string; tokens?: MarkdownToken[] };

/** Reads Markdown as GitHub does. Never throws, and takes time in proportion to the length of the text. */
export function readMarkdown(markdown: string): MarkdownToken[] {
  return new BoundedLexer({ ...getDefaults(), tokenizer: new BoundedTokenizer() }).lex(markdown);
}

class BoundedLexer extends Lexer {
  #depth = 0;

  override blockTokens(src: string, tokens?: Token[], lastParagraphClipped?: boolean): Token[];
  override blockTokens(src: string, tokens?: TokensList, lastParagraphClipped?: boolean): TokensList;
  override blockTokens(src: string, tokens: Token[] | TokensList = [], lastParagraphClipped = false): Token[] {
    if (this.#depth >= DEEPEST || quotesOf(src) > MOST_QUOTES) return asWritten(src, tokens);
    this.#depth++;
    try {
      return super.blockTokens(src, tokens, lastParagraphClipped);
    } finally {
      this.#depth--;
    }
  }

  override inlineTokens(src: string, tokens: Token[] = []): Token[] {
    if (this.#depth >= DEEPEST || workOf(src) > MOST_WORK) return asWritten(src, tokens);
    this.#depth++;
    try {
      return super.inlineTokens(src, tokens);
    } finally {
      this.#depth--;
    }
  }
}

class BoundedTokenizer extends Tokenizer {
  override table(src: string): Tokens.Table | undefined {
    return hasTooManyCells(src) ? undefined : super.table(src);
  }
}

/** Looks at no more rows than are allowed. */
function hasTooManyCells(src: string): boolean {
  const [head, rule] = RULE.exec(src) ?? [];
  if (head === undefined || rule === undefined) return false;
  const columns = rule.split("|").length;
  let rows = 1;
  for (let start = head.length; start < src.length && src[start] !== "\n"; rows++) {
    if (rows * columns > MOST_CELLS) return true;
    const end = src.indexOf("\n", start);
    start = end < 0 ? src.length : end + 1;
  }
  return rows * columns > MOST_CELLS;
}

function asWritten(src: string, tokens: Token[]): Token[] {
  if (src !== "") tokens.push({ type: "text", raw: src, text: src, escaped: true });
  return tokens;
}

function workOf(src: string): number {
  if (src.length < 500) return 0;
  let marks = 0;
  for (const [found] of src.matchAll(DELIMITERS)) if (!found.startsWith("\\")) marks++;
  return src.length * marks;
}

function quotesOf(src: string): number {
  return src.length < 10_000 ? 0 : src.length * (src.match(QUOTE)?.length ?? 0);
}
