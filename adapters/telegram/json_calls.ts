import { InputFile, type Transformer } from "grammy/web";

/** Where calls go. */
export interface JsonCallOptions {
  /** Address of the API server and of the bot there, without a slash at its end. */
  readonly root: string;
  readonly fetch: typeof globalThis.fetch;
}

const HEADERS = { "content-type": "application/json" };

/**
 * Sends as JSON what has no file in it, without what grammY's client keeps for each call: a search for files at any depth, a timer of its own, two more
 * promises and an abort controller. Files are left to grammY.
 */
export function jsonCalls({ root, fetch }: JsonCallOptions): Transformer {
  return async (prev, method, payload, signal) => {
    if (Object.values(payload).some((value) => value instanceof InputFile)) return await prev(method, payload, signal);
    const response = await fetch(`${root}/${method}`, {
      method: "POST",
      headers: HEADERS,
      body: JSON.stringify(payload),
      // grammY knows the type of another platform only.
      ...(signal instanceof AbortSignal ? { signal } : {}),
    });
    return await response.json();
  };
}
