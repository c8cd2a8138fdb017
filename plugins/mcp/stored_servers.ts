import { CachedRecords, inject, secrets, Store } from "@portico/bot";
import { KEPT_SERVERS, type KeptServers, type McpServer, registerSecrets } from "./server.ts";

/** So many accounts' servers are remembered: a run asks for them at its beginning. */
const REMEMBERED = 1_000;

/** The servers of each account, in the store. */
@inject(Store)
export class StoredServers {
  readonly #kept: CachedRecords<KeptServers>;
  /** Those whose secrets the logs know already. */
  readonly #registered = new WeakSet<McpServer>();

  /** Built by the kernel. */
  constructor(store: Store) {
    this.#kept = new CachedRecords(store.records(KEPT_SERVERS), REMEMBERED);
  }

  /** All of an account, by their names. */
  async of(account: string): Promise<readonly McpServer[]> {
    const servers = (await this.#kept.get(account))?.servers ?? [];
    for (const server of servers) this.#register(server);
    return servers;
  }

  /** The one of this name. */
  async find(account: string, name: string): Promise<McpServer | undefined> {
    return (await this.of(account)).find((server) => server.name === name);
  }

  /** Adds one. The very same again is no other: whoever adds it may have died before they could say so. */
  async add(account: string, server: McpServer, most: number): Promise<"added" | "taken" | "too-many"> {
    this.#register(server);
    let outcome: "added" | "taken" | "too-many" = "added";
    await this.#kept.update(account, (old) => {
      const servers = old?.servers ?? [];
      const there = servers.find(({ name }) => name === server.name);
      if (there !== undefined) outcome = JSON.stringify(there) === JSON.stringify(server) ? "added" : "taken";
      else if (servers.length >= most) outcome = "too-many";
      else return { servers: [...servers, server].sort((a, b) => a.name < b.name ? -1 : 1) };
      return old;
    });
    return outcome;
  }

  /** Switches one on or off; false where there is none. */
  async enable(account: string, name: string, enabled: boolean): Promise<boolean> {
    const kept = await this.#kept.update(account, (old) =>
      old && {
        servers: old.servers.map((server) => server.name === name ? { ...server, enabled } : server),
      });
    return kept?.servers.some((server) => server.name === name) ?? false;
  }

  /** Forgets one; false where there is none. */
  async remove(account: string, name: string): Promise<boolean> {
    let found = false;
    await this.#kept.update(account, (old) => {
      const servers = old?.servers.filter((server) => server.name !== name) ?? [];
      found = servers.length < (old?.servers.length ?? 0);
      return servers.length === 0 ? undefined : { servers };
    });
    return found;
  }

  #register(server: McpServer): void {
    if (this.#registered.has(server)) return;
    this.#registered.add(server);
    registerSecrets(server, secrets);
  }
}
