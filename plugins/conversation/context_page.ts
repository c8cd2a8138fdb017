import { escapeMarkdown, type HandlerContext, shorten } from "@portico/bot";
import type { ContextMessage, ContextSize } from "./context_message.ts";

/** So many messages are shown; the older ones are counted. */
const SHOWN = 10;
/** So much of a message is shown, in UTF-16 units. */
const LENGTH = 120;

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
    ...shown.map(({ role, text }) => `- ${ctx.t(`context-${role}`, { text: escapeMarkdown(shorten(text, LENGTH)) })}`),
    "",
    ctx.t("context-hint"),
  ].join("\n");
}
