import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { ConfigError, type Logger, messageOf } from "../../core/mod.ts";

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

/**
 * Who may reach the server may open connections without end, and each takes one of the files that the whole program may have open: more than so many are
 * closed as they come. Telegram opens 40.
 */
const MOST_CONNECTIONS = 128;
/** Milliseconds for the head of a request, for all of it, and for the next one. */
const HEAD_WITHIN = 10_000;
const REQUEST_WITHIN = 30_000;
const NEXT_WITHIN = 10_000;
/** Every so many milliseconds is looked at who is late. */
const CHECKED_EVERY = 1_000;

/** The one HTTP server of the program, for the webhooks of adapters and for health checks. */
export class HttpServer implements HttpRoutes {
  readonly #handlers = new Map<string, HttpHandler>();
  readonly #server: Server;

  /** Listens to nothing before `start`. */
  constructor(private readonly address: HttpAddress, private readonly log: Logger) {
    this.#server = createServer({
      headersTimeout: HEAD_WITHIN,
      requestTimeout: REQUEST_WITHIN,
      keepAliveTimeout: NEXT_WITHIN,
      connectionsCheckingInterval: CHECKED_EVERY,
    }, (incoming, outgoing) => void this.#serve(incoming, outgoing));
    this.#server.maxConnections = MOST_CONNECTIONS;
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
  async start(): Promise<HttpAddress> {
    const { hostname, port } = this.address;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#server.once("error", reject);
    this.#server.listen(port, hostname, resolve);
    try {
      await promise;
    } catch (error) {
      throw new ConfigError([
        `PORTICO_HTTP: nobody can listen on ${hostname}:${port} (${
          messageOf(error)
        }). Name a free port of this machine.`,
      ]);
    }
    this.#server.on("error", (error) => this.log.warn("Somebody could not be let in: {error}", { error }));
    const place = this.#server.address();
    const listening = typeof place === "object" && place !== null
      ? { hostname: place.address, port: place.port }
      : this.address;
    this.log.info("Listening on {address}.", { address: `${listening.hostname}:${listening.port}` });
    return listening;
  }

  /** Listens no more, and waits for nobody: who is slow must not hold up the end of the program. */
  async close(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#server.close(() => resolve());
    this.#server.closeAllConnections();
    await promise;
  }

  async #serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    outgoing.on("error", () => {}); // whoever asked is gone
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
