/**
 * HTTP/1.1 over sockets of our own: `Deno.serve` lets nobody reset a connection, and `node:http` is half as fast as this,
 * which would make the fake the slowest part of a bench.
 */
import { createServer, type Server, type Socket } from "node:net";
import type { ApiRequest } from "./api.ts";
import { BodyTooLarge, type HttpRequest, RequestReader } from "./http_request.ts";
import { jsonReply, type Reply } from "./reply.ts";

/** Answers requests over TCP, on 127.0.0.1. */
export class HttpServer {
  /** What the fake itself got wrong: programming errors. */
  readonly failures: unknown[] = [];
  /** How many connections were accepted. */
  accepted = 0;
  readonly #answer: (request: ApiRequest) => Promise<Reply>;
  readonly #connections = new Set<Connection>();
  #server: Server | undefined;
  #port = 0;
  #isFrozen = false;

  constructor(answer: (request: ApiRequest) => Promise<Reply>) {
    this.#answer = answer;
  }

  /** The port; it stays the same over stops. */
  get port(): number {
    return this.#port;
  }

  /** How many connections are open. */
  get connected(): number {
    return this.#connections.size;
  }

  /** Listens: on a free port at first, then on the same one again. */
  async start(): Promise<void> {
    if (this.#server) return;
    const server = createServer({ noDelay: true }, (socket) => this.#accept(socket));
    this.#server = server;
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(this.#port, "127.0.0.1", () => resolve());
    });
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("The server has no port");
    this.#port = address.port;
  }

  /** Refuses connections from now on, and resets those that there are. */
  async stop(): Promise<void> {
    const server = this.#server;
    if (!server) return;
    this.#server = undefined;
    const closed = new Promise((resolve) => server.close(resolve));
    for (const connection of this.#connections) connection.reset();
    await closed;
  }

  /** Says nothing more: connections stay open and new ones are taken, but nothing is read or written. */
  freeze(): void {
    this.#isFrozen = true;
    for (const connection of this.#connections) connection.freeze();
  }

  /** Goes on where it stood. */
  thaw(): void {
    this.#isFrozen = false;
    for (const connection of this.#connections) connection.thaw();
  }

  /** Resets the connections that wait for a request, as a proxy does that has grown tired of them. */
  dropIdle(): void {
    for (const connection of this.#connections) if (connection.isIdle) connection.reset();
  }

  #accept(socket: Socket): void {
    this.accepted++;
    const connection = new Connection(socket, this.#answer, this.failures);
    this.#connections.add(connection);
    socket.on("close", () => this.#connections.delete(connection));
    if (this.#isFrozen) connection.freeze();
  }
}

/** One connection: a request after the other. */
class Connection {
  readonly #socket: Socket;
  readonly #answer: (request: ApiRequest) => Promise<Reply>;
  readonly #failures: unknown[];
  readonly #reader = new RequestReader();
  readonly #closing = new AbortController();
  #isBusy = false;
  #served = 0;
  #frozen: PromiseWithResolvers<void> | undefined;

  constructor(socket: Socket, answer: (request: ApiRequest) => Promise<Reply>, failures: unknown[]) {
    this.#socket = socket;
    this.#answer = answer;
    this.#failures = failures;
    socket.on("data", (bytes: Uint8Array) => {
      this.#reader.push(bytes);
      if (!this.#isBusy) this.#serve().catch((error) => this.#fail(error));
    });
    socket.on("close", () => this.#closing.abort());
    // That the other side goes away is nothing that could surprise us.
    socket.on("error", () => {});
  }

  get isIdle(): boolean {
    return !this.#isBusy;
  }

  reset(): void {
    this.#socket.resetAndDestroy();
  }

  freeze(): void {
    this.#frozen ??= Promise.withResolvers();
    this.#socket.pause();
  }

  thaw(): void {
    this.#frozen?.resolve();
    this.#frozen = undefined;
    this.#socket.resume();
  }

  async #serve(): Promise<void> {
    this.#isBusy = true;
    for (let request = this.#next(); request; request = this.#next()) {
      const reply = await this.#answer(this.#describe(request));
      await this.#frozen?.promise;
      if (this.#socket.destroyed) return;
      if (reply.kind === "hang") return;
      if (reply.kind === "reset") return void (reply.gently ? this.#socket.destroy() : this.reset());
      await this.#write(reply, request.method === "HEAD");
      if (request.headers.get("connection")?.toLowerCase() === "close") return void this.#socket.end();
    }
    this.#isBusy = false;
  }

  #next(): HttpRequest | undefined {
    try {
      return this.#reader.next();
    } catch (error) {
      if (!(error instanceof BodyTooLarge)) throw error;
      const reply = jsonReply(413, { ok: false, error_code: 413, description: "Request Entity Too Large" });
      this.#socket.end(head(reply, String(reply.body).length) + reply.body);
      return undefined;
    }
  }

  #describe({ target, headers, body }: HttpRequest): ApiRequest {
    const question = target.indexOf("?");
    return {
      path: question < 0 ? target : target.slice(0, question),
      query: question < 0 ? "" : target.slice(question + 1),
      type: headers.get("content-type") ?? "",
      body,
      isReused: this.#served++ > 0,
      signal: this.#closing.signal,
    };
  }

  async #write(reply: Reply & { kind: "answer" | "stream" }, isHead: boolean): Promise<void> {
    if (reply.kind === "stream") return await this.#writeStream(reply, isHead);
    const body = typeof reply.body === "string" ? new TextEncoder().encode(reply.body) : reply.body;
    const start = head(reply, body.length);
    if (reply.isTruncated) {
      this.#socket.write(start);
      this.#socket.write(body.subarray(0, Math.floor(body.length / 2)), () => this.#socket.destroy());
    } else if (typeof reply.body === "string") this.#socket.write(isHead ? start : start + reply.body);
    else {
      this.#socket.write(start);
      if (!isHead) this.#socket.write(body);
    }
  }

  async #writeStream(reply: Reply & { kind: "stream" }, isHead: boolean): Promise<void> {
    const { size = Infinity } = reply;
    this.#socket.write(head(reply, reply.size));
    if (isHead) return;
    let left = reply.isTruncated ? Math.floor(size / 2) : size;
    for await (const chunk of reply.body) {
      const part = chunk.subarray(0, left);
      left -= part.length;
      if (this.#socket.destroyed) return;
      if (!this.#socket.write(part)) await this.#drained();
      if (reply.isTruncated && left === 0) break;
    }
    // What does not say how long it is, ends with its connection.
    if (reply.isTruncated) this.#socket.destroy();
    else if (reply.size === undefined) this.#socket.end();
  }

  #drained(): Promise<void> {
    return new Promise((resolve) => {
      const go = (): void => {
        this.#socket.off("drain", go);
        this.#socket.off("close", go);
        resolve();
      };
      this.#socket.on("drain", go);
      this.#socket.on("close", go);
    });
  }

  #fail(error: unknown): void {
    this.#failures.push(error);
    this.#socket.destroy();
  }
}

const phrases: Record<number, string> = { 200: "OK", 400: "Bad Request", 429: "Too Many Requests", 502: "Bad Gateway" };

function head(
  reply: { readonly kind: string; readonly type: string; readonly status?: number },
  length: number | undefined,
): string {
  const status = reply.status ?? 200;
  return `HTTP/1.1 ${status} ${
    phrases[status] ?? "Status"
  }\r\nserver: nginx/1.18.0\r\ncontent-type: ${reply.type}\r\n` +
    (length === undefined
      ? "connection: close\r\n\r\n"
      : `content-length: ${length}\r\nconnection: keep-alive\r\n\r\n`);
}
