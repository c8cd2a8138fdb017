/** The text of a page's element as plain Markdown: what a model reads, and may put into a note. */

/** What is read of a node; every DOM has it. */
export interface PageNode {
  /** 1 is an element, 3 is text. */
  readonly nodeType: number;
  /** An element's tag. */
  readonly nodeName: string;
  readonly textContent: string | null;
  readonly childNodes: Iterable<PageNode>;
}

/** What nobody reads. */
const SKIPPED =
  /^(?:script|style|noscript|template|svg|math|iframe|object|canvas|select|button|input|textarea|head|title|dialog)$/i;
const BLOCK =
  /^(?:address|article|aside|blockquote|body|dd|details|div|dl|dt|fieldset|figcaption|figure|footer|form|h[1-6]|header|hr|li|main|nav|ol|p|pre|section|summary|table|tbody|tfoot|thead|tr|ul)$/i;
/** Deeper than this nobody means it. */
const DEPTH = 400;

/** The text of an element and all in it. */
export function markdownOf(element: PageNode): string {
  const writer = new MarkdownWriter();
  writer.write(element, 0);
  return writer.text;
}

/** Gathers lines: words run together until a block begins or ends. */
class MarkdownWriter {
  readonly #blocks: string[] = [];
  #line = "";
  /** What the next line begins with. */
  #mark = "";

  get text(): string {
    this.#end();
    // Items of a list stand below each other.
    return this.#blocks.join("\n\n").replace(/^(- .*)\n\n(?=- )/gm, "$1\n");
  }

  write(node: PageNode, depth: number): void {
    if (node.nodeType === 3) return void (this.#line += (node.textContent ?? "").replace(/\s+/g, " "));
    if (node.nodeType !== 1 || SKIPPED.test(node.nodeName) || depth > DEPTH) return;
    const name = node.nodeName.toLowerCase();
    if (name === "br") return void (this.#line += "\n");
    if (name === "pre") return this.#verbatim(node.textContent ?? "");
    const isBlock = BLOCK.test(name);
    if (isBlock) this.#begin(markOf(name));
    for (const child of node.childNodes) this.write(child, depth + 1);
    if (isBlock) this.#end();
    else if (name === "td" || name === "th") this.#line += " | ";
  }

  #begin(mark: string): void {
    this.#end();
    if (mark !== "") this.#mark = mark;
  }

  #end(): void {
    const lines = this.#line.split("\n").map((line) => line.replace(/ +/g, " ").trim().replace(/(?: \|)+$/, ""));
    const text = lines.join("\n").replace(/\n{3,}/g, "\n\n").trim();
    this.#line = "";
    if (text === "") return;
    this.#blocks.push(this.#mark + text);
    this.#mark = "";
  }

  #verbatim(text: string): void {
    this.#end();
    if (text.trim() !== "") this.#blocks.push(`\`\`\`\n${text.replace(/^\n|\n$/g, "")}\n\`\`\``);
  }
}

function markOf(name: string): string {
  const level = /^h([1-6])$/.exec(name)?.[1];
  if (level !== undefined) return `${"#".repeat(Number(level))} `;
  return name === "li" ? "- " : name === "blockquote" ? "> " : "";
}
