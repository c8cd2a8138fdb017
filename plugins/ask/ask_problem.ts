/** Why there is no answer, in the words of who has asked. */
import { type HandlerContext, UserError } from "@portico/bot";
import { ModelError } from "../model/mod.ts";
import { VaultError } from "../vault/mod.ts";
import type { NoQuestion } from "./question.ts";
import { LONGEST_QUESTION } from "./question.ts";

type Speaker = Pick<HandlerContext, "t">;

/** There was nothing to answer. */
export function noQuestionText(speaker: Speaker, problem: NoQuestion): string {
  return problem.kind === "empty"
    ? speaker.t("empty")
    : speaker.t("long", { length: problem.length, most: LONGEST_QUESTION });
}

/** What a failure means to who has asked; the question is kept where another try may help. Other errors stay as they are. */
export function explained(speaker: Speaker, error: unknown): unknown {
  if (error instanceof ModelError) {
    const { code, retryAt } = error;
    const why = speaker.t(`model-${code}`);
    const when = retryAt === undefined ? [] : [speaker.t("retry-at", { at: new Date(retryAt) })];
    const keep = code !== "too-long";
    const kept = keep ? [speaker.t("kept")] : [];
    return new UserError([why, ...when, ...kept].join(" "), { keep, cause: error });
  }
  if (error instanceof VaultError && (error.code === "index" || error.code === "closed")) {
    return new UserError(`${speaker.t("search-failed")} ${speaker.t("kept")}`, { keep: true, cause: error });
  }
  return error;
}
