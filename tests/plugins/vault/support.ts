/** What the vault's tests share: vaults in a temporary folder, and ways to look at and change their files by hand. */
import type { Logger } from "../../../core/logs/log.ts";
import { FolderVaults } from "../../../plugins/vault/folder_vaults.ts";
import { VaultNews } from "../../../plugins/vault/vault_changes.ts";
import type { NewNote } from "../../../plugins/vault/note.ts";
import type { Vault } from "../../../plugins/vault/vault.ts";
import { TestClock } from "../../support/clock.ts";

/** 1 March 2026, noon, UTC. */
export const NOON: number = Date.UTC(2026, 2, 1, 12);

const nothing = () => {};
const quiet = { trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing, fatal: nothing };

/** Vaults that live as long as a test, and the folder they are in. */
export class TestVaults implements AsyncDisposable {
  readonly warnings: string[] = [];
  readonly clock: TestClock = new TestClock(NOON);
  /** Keeps what is warned of. */
  readonly log: Logger = {
    ...quiet,
    warn: (message, properties) => void this.warnings.push(`${message} ${JSON.stringify(properties)}`),
    with: () => this.log,
  };
  /** What the vaults tell, whichever are open. */
  readonly changes: VaultNews = new VaultNews(this.log);
  vaults: FolderVaults;

  private constructor(readonly data: string) {
    this.vaults = this.#open();
  }

  /** @param data a folder that is gone with it; one of its own by default. */
  static async create(data?: string): Promise<TestVaults> {
    return new TestVaults(data ?? await Deno.makeTempDir({ prefix: "portico-vault-" }));
  }

  /** The vault of the owner. */
  get vault(): Vault {
    return this.vaults.of("owner");
  }

  /** Where a file of the owner's vault is. */
  file(path: string): string {
    return `${this.data}/vaults/owner/${path}`;
  }

  /** Ends the process and starts it again, as far as the vaults can tell. */
  async restart(meanwhile: () => unknown = () => {}): Promise<void> {
    await this.vaults.close();
    await meanwhile();
    this.vaults = this.#open();
  }

  /** Writes a file as somebody with an editor would. */
  async edit(path: string, text: string): Promise<void> {
    await Deno.mkdir(this.file(path).replace(/\/[^/]*$/, ""), { recursive: true });
    await Deno.writeTextFile(this.file(path), text);
  }

  async text(path: string): Promise<string> {
    return await Deno.readTextFile(this.file(path));
  }

  /** All files of a vault, hidden ones included, sorted. */
  async files(account = "owner"): Promise<string[]> {
    return (await listFiles(`${this.data}/vaults/${account}`, "")).sort();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.vaults.close();
    await Deno.remove(this.data, { recursive: true });
  }

  #open(): FolderVaults {
    const scope = { defer: (_label: string, undo: () => unknown) => undo };
    return new FolderVaults(this.data, { folder: "vaults" }, this.clock, this.log, scope, this.changes);
  }
}

async function listFiles(folder: string, prefix: string): Promise<string[]> {
  const files: string[] = [];
  try {
    for await (const { name, isDirectory } of Deno.readDir(folder)) {
      if (isDirectory) files.push(...await listFiles(`${folder}/${name}`, `${prefix}${name}/`));
      else files.push(prefix + name);
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return files;
}

/** A note to write; everything can be said otherwise. */
export function newNote(id: string, more: Partial<NewNote> = {}): NewNote {
  return { id, title: `Note ${id}`, body: `The body of ${id}.`, created: NOON, ...more };
}

/** A stream of a text's bytes, as an attachment opens it. */
export function opens(text: string): () => Promise<ReadableStream<Uint8Array>> {
  return () => Promise.resolve(ReadableStream.from([new TextEncoder().encode(text)]));
}
