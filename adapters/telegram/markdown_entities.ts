/** Our Markdown as Telegram's text with entities. */
import type { Token, Tokens } from "marked";
import { readMarkdown } from "../markdown/mod.ts";
import type { FormattedText } from "./formatted_text.ts";
import { isLinkable } from "./link_address.ts";
import { decodeReferences, findMarks } from "./inline_marks.ts";
import { isPlain } from "./plain_text.ts";
import { type EntityKind, TextBuilder } from "./text_builder.ts";
import { drawTable } from "./text_table.ts";

/** A quote longer than this, in UTF-16 units or lines, is folded. */
const LONG_QUOTE = 600;
const LONG_QUOTE_LINES = 10;

/**
 * Renders Markdown (GitHub's, with `||spoilers||` and the tags `<b> <i> <u> <s>` in pairs) for Telegram. Line ends stay line ends;
 * headings become bold, tables are drawn, quotes in quotes are flattened, images become links, and links that Telegram does not
 * take are written out. Text and entities are valid whatever comes in; the text may be too long for one message, or empty.
 */
export function renderMarkdown(markdown: string): FormattedText {
  if (isPlain(markdown)) return { text: markdown, entities: [] };
  const renderer = new Renderer();
  renderer.blocks(readMarkdown(cleanText(markdown)));
  return renderer.out.build();
}

/** Without what Telegram takes out of a text, so that offsets stay what they are. */
function cleanText(text: string): string {
  return text.toWellFormed().replace(/\r\n?|[\u2028\u2029]/g, "\n").replace(/[\u202a-\u202e]/g, "")
    // deno-lint-ignore no-control-regex -- these are what is to be found
    .replace(/[\0-\x08\x0b-\x1f]/g, " ");
}

class Renderer {
  readonly out = new TextBuilder();
  #inLink = false;
  #inQuote = false;

  blocks(tokens: readonly Token[]): void {
    let breaks = 0;
    let afterQuote = false;
    for (const token of tokens) {
      if (token.type === "space") {
        breaks += countBreaks(token.raw);
        continue;
      }
      if (token.type === "def" || token.type === "checkbox") continue;
      // A quote shows where it ends, so the empty line that Markdown needs behind it is none in the chat.
      if (breaks > 0) this.out.separate(afterQuote ? Math.max(1, breaks - 1) : breaks);
      this.#block(token);
      afterQuote = token.type === "blockquote" && !this.#inQuote;
      breaks = endingBreaks(token.raw);
      this.out.separate(1);
    }
  }

