/** The fake without a network: replies as `fetch` gives them. */
import type { Api } from "./api.ts";
import type { Reply } from "./reply.ts";

/** Answers a request as `fetch` would; `closing` ends what hangs. */
export async function respond(api: Api, request: Request, closing: AbortSignal): Promise<Response> {
  const signal = AbortSignal.any([request.signal, closing]);
  signal.throwIfAborted();
  const body = new Uint8Array(await request.arrayBuffer());
  const { pathname, search } = new URL(request.url);
  const answer = api.answer({
    path: pathname,
    query: search.slice(1),
    type: request.headers.get("content-type") ?? "",
    body,
    isReused: true,
    signal,
  }).then(render);
  return await Promise.race([answer, aborted(signal)]);
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason), { once: true }));
}

function render(reply: Reply): Response | Promise<Response> {
  switch (reply.kind) {
    case "reset":
      throw lost(
        reply.gently ? "connection closed before message completed" : "Connection reset by peer (os error 104)",
      );
    case "hang":
      return new Promise(() => {});
    case "stream":
      return new Response(reply.isTruncated ? cut(reply.body, Math.floor(reply.size / 2)) : reply.body, {
        headers: { "content-type": reply.type, "content-length": String(reply.size) },
      });
    case "answer": {
      const { status, type } = reply;
      const bytes = typeof reply.body === "string" ? new TextEncoder().encode(reply.body) : new Uint8Array(reply.body);
      const whole = new Response(bytes);
      const body = reply.isTruncated && whole.body ? cut(whole.body, Math.floor(bytes.length / 2)) : bytes;
      return new Response(body, { status, headers: { "content-type": type } });
    }
  }
}

/** The error that Deno's `fetch` gives when a connection is lost after the request went out. */
function lost(reason: string): TypeError {
  return new TypeError("error sending request", { cause: new Error(`client error (SendRequest): ${reason}`) });
}

/** A body that breaks off after so many bytes. */
function cut(body: ReadableStream<Uint8Array>, length: number): ReadableStream<Uint8Array<ArrayBuffer>> {
  let left = length;
  return body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array<ArrayBuffer>>({
      transform(chunk, controller) {
        const part = new Uint8Array(chunk.subarray(0, left));
        left -= part.length;
        if (part.length > 0) controller.enqueue(part);
        if (left === 0) controller.error(new TypeError("error decoding response body"));
      },
    }),
  );
}
