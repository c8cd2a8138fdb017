import type { Translations } from "@portico/bot";

/**
 * Why a model gave no answer.
 *
 * - `unreachable`: no connection, or the endpoint fails (5xx) after all retries.
 * - `timeout`: it did not answer, or stopped answering, in time.
 * - `refused`: the endpoint said no: a wrong key, no such model, no credit.
 * - `limit`: this account has used up its calls or tokens; `retryAt` says until when.
 * - `busy`: the endpoint's own limit (429) after all retries; `retryAt` where it said so.
 * - `too-long`: the prompt does not fit into the model's window.
 * - `broken`: what came back could not be understood.
 */
export type ModelErrorCode = "unreachable" | "timeout" | "refused" | "limit" | "busy" | "too-long" | "broken";

/** A model gave no answer. Its message is for the log, and holds neither key nor prompt. */
export class ModelError extends Error {
  /** For programs, as with all errors. */
  override readonly name = "ModelError";

  /** Made by the model. @param retryAt wall time in milliseconds from which another try makes sense, where that is known. */
  constructor(
    readonly code: ModelErrorCode,
    message: string,
    readonly retryAt?: number,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The plugin's name, which owns its texts. */
export const MODEL = "model";

/**
 * What a model's error means to a person, in a sentence or two of plain text in their language: why there is no answer, and whether and when another try
 * makes sense. The one place for such texts. It needs the model plugin's texts to be loaded.
 *
 * ```ts
 * if (error instanceof ModelError) throw new UserError(explainModelError(error, ctx.language, this.translations));
 * ```
 */
export function explainModelError(
  { code, retryAt }: Pick<ModelError, "code" | "retryAt">,
  language: string,
  translations: Translations,
): string {
  const say = (id: string, args?: Readonly<Record<string, Date>>) => translations.t(MODEL, language, id, args);
  const said = say(`error-${code}`);
  return retryAt === undefined ? said : `${said} ${say("retry-at", { at: new Date(retryAt) })}`;
}

/** Whether the same call may go well at another time, so that what was asked is worth keeping. */
export function isPassing({ code }: Pick<ModelError, "code">): boolean {
  return code !== "too-long";
}
