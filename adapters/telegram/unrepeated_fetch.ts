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

/** Bytes of the largest answer: a hundred updates, each as long as it can be, are less. */
const LARGEST = 16 * 2 ** 20;

/** What no API server answers. */
export class StrangeAnswer extends Error {
  /** Says what came. @param isUnheard something in between answered, and has passed nothing on. */
  constructor(message: string, readonly isUnheard: boolean) {
    super(message);
  }
}

/**
 * The answer, if it is one of an API server: JSON, and no endless amount of it.
 *
 * A page in its place was made by something in between. A redirect or a refusal says that nothing was passed on; with any other status nobody knows.
 * Nothing of it is a word of Telegram's: whoever wants a password first (401) does not mean the bot's token.
 *
 * @throws {StrangeAnswer}
 */
async function checkAnswer(response: Response): Promise<Response> {
  const { status, headers, body } = response;
  const isJson = headers.get("content-type")?.includes("json") === true;
  if (isJson && !isRedirect(status)) return body === null ? response : bounded(response, body);
  await body?.cancel();
  if (status === 429 || status === 413 || status >= 500) return sayInJson(response);
  throw new StrangeAnswer(`no API server answered, but something in between (${status})`, status >= 300);
}

/** What means the same whoever says it, as the API says it. */
function sayInJson({ status, statusText, headers }: Response): Response {
  const description = `no API server answered, but something in between (${statusText})`;
  const wait = Number(headers.get("retry-after"));
  return Response.json({
    ok: false,
    error_code: status,
    description,
    ...wait > 0 ? { parameters: { retry_after: wait } } : {},
  });
}

/** What says how long it is, can't be longer, but where it is unpacked: a thousand times as long. */
function bounded(response: Response, body: ReadableStream<Uint8Array<ArrayBuffer>>): Response | Promise<Response> {
  const isPacked = response.headers.has("content-encoding");
  const length = isPacked ? null : response.headers.get("content-length");
  if (length !== null) return Number(length) <= LARGEST ? response : refuse(body);
  let left = LARGEST;
  const counted = body.pipeThrough(
    new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
      transform(chunk, to) {
        left -= chunk.length;
        if (left < 0) throw tooLong();
        to.enqueue(chunk);
      },
    }),
  );
  const { status, statusText, headers } = response;
  return new Response(counted, { status, statusText, headers });
}

async function refuse(body: ReadableStream<Uint8Array>): Promise<never> {
  await body.cancel();
  throw tooLong();
}

function tooLong(): StrangeAnswer {
  return new StrangeAnswer(`the answer has more than ${LARGEST} bytes`, false);
}

function isRedirect(status: number): boolean {
  return status >= 300 && status < 400;
}
