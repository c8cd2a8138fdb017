import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { type Clock, ConfigError, type Logger, messageOf } from "../../core/mod.ts";
import { Connections } from "./connections.ts";

/** Where a server listens. */
export interface HttpAddress {
  /** An address or a name of this machine; `0.0.0.0` for all of them. */
  readonly hostname: string;
  /** 0 for any that is free. */
  readonly port: number;
}

/** Answers the requests of one path. What it throws becomes a 500 that tells nothing. */
export type HttpHandler = (request: Request) => Promise<Response> | Response;

/** Where parts of the bot offer something over HTTP. */
export interface HttpRoutes {
  /** Answers requests to this very path, whatever their method; call what it returns to end that. Throws where the path is taken. */
  route(path: string, handler: HttpHandler): () => void;
}

/** The one HTTP server of the program, for the webhooks of adapters and for health checks. */
export class HttpServer implements HttpRoutes {
  readonly #handlers = new Map<string, HttpHandler>();
  readonly #server: Server;
  readonly #connections: Connections;

  /** Listens to nothing before `start`. */
  constructor(private readonly address: HttpAddress, clock: Pick<Clock, "setTimer">, private readonly log: Logger) {
    this.#server = createServer((incoming, outgoing) => void this.#serve(incoming, outgoing));
    this.#connections = new Connections((stream) => void this.#server.emit("connection", stream), clock, log);
  }

  route(path: string, handler: HttpHandler): () => void {
    if (this.#handlers.has(path)) throw new Error(`Something answers requests to ${path} already.`);
    this.#handlers.set(path, handler);
    return () => {
      if (this.#handlers.get(path) === handler) this.#handlers.delete(path);
    };
  }

  /**
   * Listens.
   *
   * @returns where: with the port that was chosen where any would do.
   * @throws {ConfigError} this place is taken or not ours.
   */
  start(): HttpAddress {
    const { hostname, port } = this.address;
    try {
      const place = this.#connections.listen({ hostname, port });
      this.log.info("Listening on {address}.", { address: `${place.hostname}:${place.port}` });
      return { hostname: place.hostname, port: place.port };
    } catch (error) {
      throw new ConfigError([
        `PORTICO_HTTP: nobody can listen on ${hostname}:${port} (${
          messageOf(error)
        }). Name a free port of this machine.`,
      ]);
    }
  }

  /** Listens no more, and waits for nobody: who is slow must not hold up the end of the program. */
  close(): void {
    this.#connections.close();
  }

  async #serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const { socket } = incoming;
    outgoing.on("error", () => {}); // whoever asked is gone
    outgoing.on("close", () => this.#connections.end(socket));
    this.#connections.begin(socket);
    const response = await this.#answer(incoming);
    outgoing.writeHead(response.status, Object.fromEntries(response.headers));
    outgoing.end(new Uint8Array(await response.arrayBuffer()));
  }

  async #answer(incoming: IncomingMessage): Promise<Response> {
    const request = requestOf(incoming);
    if (request === undefined) return plain(400);
    const { pathname } = new URL(request.url);
    const handler = this.#handlers.get(pathname);
    try {
      return handler === undefined ? plain(404) : await handler(request);
    } catch (error) {
      this.log.error("A request to {pathname} failed: {error}", { pathname, error });
      return plain(500);
    }
  }
}

/** `undefined` for what is no request. Of its address the path counts alone: as its host somebody may say anything. */
function requestOf(incoming: IncomingMessage): Request | undefined {
  const { url = "", method = "GET", headersDistinct } = incoming;
  try {
    const headers = new Headers();
    for (const [name, values = []] of Object.entries(headersDistinct)) {
      for (const value of values) headers.append(name, value);
    }
    const body = method === "GET" || method === "HEAD" ? null : Readable.toWeb(incoming);
    return new Request(new URL(url, "http://localhost"), { method, headers, body });
  } catch {
    return undefined;
  }
}

const REASONS: Readonly<Record<number, string>> = {
  400: "Bad Request",
  401: "Unauthorized",
  404: "Not Found",
  405: "Method Not Allowed",
  408: "Request Timeout",
  413: "Content Too Large",
  415: "Unsupported Media Type",
  500: "Internal Server Error",
  503: "Service Unavailable",
};

/** An answer that says no more than its status. */
export function plain(status: number, headers: HeadersInit = {}): Response {
  return new Response(`${REASONS[status] ?? status}\n`, { status, headers });
}
