import { escapeMarkdown, type HandlerContext, shorten } from "@portico/bot";
import type { ContextMessage, ContextSize } from "./conversation_context_manager.ts";

/** So many messages are shown; the older ones are counted. */
const SHOWN = 10;
/** So much of a message is shown, in UTF-16 units. */
const LENGTH = 120;
/** So much of it is read for that. */
const LOOKED_AT = 2_000;

/** What `/context` says. */
export function contextPage(
  ctx: Pick<HandlerContext, "t">,
  messages: readonly ContextMessage[],
  { tokens, limit }: ContextSize,
): string {
  if (messages.length === 0) return ctx.t("context-empty", { limit });
  const shown = messages.slice(-SHOWN);
  const older = messages.length - shown.length;
  return [
    ctx.t("context-title", { count: messages.length, tokens, limit }),
    "",
    ...(older > 0 ? [ctx.t("context-older", { count: older })] : []),
    ...shown.map(({ role, text }) => {
      const beginning = shorten(plainText(text.slice(0, LOOKED_AT)), LENGTH);
      return `- ${ctx.t(`context-${role}`, { text: escapeMarkdown(beginning) })}`;
    }),
    "",
    ctx.t("context-hint"),
  ].join("\n");
}

/** Markdown without its signs: cut in the middle, it would not be read as Markdown any more. */
function plainText(markdown: string): string {
  return markdown
    .replace(/^[ \t]*(?:#{1,6} |>+ ?|(?:```|~~~).*$)/gm, "")
    .replace(/^([ \t]*)[-*+] /gm, "$1• ")
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/(?<!\\)(\*{1,3}|~~|`+)(?=\S)([^\n]*?\S)\1/g, "$2")
    .replace(/(?<![\\\w])(_{1,3})(?=\S)([^\n]*?\S)\1(?!\w)/g, "$2")
    .replace(/\\([!-/:-@[-`{-~])/g, "$1");
}
