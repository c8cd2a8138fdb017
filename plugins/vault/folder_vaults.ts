import { join, resolve } from "node:path";
import { type Account, Clock, DataFolder, inject, type Logger, messageOf, PluginLog, PluginScope } from "@portico/bot";
import { VaultIndex } from "./index/vault_index.ts";
import { LazyVault } from "./lazy_vault.ts";
import { type Vault, type VaultFolders, Vaults } from "./vault.ts";
import { VaultNews } from "./vault_changes.ts";
import { VaultConfig } from "./vault_config.ts";
import { VaultError } from "./vault_error.ts";

/** What an account's folder may be called: what the kernel makes ids of, and nothing that leads elsewhere. */
const ACCOUNT = /^[a-z0-9_-]+$/i;

/** The vaults of all accounts, each in its folder, with one search index. */
@inject(DataFolder, VaultConfig, Clock, PluginLog, PluginScope, VaultNews)
export class FolderVaults extends Vaults implements VaultFolders {
  /** Absolute path of the folder in which each account has its vault. */
  readonly folder: string;
  readonly #index: VaultIndex;
  readonly #vaults = new Map<string, LazyVault>();

  /** Built by the kernel. */
  constructor(
    data: string,
    { folder }: VaultConfig,
    private readonly clock: Clock,
    private readonly log: Logger,
    scope: Pick<PluginScope, "defer">,
    private readonly news: Pick<VaultNews, "publish"> = new VaultNews(log),
  ) {
    super();
    this.folder = resolve(data, folder);
    this.#index = new VaultIndex({
      database: join(data, "index.db"),
      warn: (reason) => log.warn("The search index is not what it was: {reason}", { reason }),
    });
    scope.defer("search index", () => this.close());
  }

  /**
   * The vault of an account, the same object each time; its folder is made by the first write. Throws a `VaultError` (`invalid`) for
   * an id that can be no folder's name.
   */
  of(account: string | Pick<Account, "id">): Vault {
    return this.#of(typeof account === "string" ? account : account.id);
  }

  /** Runs a job as the only writer of an account's vault; see `VaultFolders`. */
  async exclusive<T>(account: string, job: () => Promise<T>): Promise<T> {
    return await this.#of(account).exclusive(job);
  }

  /** Looks through every vault for what was changed by hand. One that can't be looked through is logged, and holds up no other. */
  async rescan(signal: AbortSignal): Promise<void> {
    for (const account of await this.accounts()) {
      if (signal.aborted) return;
      await this.look(account, "everything", signal);
    }
  }

  /** Looks at what may have been changed by hand in the vault of an account: paths of notes, or all of it. What goes wrong is logged. */
  async look(account: string, changed: readonly string[] | "everything", signal?: AbortSignal): Promise<void> {
    if (!ACCOUNT.test(account)) return;
    try {
      const vault = this.#open(account);
      await (changed === "everything" ? vault.rescan() : vault.look(changed));
    } catch (error) {
      if (signal?.aborted || (error instanceof VaultError && error.code === "closed")) return;
      this.log.warn("The vault of {account} could not be looked through: {reason}", {
        account,
        reason: messageOf(error),
      });
    }
  }

  /** Finishes what is being written, and lets go of the index. */
  async close(): Promise<void> {
    await Promise.all(Array.from(this.#vaults.values(), (vault) => vault.idle()));
    await this.#index.close();
  }

  #of(account: string): LazyVault {
    if (!ACCOUNT.test(account)) {
      throw new VaultError("invalid", `${JSON.stringify(account)} is no account's id: letters, digits, - and _ only.`);
    }
    return this.#open(account);
  }

  #open(account: string): LazyVault {
    return this.#vaults.getOrInsertComputed(account, () => {
      const root = join(this.folder, account);
      return new LazyVault(account, root, async () => {
        const { FolderVault } = await import("./folder_vault.ts");
        return new FolderVault({ account, root, index: this.#index, now: () => this.clock.now(), news: this.news });
      });
    });
  }

  /** Accounts with a folder, and those whose vault somebody has asked for: its folder may be gone. */
  async accounts(): Promise<readonly string[]> {
    const accounts = new Set(this.#vaults.keys());
    try {
      for await (const entry of Deno.readDir(this.folder)) {
        if (ACCOUNT.test(entry.name) && !entry.isFile) accounts.add(entry.name);
      }
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) {
        this.log.warn("The vaults in {folder} can't be listed: {reason}", {
          folder: this.folder,
          reason: messageOf(error),
        });
      }
    }
    return [...accounts].sort();
  }
}
