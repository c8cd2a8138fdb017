/** What Telegram says when it refuses a call. */
import type { ResponseParameters } from "grammy/types";

/** A refusal: it becomes the body `{ ok: false, error_code, description, parameters }`. */
export class TelegramError extends Error {
  override readonly name = "TelegramError";

  constructor(
    /** The HTTP status, which the body repeats. */
    readonly code: number,
    readonly description: string,
    readonly parameters?: ResponseParameters,
  ) {
    super(description);
  }
}

/** A call whose arguments are wrong: 400, "Bad Request: …". */
export function badRequest(reason: string): TelegramError {
  return new TelegramError(400, `Bad Request: ${reason}`);
}

/** What the bot may not do: 403, "Forbidden: …". */
export function forbidden(reason: string): TelegramError {
  return new TelegramError(403, `Forbidden: ${reason}`);
}

/** Too fast: 429, with the seconds to wait. */
export function tooManyRequests(retryAfter: number): TelegramError {
  return new TelegramError(429, `Too Many Requests: retry after ${retryAfter}`, { retry_after: retryAfter });
}
