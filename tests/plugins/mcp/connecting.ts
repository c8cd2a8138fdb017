/** One connection to one server, in virtual time; the server itself is real. */
import { type Account, Deadlines, logger } from "@portico/bot";
import { fileURLToPath } from "node:url";
import type { McpSettings } from "../../../plugins/mcp/config.ts";
import type { McpServer, StdioServer } from "../../../plugins/mcp/server.ts";
import { ServerConnection } from "../../../plugins/mcp/server_connection.ts";
import { TestClock } from "../../support/clock.ts";
import { ServedWeb } from "./served_web.ts";

const SERVER = fileURLToPath(new URL("../../support/fake_mcp/stdio_server.ts", import.meta.url));

export const OWNER: Account = { id: "owner", role: "owner" };
export const MEMBER: Account = { id: "guest", role: "member" };

/** Aborted by nobody. */
export const never: AbortSignal = new AbortController().signal;

/** A server of the tests as a program. It may do all but write elsewhere. */
export function program(mode: string, argument = "", env: Readonly<Record<string, string>> = {}): StdioServer {
  return {
    name: "files",
    enabled: true,
    kind: "stdio",
    command: Deno.execPath(),
    args: ["run", "--quiet", "--no-lock", "--allow-env", "--allow-run", "--allow-write", SERVER, mode, argument],
    env: { NO_COLOR: "1", ...env },
  };
}

/** See the file's comment. */
export class Connecting implements AsyncDisposable {
  readonly clock = new TestClock();
  readonly deadlines = new Deadlines(this.clock);
  readonly web = new ServedWeb();
  readonly connection: ServerConnection;

  constructor(server: McpServer, { account = OWNER, settings = {} }: {
    readonly account?: Account;
    readonly settings?: Partial<McpSettings>;
  } = {}) {
    const { clock, deadlines } = this;
    const all = { servers: 10, connectTime: 30, callTime: 60, idleTime: 300, answerSize: 4_000_000, ...settings };
    const around = {
      web: this.web,
      settings: all,
      clock,
      deadlines,
      log: logger("plugin", "mcp"),
    };
    this.connection = new ServerConnection(account, server, around);
  }

  /** Names of the tools. */
  async names(): Promise<string[]> {
    return (await this.connection.tools(never)).tools.map(({ name }) => name);
  }

  // deno-lint-ignore no-explicit-any -- a test compares it
  async call(name: string, input: Readonly<Record<string, unknown>> = {}, signal: AbortSignal = never): Promise<any> {
    return await this.connection.call(name, input, signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    let isOver = false;
    const closing = this.connection.close().then(() => isOver = true);
    while (!isOver) await this.clock.advance(100);
    await closing;
    this.deadlines.stop();
  }
}
