import { type Account, Clock, DataFolder, inject, type Logger, PluginLog } from "@portico/bot";
import { join } from "node:path";
import { FolderVault } from "./folder_vault.ts";
import { VaultIndex } from "./index/vault_index.ts";
import { NoteIndex } from "./note_index.ts";
import { Vaults } from "./vault.ts";

/** An account's id is made to be a folder's name; anything else is a defect, and must not become a path. */
const FOLDER = /^[a-z0-9_-]+$/;

/** Vaults in the data folder: `vaults/<account>`, with one index for all in `index.db`. */
@inject(DataFolder, Clock, PluginLog)
export class FolderVaults extends Vaults {
  readonly #vaults = new Map<string, FolderVault>();
  readonly #index: VaultIndex;

  constructor(private readonly data: string, private readonly clock: Clock, log: Logger) {
    super();
    this.#index = new VaultIndex({
      database: join(data, "index.db"),
      warn: (reason) => log.warn("The search index begins anew: {reason}", { reason }),
    });
  }

  override of(account: string | Pick<Account, "id">): FolderVault {
    const id = typeof account === "string" ? account : account.id;
    let vault = this.#vaults.get(id);
    if (vault === undefined) {
      if (!FOLDER.test(id)) throw new TypeError(`${JSON.stringify(id)} is no account's id.`);
      const root = join(this.data, "vaults", id);
      const index = new NoteIndex(this.#index, { account: id, root });
      vault = new FolderVault({ account: id, root, index, now: () => this.clock.now() });
      this.#vaults.set(id, vault);
    }
    return vault;
  }

  /** Looks for what was changed by hand in the vaults that have been used since the start. */
  async rescan(signal: AbortSignal): Promise<void> {
    for (const vault of this.#vaults.values()) {
      if (signal.aborted) return;
      await vault.rescan();
    }
  }

  /** Waits for those who write, and closes the index. */
  async close(): Promise<void> {
    await Promise.all(Array.from(this.#vaults.values(), (vault) => vault.idle()));
    await this.#index.close();
  }
}