  #block(token: Token): void {
    switch (token.type) {
      case "heading":
        return this.#marked({ type: "bold" }, () => this.inline(token.tokens ?? []));
      case "code": {
        const { text, lang } = token as Tokens.Code;
        return this.#pre(text, /^\S+/.exec(lang ?? "")?.[0]);
      }
      case "blockquote":
        return this.#quote(token.tokens ?? []);
      case "list":
        return this.#list(token as Tokens.List);
      case "hr":
        return this.out.write("—".repeat(8));
      case "table":
        return this.#table(token as Tokens.Table);
      case "html":
        return this.out.write(token.raw.trim());
      default:
        return this.inline(token.type === "paragraph" ? token.tokens ?? [] : [token]);
    }
  }

  #pre(code: string, language?: string): void {
    this.out.onOwnLines(() => {
      const start = this.out.begin();
      this.out.write(code.replaceAll("\t", "    ").replace(/\n+$/, ""));
      this.out.end(language === undefined ? { type: "pre" } : { type: "pre", language }, start);
    });
  }

  #quote(tokens: readonly Token[]): void {
    if (this.#inQuote) return this.blocks(tokens);
    this.#inQuote = true;
    this.out.onOwnLines(() => {
      const start = this.out.begin();
      this.blocks(tokens);
      const text = this.out.since(start);
      const isLong = text.length > LONG_QUOTE || countBreaks(text) >= LONG_QUOTE_LINES;
      this.out.end({ type: isLong ? "expandable_blockquote" : "blockquote" }, start);
    });
    this.#inQuote = false;
  }

  #list({ ordered, start, items }: Tokens.List): void {
    items.forEach((item, index) => {
      if (index > 0) this.out.separate(Math.max(1, endingBreaks(items[index - 1].raw)));
      const mark = item.task ? (item.checked ? "☑ " : "☐ ") : ordered ? `${Number(start || 1) + index}. ` : "• ";
      this.out.write(mark);
      this.out.indented(" ".repeat(mark.length), () => this.blocks(item.tokens));
    });
  }

  #table({ header, rows, align }: Tokens.Table): void {
    const plain = (cells: readonly Tokens.TableCell[]) => cells.map(({ tokens }) => plainText(tokens));
    this.#pre(drawTable(plain(header), rows.map(plain), align));
  }

  inline(tokens: readonly Token[]): void {
    const starts = new Map<number, number>();
    for (const piece of findMarks(tokens)) {
      if (piece.kind === "text") this.out.write(piece.text);
      else if (piece.kind === "token") this.#span(piece.token);
      else if (piece.kind === "open") starts.set(piece.id, this.out.begin());
      else this.out.end({ type: piece.style }, starts.get(piece.id) ?? 0);
    }
  }

  #span(token: Token): void {
    switch (token.type) {
      case "strong":
        return this.#marked({ type: "bold" }, () => this.inline(token.tokens ?? []));
      case "em":
        return this.#marked({ type: "italic" }, () => this.inline(token.tokens ?? []));
      case "del":
        return this.#marked({ type: "strikethrough" }, () => this.inline(token.tokens ?? []));
      case "codespan":
        return this.#code((token as Tokens.Codespan).text.replaceAll("\t", " "));
      case "link":
        return this.#link((token as Tokens.Link).href, () => this.inline(token.tokens ?? []));
      case "image":
        return this.#image(token as Tokens.Image);
      case "br":
        return this.out.write("\n");
      case "checkbox":
        return;
      default:
        if ("tokens" in token && token.tokens !== undefined) this.inline(token.tokens);
        else this.out.write(String("text" in token ? token.text : token.raw));
    }
  }

  /** Telegram lets code and links not lie in each other; of the two the link is worth more. */
  #code(code: string): void {
    if (this.#inLink) this.out.write(code);
    else this.#marked({ type: "code" }, () => this.out.write(code));
  }

  #image({ text, href }: Tokens.Image): void {
    this.#link(href, () => this.out.write(decodeReferences(text) || href));
  }

  #link(href: string, inner: () => void): void {
    if (this.#inLink) return inner();
    const address = decodeReferences(href);
    const start = this.out.begin();
    this.#inLink = true;
    inner();
    this.#inLink = false;
    const text = this.out.since(start);
    if (address === `http://${text}`) return; // Telegram finds it itself, and opens it without asking
    if (!isLinkable(address)) {
      if (address !== "" && text !== address && `mailto:${text}` !== address) this.out.write(` (${address})`);
      return;
    }
    if (/^[ \n]*$/.test(text)) this.out.write(address);
    this.out.end({ type: "text_link", url: address }, start);
  }

  #marked(kind: EntityKind, inner: () => void): void {
    const start = this.out.begin();
    inner();
    this.out.end(kind, start);
  }
}

/** Tokens of one line as text alone. */
function plainText(tokens: readonly Token[]): string {
  const renderer = new Renderer();
  renderer.inline(tokens);
  return renderer.out.build().text.replaceAll("\n", " ");
}

function countBreaks(text: string): number {
  return text.split("\n").length - 1;
}

/** Line ends at the end. A loop, because an expression would look at every line end of a long text. */
function endingBreaks(text: string): number {
  let count = 0;
  while (text[text.length - 1 - count] === "\n") count++;
  return count;
}
