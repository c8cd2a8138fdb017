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
  }).then((reply) => render(reply, request.url, signal));
  return await Promise.race([answer, aborted(signal)]);
}

function aborted(signal: AbortSignal): Promise<never> {
  if (signal.aborted) return Promise.reject(signal.reason); // while its body was read
  return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason), { once: true }));
}

function render(reply: Reply, url: string, signal: AbortSignal): Response | Promise<Response> {
  switch (reply.kind) {
    case "reset":
      throw failure(
        reply.gently
          ? `error sending request for ${url}: client error (SendRequest): connection closed before message completed`
          : "Connection reset by peer (os error 104)",
      );
    case "hang":
      return new Promise(() => {});
    case "stream": {
      const body = reply.isTruncated ? cut(reply.body, Math.floor((reply.size ?? 0) / 2)) : reply.body;
      return new Response(body.pipeThrough(new TransformStream(), { signal }), {
        headers: {
          "content-type": reply.type,
          ...reply.size === undefined ? {} : { "content-length": String(reply.size) },
        },
      });
    }
    case "answer": {
      const { status, type } = reply;
      const bytes = typeof reply.body === "string" ? new TextEncoder().encode(reply.body) : new Uint8Array(reply.body);
      const whole = new Response(bytes);
      const body = reply.isTruncated && whole.body ? cut(whole.body, Math.floor(bytes.length / 2)) : bytes;
      return new Response(body, { status, headers: { "content-type": type } });
    }
  }
}

/** Why nobody can be reached: nobody listens, the name means nothing any more, or whoever answers is somebody else. */
export type Outage = "refused" | "dns" | "tls";

const REASONS: Readonly<Record<Outage, string>> = {
  refused: "tcp connect error: Connection refused (os error 111)",
  dns: "dns error: failed to lookup address information: Temporary failure in name resolution",
  tls: "invalid peer certificate: UnknownIssuer",
};

/** What Deno's `fetch` throws when there is no connection. */
export function refused(url: string, how: Outage): TypeError {
  return failure(`error sending request for url (${url}): client error (Connect): ${REASONS[how]}`);
}

/** An error of Deno's `fetch`; with the whole address, token and all, as the real ones have it. */
function failure(reason: string): TypeError {
  return new TypeError("fetch failed", { cause: new Error(reason) });
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
        if (left === 0) controller.error(new TypeError("error reading a body from connection"));
      },
    }),
  );
}
