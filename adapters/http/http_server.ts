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

/** The one HTTP server of the program, for the webhooks of adapters and for health checks. */
export class HttpServer implements HttpRoutes {
  readonly #handlers = new Map<string, HttpHandler>();
  readonly #closing = new AbortController();
  #server: Deno.HttpServer<Deno.NetAddr> | undefined;

  /** Listens to nothing before `start`. */
  constructor(private readonly address: HttpAddress, private readonly log: Logger) {}

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
      const { signal } = this.#closing;
      this.#server = Deno.serve({ hostname, port, signal, onListen: () => {} }, (request) => this.#answer(request));
    } catch (error) {
      throw new ConfigError([
        `PORTICO_HTTP: nobody can listen on ${hostname}:${port} (${
          messageOf(error)
        }). Name a free port of this machine.`,
      ]);
    }
    const { addr } = this.#server;
    this.log.info("Listening on {address}.", { address: `${addr.hostname}:${addr.port}` });
    return { hostname: addr.hostname, port: addr.port };
  }

  /** Listens no more, and waits for nobody: who is slow must not hold up the end of the program. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#server?.finished;
  }

  async #answer(request: Request): Promise<Response> {
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
