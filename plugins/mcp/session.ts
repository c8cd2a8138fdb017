/** An open connection to a server, by whichever way it is reached, that knows when it is of no use any more. */
import { createMCPClient, type MCPClient, MCPClientError, type MCPTransport } from "@ai-sdk/mcp";
import { type Clock, endsWithin, type Logger, messageOf, type Secrets, shorten } from "@portico/bot";
import type { Web } from "../agent/mod.ts";
import type { HttpServer, McpServer, StdioServer } from "./server.ts";
import { serverFetch } from "./server_fetch.ts";
import { ServerProblem } from "./server_problem.ts";
import { StdioTransport } from "./stdio_transport.ts";

/** What a session is opened with. */
interface Opening {
  readonly server: McpServer;
  /** Only public addresses. */
  readonly isGuarded: boolean;
  readonly web: Web;
  readonly clock: Clock;
  readonly log: Logger;
  readonly masks: Secrets;
  /** Bytes that an answer may have. */
  readonly answerSize: number;
  /** Ends the opening. */
  readonly signal: AbortSignal;
  /** The connection is of no use any more. */
  readonly onBroken: (problem: ServerProblem) => void;
  /** The server says that its tools are not what they were. */
  readonly onToolsChanged: () => void;
}

/** See the file's comment. */
export interface Session {
  readonly client: MCPClient;
  /** Closes it; resolves when nothing of it is left. Never rejects. */
  end(): Promise<void>;
  /** Why it is of no use any more. */
  problem?: ServerProblem;
}

/** What servers of the older kind answer to a request by the newer way. */
const OLDER: readonly number[] = [400, 404, 405];
/** So long a server may take to hear that it is over, in milliseconds. */
const FAREWELL = 2_000;

/**
 * Opens one. When it rejects, nothing of it is left.
 *
 * @param onBroken is told when one that was opened breaks by itself.
 * @throws {ServerProblem}
 */
export async function openSession(
  opening: Omit<Opening, "onBroken">,
  onBroken: (session: Session, problem: ServerProblem) => void,
): Promise<Session> {
  const { server, signal, masks } = opening;
  let session: Session | undefined;
  let early: ServerProblem | undefined;
  const watched: Opening = {
    ...opening,
    onBroken: (problem) => {
      if (session === undefined) early = problem;
      else onBroken(session, problem);
    },
  };
  try {
    const opened = await (server.kind === "stdio" ? openStdio(server, watched) : openHttp(server, watched));
    if (early === undefined && !signal.aborted) return session = opened;
    await opened.end();
    throw early;
  } catch (error) {
    signal.throwIfAborted();
    throw problemOf(error, masks);
  }
}

/** What the SDK says went wrong, as a problem of a server. */
export function problemOf(error: unknown, masks: Pick<Secrets, "redact">): ServerProblem {
  if (error instanceof ServerProblem) return error;
  if (MCPClientError.isInstance(error) && error.statusCode !== undefined) {
    return new ServerProblem("refused", `HTTP ${error.statusCode}`, error.statusCode < 500, { cause: error });
  }
  return new ServerProblem("unreadable", shorten(masks.redact(messageOf(error)), 200), false, { cause: error });
}

async function openStdio(server: StdioServer, opening: Opening): Promise<Session> {
  const { command, args, env } = server;
  let problem: ServerProblem | undefined;
  const transport = new StdioTransport({
    ...opening,
    command,
    args,
    env,
    onBroken: (found) => {
      problem = found;
      opening.onBroken(found);
    },
  });
  const end = () => transport.close();
  try {
    return { client: await createClient(transport, opening), end };
  } catch (error) {
    await end();
    throw problem ?? error;
  }
}

async function openHttp(server: HttpServer, opening: Opening): Promise<Session> {
  try {
    return await openWeb(server, opening, "http");
  } catch (error) {
    const isOlder = MCPClientError.isInstance(error) && OLDER.includes(error.statusCode ?? 0);
    if (!isOlder || opening.signal.aborted) throw error;
    return await openWeb(server, opening, "sse").catch(() => {
      throw error;
    });
  }
}

async function openWeb({ url, headers }: HttpServer, opening: Opening, type: "http" | "sse"): Promise<Session> {
  const { web, isGuarded, answerSize, clock, signal } = opening;
  const over = new AbortController();
  let client: MCPClient | undefined;
  let problem: ServerProblem | undefined;
  const end = async () => {
    if (client !== undefined) await endsWithin(clock, FAREWELL, client.close().catch(() => {}));
    over.abort(new ServerProblem("off"));
  };
  const fetch = serverFetch({
    url: new URL(url),
    web,
    isGuarded,
    isStreamed: type === "sse",
    answerSize,
    signal: over.signal,
    onBroken: (found) => {
      problem = found;
      opening.onBroken(found);
      over.abort(found);
    },
  });
  try {
    client = await createClient({ type, url, headers: { ...headers }, fetch }, {
      ...opening,
      signal: AbortSignal.any([signal, over.signal]),
    });
    return { client, end };
  } catch (error) {
    await end();
    throw problem ?? error;
  }
}

async function createClient(
  transport: MCPTransport | { type: "http" | "sse"; url: string; headers: Record<string, string>; fetch: typeof fetch },
  { signal, log, masks }: Opening,
): Promise<MCPClient> {
  return await createMCPClient({
    transport,
    clientName: "portico",
    initializationOptions: { signal },
    onUncaughtError: (error) => log.debug("The client says: {error}", { error: masks.redact(messageOf(error)) }),
  });
}
