/** The lines of Telegram's rich messages as Markdown. */
import type { MessageEntity, RichText } from "grammy/types";
import { entitiesToMarkdown } from "./entities_markdown.ts";
import { type FormattedText, STYLES } from "./formatted_text.ts";
import type { EntityKind } from "./text_builder.ts";

/** Markdown of a text in a rich message. */
export function richTextMarkdown(text: RichText): string {
  return entitiesToMarkdown(formattedText(text));
}

/** The same on one line, as headings and cells of tables need it. */
export function richLineMarkdown(text: RichText): string {
  const { text: lines, entities } = formattedText(text);
  return entitiesToMarkdown({ text: lines.replaceAll("\n", " "), entities });
}

/** A text in a rich message without its formats. */
export function plainRichText(text: RichText): string {
  return formattedText(text).text;
}

function formattedText(rich: RichText): FormattedText {
  const entities: MessageEntity[] = [];
  return { text: append("", rich, entities), entities };
}

/** The text with what follows, whose entities are added. */
function append(before: string, rich: RichText, entities: MessageEntity[]): string {
  if (typeof rich === "string") return before + rich;
  if (Array.isArray(rich)) return rich.reduce<string>((text, part) => append(text, part, entities), before);
  const text = append(before, contentOf(rich), entities);
  const kind = kindOf(rich, text.slice(before.length));
  const length = text.length - before.length;
  if (kind !== undefined && length > 0) entities.push({ ...kind, offset: before.length, length });
  return text;
}

type RichNode = Exclude<RichText, string | RichText[]>;

function contentOf(rich: RichNode): RichText {
  if (rich.type === "button") return rich.button.text;
  if (rich.type === "custom_emoji") return rich.alternative_text;
  if (rich.type === "mathematical_expression") return rich.expression;
  return "text" in rich ? rich.text : "";
}

function kindOf(rich: RichNode, text: string): EntityKind | undefined {
  switch (rich.type) {
    case "url":
      return rich.url === text ? { type: "url" } : { type: "text_link", url: rich.url };
    case "text_mention":
      return { type: "text_mention", user: rich.user };
    case "email_address":
      return { type: "email" };
    case "code":
    case "mathematical_expression":
      return { type: "code" };
    case "button":
      return "url" in rich.button ? { type: "text_link", url: rich.button.url } : undefined;
    default: {
      const style = STYLES.find((each) => each === rich.type);
      return style === undefined ? undefined : { type: style };
    }
  }
}
