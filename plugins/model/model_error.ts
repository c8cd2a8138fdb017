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
