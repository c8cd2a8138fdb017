import type { HandlerContext } from "@portico/bot";
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
    ...shown.map(({ role, text }) => `- ${ctx.t(`context-${role}`, { text: shortened(text) })}`),
    "",
    ctx.t("context-hint"),
  ].join("\n");
}

/** The beginning as plain text on one line: whatever was said, it formats nothing here. */
function shortened(text: string): string {
  const line = text.replace(/[\s\p{Cc}]+/gu, " ").trim();
  const shown = line.length <= LENGTH ? line : `${line.slice(0, LENGTH).replace(/[\uD800-\uDBFF]$/, "").trimEnd()} …`;
  return shown.replace(/[\\`*_[\]<~|#]/g, "\\$&");
}
