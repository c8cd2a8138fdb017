import { GrammyError, InputFile } from "grammy/web";
import type { ApiResponse } from "grammy/types";

const HEADERS = { "content-type": "application/json" };

/** Whether a call carries a file, which is for grammY to send. */
export function carriesFile(payload: object): boolean {
  return Object.values(payload).some((value) => value instanceof InputFile);
}

/**
 * Makes calls that carry no file, without what grammY's client keeps for each: a search for files at any depth, a timer of its own, a chain of
 * transformers and an abort controller.
 */
export class JsonCalls {
  /** @param root address of the API server and of the bot there, without a slash at its end. */
  constructor(private readonly root: string, private readonly fetch: typeof globalThis.fetch) {}

  /** Resolves with what Telegram answers, of whatever type. @throws {GrammyError} Telegram says no, or nonsense. */
  async call<Result>(method: string, payload: object, signal: AbortSignal): Promise<Result> {
    const { root, fetch } = this;
    const body = JSON.stringify(payload);
    const response = await fetch(`${root}/${method}`, { method: "POST", headers: HEADERS, body, signal });
    const answer: ApiResponse<Result> = await response.json();
    if (answer.ok) return answer.result;
    throw new GrammyError(`Call to '${method}' failed!`, answer, method, { ...payload });
  }
}
