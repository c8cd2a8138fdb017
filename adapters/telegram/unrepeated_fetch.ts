import { checkAnswer } from "./api_answer.ts";

/** Calls that may be sent again without harm: a connection that closes must not cost a read or a long poll. */
const REPEATABLE: ReadonlySet<string> = new Set([
  "getUpdates",
  "getMe",
  "getFile",
  "getMyCommands",
  "getWebhookInfo",
  "setWebhook",
  "deleteWebhook",
  "setMyCommands",
  "deleteMyCommands",
  "sendChatAction",
  "editMessageText",
  "editMessageCaption",
  "editMessageReplyMarkup",
  "deleteMessage",
  "setMessageReaction",
  "answerCallbackQuery",
]);

const encoder = new TextEncoder();

/**
 * A `fetch` that never sends twice what must not be sent twice. The platform's own one silently sends a request again when a connection
 * that was used before closes without an answer, also after the server has got it; a body that is a stream can't be sent again. It goes out in
 * chunks, as uploads do: the platform leaves out a `content-length` of ours. Nor is it sent to where a redirect leads, which is no place of Telegram's.
 */
export function unrepeatedFetch(fetch: typeof globalThis.fetch): typeof globalThis.fetch {
  return async (input, init) => {
    const method = String(input).split("/").at(-1) ?? "";
    const body = init?.body;
    const isSingle = typeof body === "string" && !REPEATABLE.has(method);
    const request: RequestInit = { ...init, redirect: "manual" };
    return await checkAnswer(await fetch(input, isSingle ? { ...request, body: streamOf(body) } : request));
  };
}

function streamOf(text: string): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream({
    start(controller) {
      controller.enqueue(encoder.encode(text));
      controller.close();
    },
  });
}
