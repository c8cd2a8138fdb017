/** What the bot says to a question. */
import { type Button, escapeMarkdown, type HandlerContext, type Outgoing, shorten } from "@portico/bot";
import type { Answer } from "./question_answering_service.ts";

/** So much of a title is shown, in UTF-16 units. */
const TITLE = 120;

/** An answer with its sources, and buttons that open them. @param buttons for the notes with these ids, in this order. */
export function answerCard(
  ctx: Pick<HandlerContext, "t">,
  answer: Answer,
  buttons: (notes: readonly string[]) => Button[][],
): Outgoing {
  if (answer.kind === "nothing") return { text: ctx.t("nothing") };
  const { text, sources } = answer;
  if (sources.length === 0) return { text: `${text}\n\n${ctx.t("unsourced")}` };
  const lines = sources.map(({ title, created }, index) =>
    `${index + 1}. ${ctx.t("source", { title: escapeMarkdown(shorten(title, TITLE)), date: new Date(created) })}`
  );
  const rows = buttons(sources.map(({ id }) => id));
  return {
    text: `${text}\n\n${ctx.t("sources", { count: sources.length })}\n${lines.join("\n")}`,
    ...(rows.length === 0 ? {} : { buttons: rows }),
  };
}
