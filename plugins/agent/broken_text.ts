/** What a person reads when a model broke off a run. */
import { type HandlerContext, type Translations, UserError } from "@portico/bot";
import { explainModelError, isPassing, ModelError } from "../model/mod.ts";
import type { RunBroken } from "./agent_task_service.ts";
import { doneSoFar } from "./result_card.ts";

/** Why, and what was done so far; the task is kept, and goes on from there. What is no matter of the model's is thrown as it is. */
export function brokenText(
  ctx: Pick<HandlerContext, "t" | "language">,
  { cause, outcome }: RunBroken,
  translations: Translations,
): unknown {
  if (!(cause instanceof ModelError)) return cause;
  const parts = [explainModelError(cause, ctx.language, translations)];
  const done = doneSoFar(ctx, outcome);
  if (done !== "") parts.push(ctx.t("so-far"), done);
  return new UserError(parts.join("\n\n"), { keep: isPassing(cause), cause });
}
