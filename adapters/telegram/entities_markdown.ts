/** Telegram's text with entities as our Markdown. */
import type { MessageEntity } from "grammy/types";
import { normalizeEntities } from "./entity_normal_form.ts";
import { clipEntity, type FormattedText, isQuote, type Range, rangeOf } from "./formatted_text.ts";
import { inlineMarkdown, longestRun } from "./inline_markdown.ts";
import { quoteMarkdown } from "./markdown_blocks.ts";
import { isPlain } from "./plain_text.ts";
import { trimText } from "./text_builder.ts";

/**
 * Writes Markdown that `renderMarkdown` makes the same text and entities of. What Telegram finds in a text by itself (mentions, hashtags,
 * commands) stays text, a custom emoji is the one it stands for, and code or a quote within a line gets lines of its own. Entities that are not
 * within the text are left out.
 */
export function entitiesToMarkdown(
  { text, entities = [] }: { text: string; entities?: readonly MessageEntity[] },
): string {
  if (entities.length === 0 && isPlain(text)) return text;
  const whole = trimText({ text, entities: normalizeEntities(text, entities) });
  return blocksMarkdown(whole);
}

type Block = Range & { readonly entity: MessageEntity };

/** Quotes and code are blocks; what is between them is lines. */
function blocksMarkdown(formatted: FormattedText): string {
  const { text, entities } = formatted;
  const blocks = blocksOf(formatted);
  let markdown = "";
  let start = 0;
  let previous: Block | undefined;
  for (const block of [...blocks, undefined]) {
    const end = block?.start ?? text.length;
    const between = slice(formatted, { start, end });
    const lines = /^(\n*)(.*?)(\n*)$/s.exec(between.text);
    const [, above = "", , below = ""] = lines ?? [];
    const inner = { start: start + above.length, end: Math.max(start + above.length, end - below.length) };
    const hasText = inner.start < inner.end;
    if (previous !== undefined) markdown += breaks(hasText || block === undefined ? above : between.text, previous);
    if (hasText) markdown += inlineMarkdown(slice(formatted, inner)) + (block === undefined ? "" : below || "\n");
    if (block !== undefined) markdown += blockMarkdown(formatted, block, entities);
    start = block?.end ?? end;
    previous = block;
  }
  return markdown.replace(/\n+$/, "");
}

/** Quotes, and code outside of them. */
function blocksOf({ entities }: FormattedText): Block[] {
  let end = 0;
  return entities.flatMap((entity) => {
    const range = rangeOf(entity);
    if ((entity.type !== "pre" && !isQuote(entity)) || range.start < end) return [];
    end = range.end;
    return [{ ...range, entity }];
  });
}

/** The line ends behind a block. Markdown would go on with a quote in the next line, were there no empty one between. */
function breaks(lineEnds: string, { entity }: Block): string {
  return (lineEnds || "\n") + (isQuote(entity) ? "\n" : "");
}

function blockMarkdown(
  formatted: FormattedText,
  { entity, ...range }: Block,
  entities: readonly MessageEntity[],
): string {
  const inside = slice({ text: formatted.text, entities: entities.filter((each) => each !== entity) }, range);
  if (isQuote(entity)) return quoteMarkdown(blocksMarkdown(inside));
  const fence = "`".repeat(Math.max(3, longestRun(inside.text, "`") + 1));
  const language = entity.type === "pre" && /^[^\s`\\&]+$/.test(entity.language ?? "") ? entity.language : "";
  return `${fence}${language}\n${inside.text}\n${fence}`;
}

function slice({ text, entities }: FormattedText, range: Range): FormattedText {
  return {
    text: text.slice(range.start, range.end),
    entities: entities.flatMap((entity) => clipEntity(entity, range)),
  };
}
