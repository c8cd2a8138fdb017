import { type Account, Accounts, Clock, Deadlines, inject, type Logger, PluginLog } from "@portico/bot";
import { Web } from "../agent/mod.ts";
import { McpConfig, type McpSettings } from "./config.ts";
import type { McpServer } from "./server.ts";
import { ServerConnection } from "./server_connection.ts";

/** All connections, one for each account and server. */
@inject(Web, McpConfig, Clock, Deadlines, PluginLog, Accounts)
export class Connections {
  readonly #connections = new Map<string, ServerConnection>();
  /** Accounts that somebody is linked to. */
  #linked: ReadonlySet<string> = new Set();
  readonly #closings = new Set<Promise<void>>();
  #isClosed = false;

  /** Built by the kernel. */
  constructor(
    private readonly web: Web,
    private readonly settings: McpSettings,
    private readonly clock: Clock,
    private readonly deadlines: Deadlines,
    private readonly log: Logger,
    private readonly accounts: Accounts,
  ) {}

  /** Closes what belongs to an account that nobody is any more, until the returned function is called. */
  async watch(): Promise<() => void> {
    this.#linked = await this.#readLinked();
    return this.accounts.subscribe(() =>
      void this.#closeRevoked().catch((error) => {
        this.log.warn("Whose servers are to be closed is not known: {error}", { error });
      })
    );
  }

  /** The connection, opened when it is first used. A server that was changed, or whose account was, gets another one. */
  of(account: Account, server: McpServer): ServerConnection {
    const key = keyOf(account.id, server.name);
    const there = this.#connections.get(key);
    if (there !== undefined && isSame(there, account, server)) return there;
    if (there !== undefined) void this.#end(there);
    const { web, settings, clock, deadlines, log } = this;
    const made = new ServerConnection(account, server, { web, settings, clock, deadlines, log });
    if (this.#isClosed) void this.#end(made);
    else this.#connections.set(key, made);
    return made;
  }

  /** Closes the connection to a server, where there is one. */
  async close(account: string, name: string): Promise<void> {
    const key = keyOf(account, name);
    const there = this.#connections.get(key);
    this.#connections.delete(key);
    if (there !== undefined) await this.#end(there);
  }

  /** Closes all, for good. */
  async closeAll(): Promise<void> {
    this.#isClosed = true;
    const all = [...this.#connections.values()];
    this.#connections.clear();
    for (const connection of all) void this.#end(connection);
    await Promise.all(this.#closings);
  }

  #end(connection: ServerConnection): Promise<void> {
    const closing = connection.close();
    this.#closings.add(closing);
    return closing.finally(() => this.#closings.delete(closing));
  }

  async #closeRevoked(): Promise<void> {
    const before = this.#linked;
    this.#linked = await this.#readLinked();
    const gone = [...this.#connections.values()].filter(({ account }) =>
      before.has(account.id) && !this.#linked.has(account.id)
    );
    await Promise.all(gone.map(({ account, server }) => this.close(account.id, server.name)));
  }

  async #readLinked(): Promise<ReadonlySet<string>> {
    return new Set((await this.accounts.links()).map(({ account }) => account));
  }
}

function keyOf(account: string, name: string): string {
  return `${account} ${name}`;
}

function isSame({ account, server, isClosed }: ServerConnection, other: Account, wanted: McpServer): boolean {
  return !isClosed && account.role === other.role && JSON.stringify(server) === JSON.stringify(wanted);
}
