/** A server that does everything wrong that can be done to whoever asks, over real sockets. */
import { createServer, type Server, type Socket } from "node:net";

/** All that it may do. */
export const MANNERS = [
  "close",
  "reset",
  "silence",
  "vanish",
  "garbage",
  "page",
  "redirect",
  "shape",
  "endless",
  "announced",
  "bomb",
  "drip",
  "endless error",
] as const;

/** What it does with a request. */
export type Manner = (typeof MANNERS)[number];

const SHAPES = [
  "null",
  "[]",
  "7",
  '"ok"',
  "{}",
  '{"ok":true}',
  '{"jsonrpc":"1.0","id":null}',
  '{"choices":[]}',
  "{",
  '{"error":"x"}',
];

/** 50 MB. */
const HUGE = 50 * 2 ** 20;
const CHUNK = new Uint8Array(64 * 1024).fill(0x20);

/** See the file's comment. Set `manner` before asking. */
export class BrokenServer implements AsyncDisposable {
  manner: Manner = "close";
  /** From 0 up to, but not including, 1. */
  readonly #random: () => number;
  /** Bytes of the longest answer that somebody has taken. */
  most = 0;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #bomb: Uint8Array | undefined;

  private constructor(random: () => number) {
    this.#random = random;
    this.#server = createServer((socket) => this.#accept(socket));
  }

  static async start(random: () => number): Promise<BrokenServer> {
    const server = new BrokenServer(random);
    await new Promise<void>((resolve) => server.#server.listen(0, "127.0.0.1", () => resolve()));
    return server;
  }

  get host(): string {
    const address = this.#server.address();
    return `127.0.0.1:${address !== null && typeof address === "object" ? address.port : 0}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #accept(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on("close", () => this.#sockets.delete(socket));
    socket.on("error", () => {}); // whoever asked has gone
    if (this.manner === "close") return void socket.destroy();
    socket.once("data", () => void this.#answer(socket, this.manner));
  }

  async #answer(socket: Socket, manner: Manner): Promise<void> {
    switch (manner) {
      case "reset":
        return void socket.resetAndDestroy();
      case "vanish":
        return void socket.write(
          'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{"ok":',
        );
      case "garbage":
        return void socket.end(Uint8Array.from({ length: 1_000 }, () => Math.floor(this.#random() * 256)));
      case "page":
        return void socket.end(answer(200, "text/html", "<html><title>Log in first</title></html>"));
      case "redirect":
        return void socket.end(
          answer(this.#random() < 0.5 ? 302 : 307, "text/html", "", ["location: http://127.0.0.1:9/"]),
        );
      case "shape":
        return void socket.end(answer(200, "application/json", SHAPES[Math.floor(this.#random() * SHAPES.length)]));
      case "endless":
        return await this.#flood(socket, head(200, "application/json", ["connection: close"]), Infinity);
      case "announced":
        return await this.#flood(socket, head(200, "application/json", [`content-length: ${HUGE}`]), HUGE);
      case "endless error":
        return await this.#flood(
          socket,
          head(this.#random() < 0.5 ? 500 : 400, "application/json", ["connection: close"]),
          Infinity,
        );
      case "bomb":
        this.#bomb ??= await packed(4 * HUGE);
        socket.write(head(200, "application/json", ["content-encoding: gzip", `content-length: ${this.#bomb.length}`]));
        return void socket.end(this.#bomb);
      case "drip":
        socket.write(head(200, "application/json", ["content-length: 100000"]));
        return this.#drip(socket);
    }
  }

  /** Writes for as long as somebody takes it, and no more than that. */
  async #flood(socket: Socket, start: string, size: number): Promise<void> {
    socket.write(start);
    let taken = 0;
    for (; taken < size && !socket.destroyed && taken < 4 * HUGE; taken += CHUNK.length) {
      if (socket.write(CHUNK)) continue;
      await new Promise<void>((resolve) => {
        const go = () => {
          socket.off("drain", go);
          socket.off("close", go);
          resolve();
        };
        socket.on("drain", go);
        socket.on("close", go);
      });
      this.most = Math.max(this.most, taken);
    }
    socket.end();
  }

  #drip(socket: Socket): void {
    const timer = setInterval(() => socket.destroyed ? clearInterval(timer) : socket.write(" "), 20);
    socket.on("close", () => clearInterval(timer));
  }
}

/** So many blanks, packed without ever being in memory. */
async function packed(size: number): Promise<Uint8Array> {
  const chunks = Array(Math.ceil(size / CHUNK.length)).values().map(() => CHUNK);
  const stream = ReadableStream.from(chunks).pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

function head(status: number, type: string, headers: readonly string[]): string {
  return [`HTTP/1.1 ${status} Any`, `content-type: ${type}`, ...headers, "", ""].join("\r\n");
}

function answer(status: number, type: string, body: string, headers: readonly string[] = []): string {
  return head(status, type, [`content-length: ${body.length}`, "connection: close", ...headers]) + body;
}
