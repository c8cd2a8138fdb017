/** An HTTP server without any manners: it closes connections when a test says so. */

/** What becomes of a request that was received whole. */
export type RawOutcome = "answer" | "close";

/** Listens on a port of this machine; each request is received to its end, counted, and then answered or not. */
export class RawHttpServer implements AsyncDisposable {
  /** First line and body of each request, in order. */
  readonly requests: { readonly line: string; readonly body: string; readonly connection: number }[] = [];
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  readonly #connections = new Set<Deno.Conn>();
  #count = 0;

  /** @param decide what becomes of the request with this number, from 0. @param json what is answered. */
  constructor(private readonly decide: (index: number) => RawOutcome, private readonly json: unknown) {
    void this.#accept();
  }

  get root(): string {
    return `http://127.0.0.1:${this.#listener.addr.port}`;
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    for (const connection of this.#connections) connection.close();
    return Promise.resolve();
  }

  async #accept(): Promise<void> {
    try {
      for await (const connection of this.#listener) void this.#serve(connection, this.#count++);
    } catch {
      // closed
    }
  }

  async #serve(connection: Deno.Conn, number: number): Promise<void> {
    this.#connections.add(connection);
    const reader = connection.readable.getReader();
    const writer = connection.writable.getWriter();
    let text = "";
    try {
      for (;;) {
        const request = takeRequest(text);
        if (request === undefined) {
          const { value, done } = await reader.read();
          if (done) return;
          text += new TextDecoder("latin1").decode(value);
          continue;
        }
        text = request.rest;
        this.requests.push({ line: request.line, body: request.body, connection: number });
        if (this.decide(this.requests.length - 1) === "close") return;
        const body = JSON.stringify(this.json);
        await writer.write(new TextEncoder().encode(
          `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
        ));
      }
    } catch {
      // the other end is gone
    } finally {
      if (this.#connections.delete(connection)) {
        try {
          connection.close();
        } catch {
          // closed already
        }
      }
    }
  }
}

function takeRequest(text: string): { line: string; body: string; rest: string } | undefined {
  const end = text.indexOf("\r\n\r\n");
  if (end < 0) return undefined;
  const head = text.slice(0, end);
  const start = end + 4;
  const line = head.split("\r\n")[0];
  if (/^transfer-encoding: *chunked/im.test(head)) {
    const last = text.indexOf("0\r\n\r\n", start);
    if (last < 0) return undefined;
    // Chunk by chunk: a line with a length in hexadecimal, then so many bytes.
    let body = "";
    for (let at = start; at < last;) {
      const sizeEnd = text.indexOf("\r\n", at);
      const size = parseInt(text.slice(at, sizeEnd), 16);
      body += text.slice(sizeEnd + 2, sizeEnd + 2 + size);
      at = sizeEnd + 2 + size + 2;
    }
    return { line, body, rest: text.slice(last + 5) };
  }
  const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
  if (text.length < start + length) return undefined;
  return { line, body: text.slice(start, start + length), rest: text.slice(start + length) };
}
