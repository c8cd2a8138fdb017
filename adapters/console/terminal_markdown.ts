/** Markdown for a terminal: a walk over the tokens of `marked`, styled by escape sequences. */
import type { Token, Tokens } from "marked";
import wrapAnsi from "wrap-ansi";
import { readMarkdown } from "../markdown/mod.ts";
import { clean } from "./text_face.ts";

/** How the text of a message is shown. */
export interface TextStyle {
  /** Width in characters, at which paragraphs are wrapped. */
  readonly columns: number;
  /** Whether it may be coloured. */
  readonly colors: boolean;
}

const STYLES = {
  bold: [1, 22],
  dim: [2, 22],
  italic: [3, 23],
  underline: [4, 24],
  strike: [9, 29],
  cyan: [36, 39],
} as const;

/** Renders Markdown; without colours its plain text. */
export function renderMarkdown(markdown: string, style: TextStyle): string {
  return new Renderer(style).blocks(readMarkdown(clean(markdown)), style.columns).trimEnd();
}

/** Labels of buttons side by side; a line breaks between two of them, and within one only where it is wider than the line. */
export function renderRow(labels: readonly string[], { columns }: TextStyle): string {
  const lines: string[] = [];
  for (const label of labels) {
    const line = lines.length === 0 ? label : `${lines.at(-1)}  ${label}`;
    if (lines.length > 0 && isWithin(line, columns)) lines[lines.length - 1] = line;
    else lines.push(label);
  }
  return lines.join("\n");
}

function isWithin(line: string, columns: number): boolean {
  return !wrapAnsi(line, columns, { hard: true, trim: false }).includes("\n");
}

class Renderer {
  constructor(private readonly style: TextStyle) {}

  blocks(tokens: readonly Token[], width: number): string {
    let shown = "";
    let gap = "";
    for (const token of tokens) {
      const text = this.#block(token, width);
      if (text !== "") {
        shown += shown === "" ? text : `${gap === "" ? "\n" : gap}${text}`;
        gap = "";
      }
      // What was apart stays apart.
      if (/\n[ \t]*\n$/.test(token.raw)) gap = "\n\n";
    }
    return shown;
  }

  #block(token: Token, width: number): string {
    switch (token.type) {
      case "space":
        return "";
      case "heading":
        return this.#wrap(this.#paint("bold", this.#inline(token.tokens ?? [])), width);
      case "code":
        return clean((token as Tokens.Code).text).split("\n").map((line) => `  ${this.#paint("cyan", line)}`).join(
          "\n",
        );
      case "blockquote":
        return prefix(this.blocks(token.tokens ?? [], width - 2), `${this.#paint("dim", "│")} `);
      case "list":
        return this.#list(token as Tokens.List, width);
      case "hr":
        return this.#paint("dim", "─".repeat(Math.min(width, 20)));
      case "table":
        return this.#table(token as Tokens.Table);
      case "html":
        return clean(token.raw).trimEnd();
      default:
        return this.#wrap(this.#inline([token]), width);
    }
  }

  #list({ ordered, start, items }: Tokens.List, width: number): string {
    return items.map((item, index) => {
      const mark = item.task ? (item.checked ? "[x] " : "[ ] ") : ordered ? `${Number(start || 1) + index}. ` : "• ";
      const [first = "", ...rest] = this.blocks(item.tokens, width - mark.length).split("\n");
      const indent = " ".repeat(mark.length);
      return [mark + first, ...rest.map((line) => line === "" ? "" : indent + line)].join("\n");
    }).join("\n");
  }

  #table({ header, rows }: Tokens.Table): string {
    const line = (cells: readonly Tokens.TableCell[]) => cells.map((cell) => this.#inline(cell.tokens)).join(" | ");
    return [this.#paint("bold", line(header)), ...rows.map(line)].join("\n");
  }

  #inline(tokens: readonly Token[]): string {
    return tokens.map((token) => this.#span(token)).join("");
  }

  /** What is in the tokens is clean once more: a reference such as `&#27;` has become a control character on the way. */
  #span(token: Token): string {
    const inner = () =>
      "tokens" in token && token.tokens !== undefined
        ? this.#inline(token.tokens)
        : clean(String("text" in token ? token.text : token.raw));
    switch (token.type) {
      case "strong":
        return this.#paint("bold", inner());
      case "em":
        return this.#paint("italic", inner());
      case "del":
        return this.#paint("strike", inner());
      case "codespan":
        return this.#paint("cyan", clean((token as Tokens.Codespan).text));
      case "link":
        return this.#link(inner(), clean((token as Tokens.Link).href));
      case "image":
        return this.#link(clean((token as Tokens.Image).text || "image"), clean((token as Tokens.Image).href));
      case "br":
        return "\n";
      case "html":
        return clean(token.raw);
      default:
        return inner();
    }
  }

  #link(text: string, href: string): string {
    if (text === href || `mailto:${text}` === href) return this.#paint("underline", text);
    return `${this.#paint("underline", text)} (${href})`;
  }

  #wrap(text: string, width: number): string {
    return wrapAnsi(text, Math.max(20, width), { trim: false, hard: false });
  }

  #paint(name: keyof typeof STYLES, text: string): string {
    const [on, off] = STYLES[name];
    return this.style.colors && text !== "" ? `\x1b[${on}m${text}\x1b[${off}m` : text;
  }
}

function prefix(text: string, mark: string): string {
  return text.split("\n").map((line) => mark + line).join("\n");
}
