import { join } from "node:path";
import { SqliteStore } from "../../../adapters/sqlite/mod.ts";
import { TestClock } from "../../support/clock.ts";
import { type TestedStore, testStore } from "../../contract/store.ts";
import { entry } from "../../contract/store/place.ts";

/** A store in files. A death is a look at the files as they are at this moment, in another folder. */
class FileStore implements TestedStore {
  readonly clock = new TestClock();
  readonly #root = Deno.makeTempDirSync({ prefix: "portico-store-" });
  readonly #abandoned: SqliteStore[] = [];
  #lives = 0;
  #isBroken = false;
  #store: SqliteStore | undefined;

  get store(): SqliteStore {
    if (!this.#store) throw new Error("The store is not open.");
    return this.#store;
  }

  async open(): Promise<SqliteStore> {
    this.#isBroken = false;
    const sync = (log: Deno.FsFile) => this.#isBroken ? Promise.reject(new Error("EIO")) : log.syncData();
    this.#store = await SqliteStore.open({ path: this.#path(), clock: this.clock, sync });
    return this.#store;
  }

  async restart(): Promise<SqliteStore> {
    await this.store.close();
    return await this.open();
  }

  async crash(): Promise<SqliteStore> {
    const before = this.#path();
    this.#abandoned.push(this.store);
    this.#lives++;
    Deno.mkdirSync(join(this.#path(), ".."));
    for (const part of ["", "-wal"]) Deno.copyFileSync(before + part, this.#path() + part);
    return await this.open();
  }

  async end(): Promise<void> {
    this.#isBroken = true;
    await this.store.journal.append([entry("nobody can tell")]).catch(() => {});
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const store of [...this.#abandoned, this.store]) await store.close();
    await Deno.remove(this.#root, { recursive: true });
  }

  #path(): string {
    return join(this.#root, String(this.#lives), "portico.db");
  }
}

testStore("SqliteStore", {
  open: async () => {
    const store = new FileStore();
    await store.open();
    return store;
  },
});
