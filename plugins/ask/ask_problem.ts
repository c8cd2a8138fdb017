/** Why there is no answer, in the words of who has asked. */
import { type HandlerContext, type Translations, UserError } from "@portico/bot";
import { explainModelError, isPassing, ModelError } from "../model/mod.ts";
import { VaultError } from "../vault/mod.ts";
import type { NoQuestion } from "./question.ts";
import { LONGEST_QUESTION } from "./question.ts";

type Speaker = Pick<HandlerContext, "t" | "language">;

/** There was nothing to answer. */
export function noQuestionText(speaker: Speaker, problem: NoQuestion): string {
  return problem.kind === "empty"
    ? speaker.t("empty")
    : speaker.t("long", { length: problem.length, most: LONGEST_QUESTION });
}

/** What a failure means to who has asked; the question is kept where another try may help. Other errors stay as they are. */
export function explained(speaker: Speaker, error: unknown, translations: Translations): unknown {
  if (error instanceof ModelError) {
    const keep = isPassing(error);
    const why = explainModelError(error, speaker.language, translations);
    return new UserError(`${why} ${speaker.t(keep ? "kept" : "too-long")}`, { keep, cause: error });
  }
  if (error instanceof VaultError && (error.code === "index" || error.code === "closed")) {
    return new UserError(`${speaker.t("search-failed")} ${speaker.t("kept")}`, { keep: true, cause: error });
  }
  return error;
}
