/** A server over streamable HTTP in this process; the older way, an open stream and an address to post to, where it is told so. */
import { answer, type FakeTool, type RpcMessage, TOOLS } from "./protocol.ts";

/** How it answers. */
export type HttpMode =
  | "json"
  | "stream"
  | "older"
  | "cut"
  | "endless"
  | "hangs"
  | "broken"
  | "unauthorized"
  | "redirects"
  | "giant";

const JSON_TYPE = { "content-type": "application/json" };
const STREAM_TYPE = { "content-type": "text/event-stream" };

/** See the file's comment. */
export class FakeHttpMcp {
  mode: HttpMode;
  tools: readonly FakeTool[] = TOOLS;
  /** What was asked, in order. */
  readonly asked: { readonly method: string; readonly headers: Headers; readonly message: RpcMessage | undefined }[] =
    [];
  /** Sessions that it knows. */
  readonly sessions = new Set<string>();
  #stream: ReadableStreamDefaultController<Uint8Array> | undefined;
  #count = 0;

  constructor(mode: HttpMode = "json") {
    this.mode = mode;
  }

  /** Names of the methods it was asked, without those of the beginning. */
  get calls(): string[] {
    return this.asked.flatMap(({ message }) => message?.method === "tools/call" ? [message.params.name] : []);
  }

  /** Forgets everybody, as a restart does. */
  forget(): void {
    this.sessions.clear();
  }

  /** Answers a request. */
  async handle(request: Request): Promise<Response> {
    const body = await request.text();
    const message: RpcMessage | undefined = body === "" ? undefined : JSON.parse(body);
    this.asked.push({ method: request.method, headers: request.headers, message });
    if (this.mode === "unauthorized") return new Response("No.", { status: 401 });
    if (this.mode === "redirects") {
      return new Response(null, { status: 302, headers: { location: "http://127.0.0.1:1/" } });
    }
    if (this.mode === "older") return this.#older(request, message);
    if (request.method === "DELETE") {
      this.sessions.delete(request.headers.get("mcp-session-id") ?? "");
      return new Response(null, { status: 204 });
    }
    if (request.method !== "POST" || message === undefined) return new Response(null, { status: 405 });
    return this.#newer(request, message);
  }

  #newer(request: Request, message: RpcMessage): Response {
    if (message.method === "initialize") {
      const session = `s${++this.#count}`;
      this.sessions.add(session);
      return Response.json(answer(message, this.tools), { headers: { "mcp-session-id": session } });
    }
    if (message.method === "server/discover") return Response.json(answer(message, this.tools));
    if (!this.sessions.has(request.headers.get("mcp-session-id") ?? "")) return new Response("Who?", { status: 404 });
    const said = answer(message, this.tools);
    if (said === undefined) return new Response(null, { status: 202 });
    return message.method === "tools/call" ? this.#callAnswer(said) : Response.json(said);
  }

  #callAnswer(said: RpcMessage): Response {
    const event = `event: message\ndata: ${JSON.stringify(said)}\n\n`;
    const encoder = new TextEncoder();
    switch (this.mode) {
      case "stream":
        return new Response(`: hello\n\n${event}`, { headers: STREAM_TYPE });
      case "cut":
        return new Response(
          new ReadableStream({
            start: (to) => to.enqueue(encoder.encode(event.slice(0, 20))),
            pull: (to) => to.error(new Error("cut")),
          }),
          { headers: STREAM_TYPE },
        );
      case "endless":
        return new Response(
          new ReadableStream({ pull: (to) => to.enqueue(encoder.encode(`: ${"x".repeat(50_000)}\n\n`)) }),
          { headers: STREAM_TYPE },
        );
      case "giant":
        return new Response(new ReadableStream({ pull: (to) => to.enqueue(encoder.encode(" ".repeat(50_000))) }), {
          headers: JSON_TYPE,
        });
      case "hangs":
        return new Response(new ReadableStream({ start: (to) => to.enqueue(encoder.encode(": wait\n\n")) }), {
          headers: STREAM_TYPE,
        });
      case "broken":
        return new Response('{"jsonrpc":', { headers: JSON_TYPE });
      default:
        return Response.json(said);
    }
  }

  #older(request: Request, message: RpcMessage | undefined): Response {
    const { pathname } = new URL(request.url);
    const encoder = new TextEncoder();
    if (request.method === "GET") {
      const stream = new ReadableStream<Uint8Array>({
        start: (to) => {
          this.#stream = to;
          to.enqueue(encoder.encode("event: endpoint\ndata: /messages\n\n"));
        },
      });
      return new Response(stream, { headers: STREAM_TYPE });
    }
    if (pathname !== "/messages" || message === undefined) return new Response(null, { status: 405 });
    const said = answer(message, this.tools);
    if (said !== undefined) this.#stream?.enqueue(encoder.encode(`event: message\ndata: ${JSON.stringify(said)}\n\n`));
    return new Response(null, { status: 202 });
  }
}
