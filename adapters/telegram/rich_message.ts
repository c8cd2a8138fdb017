/** Telegram's rich messages, such as other bots write them: Markdown and files. */
import type { RichBlock, RichBlockCaption, RichBlockListItem, RichBlockTable, RichText } from "grammy/types";
import type { Attachment } from "../../core/mod.ts";
import { entitiesToMarkdown } from "./entities_markdown.ts";
import { paragraphs, quoteMarkdown } from "./markdown_blocks.ts";
import { attachmentsOf } from "./message_attachments.ts";
import { placeLink } from "./message_words.ts";
import { plainRichText, richLineMarkdown, richTextMarkdown } from "./rich_text.ts";

/** Markdown of the blocks of a rich message. */
export function richMarkdown(blocks: readonly RichBlock[]): string {
  return paragraphs(...blocks.map(blockMarkdown));
}

/** Files in a rich message, in their order. */
export function richAttachments(blocks: readonly RichBlock[]): Attachment[] {
  return blocks.flatMap((block): Attachment[] => {
    switch (block.type) {
      case "animation":
      case "audio":
      case "document":
      case "photo":
      case "video":
        return attachmentsOf(block);
      case "voice_note":
        return attachmentsOf({ voice: block.voice_note });
      case "list":
        return block.items.flatMap((item) => richAttachments(item.blocks));
      default:
        return "blocks" in block ? richAttachments(block.blocks) : [];
    }
  });
}

function blockMarkdown(block: RichBlock): string {
  switch (block.type) {
    case "paragraph":
    case "footer":
      return richTextMarkdown(block.text);
    case "heading":
      return `${"#".repeat(block.size)} ${richLineMarkdown(block.text)}`;
    case "pre":
      return code(plainRichText(block.text), block.language);
    case "mathematical_expression":
      return code(block.expression, "math");
    case "divider":
      return "---";
    case "list":
      return block.items.map(itemMarkdown).join("\n");
    case "blockquote":
      return quote(richMarkdown(block.blocks), block.credit);
    case "expandable_blockquote":
    case "pullquote":
      return quote(richTextMarkdown(block.text), block.credit);
    case "details":
      return paragraphs(bold(block.summary), richMarkdown(block.blocks));
    case "table":
      return tableMarkdown(block);
    case "collage":
    case "slideshow":
      return paragraphs(richMarkdown(block.blocks), captionMarkdown(block.caption));
    case "map":
      return paragraphs(`📍 ${placeLink(block.location)}`, captionMarkdown(block.caption));
    case "buttons":
      return block.buttons.flatMap((button) => "url" in button ? [richTextMarkdown({ type: "button", button })] : [])
        .join(" ");
    case "anchor":
    case "thinking": // shown while the rest is being written
      return "";
    default:
      return captionMarkdown(block.caption);
  }
}

function itemMarkdown({ blocks, has_checkbox, is_checked, value }: RichBlockListItem): string {
  const mark = has_checkbox ? `- [${is_checked ? "x" : " "}] ` : value === undefined ? "- " : `${value}. `;
  const indent = " ".repeat(value === undefined || has_checkbox ? 2 : mark.length);
  return mark + richMarkdown(blocks).split("\n").map((line, index) => index === 0 || line === "" ? line : indent + line)
    .join("\n");
}

/** The first row is the head: Markdown has no table without one. */
function tableMarkdown({ cells, caption }: RichBlockTable): string {
  const columns = Math.max(0, ...cells.map((row) => row.length));
  const rows = cells.map((row) => {
    const texts = row.map(({ text }) => richLineMarkdown(text ?? "").replace(/(?<!\\)\|/g, "\\|"));
    return `| ${[...texts, ...Array<string>(columns - row.length).fill("")].join(" | ")} |`;
  });
  const rule = `|${" --- |".repeat(columns)}`;
  const title = caption === undefined ? "" : bold(caption);
  return columns === 0 ? title : paragraphs(title, [rows[0], rule, ...rows.slice(1)].join("\n"));
}

function captionMarkdown(caption: RichBlockCaption | undefined): string {
  if (caption === undefined) return "";
  return paragraphs(
    richTextMarkdown(caption.text),
    caption.credit === undefined ? "" : richTextMarkdown(caption.credit),
  );
}

function quote(markdown: string, credit: RichText | undefined): string {
  return quoteMarkdown(paragraphs(markdown, credit === undefined ? "" : `— ${richLineMarkdown(credit)}`));
}

function bold(text: RichText): string {
  return richLineMarkdown({ type: "bold", text });
}

function code(text: string, language: string | undefined): string {
  const kind = language === undefined ? { type: "pre" as const } : { type: "pre" as const, language };
  return entitiesToMarkdown({ text, entities: [{ ...kind, offset: 0, length: text.length }] });
}
