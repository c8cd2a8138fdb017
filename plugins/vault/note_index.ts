/** One vault's part of the index: scanned before it is first asked, and again whenever it was lost. */
import type { IndexCall, IndexCalls, VaultRef } from "./index/messages.ts";
import { IndexLost, type VaultIndex } from "./index/vault_index.ts";
import { messageOf } from "@portico/bot";
import { VaultError } from "./vault_error.ts";

/** What a question of one vault has to say beside which vault it is. */
type Asked<K extends IndexCall> = Omit<IndexCalls[K]["request"], keyof VaultRef>;

/** Asks the index about one vault. */
export class NoteIndex {
  #swept = false;
  /** The first look in this life of the index. */
  #first: { readonly epoch: number; readonly scan: Promise<void> } | undefined;
  /** The last look that was asked for: there is one at a time. */
  #last: Promise<void> = Promise.resolve();
  /** A look that has not begun. */
  #next: Promise<void> | undefined;

  /** @param onFound told the paths of notes that a look through the folder found changed. */
  constructor(
    private readonly index: VaultIndex,
    private readonly vault: VaultRef,
    private readonly onFound: (paths: readonly string[]) => void = () => {},
  ) {}

  /**
   * Asks, once the vault has been looked through.
   *
   * @throws {VaultError} `index` or `closed`.
   */
  async ask<K extends IndexCall>(call: K, asked: Asked<K>): Promise<IndexCalls[K]["answer"]> {
    const request = { ...asked, ...this.vault } as unknown as IndexCalls[K]["request"];
    return await this.#twice(async () => {
      await this.ready();
      return await this.index.ask(call, request);
    });
  }

  /** Resolves when the vault's folder has been looked through, in this life of the index. */
  ready(): Promise<void> {
    const { epoch } = this.index;
    if (this.#first?.epoch !== epoch) {
      const scan = this.#queue(() => this.#scan());
      this.#first = { epoch, scan };
      scan.catch(() => {
        if (this.#first?.scan === scan) this.#first = undefined;
      });
    }
    return this.#first.scan;
  }

  /** Looks through the folder again, from now on: a look that is under way may have passed what has changed. */
  async rescan(): Promise<void> {
    await this.#twice(async () => {
      // The first look has not begun either.
      if (this.#first?.epoch !== this.index.epoch) return await this.ready();
      await this.#first.scan;
      // Those who come before it begins share it.
      this.#next ??= this.#queue(() => {
        this.#next = undefined;
        return this.#scan();
      });
      await this.#next;
    });
  }

  /** Has the vault looked through before the next question: something has changed that the index could not be told. */
  invalidate(): void {
    this.#first = undefined;
  }

  #queue(scan: () => Promise<void>): Promise<void> {
    return this.#last = this.#last.catch(() => {}).then(scan);
  }

  async #scan(): Promise<void> {
    // Only before the first question, so that nothing is being written yet.
    const sweep = !this.#swept;
    for (let begin = true;; begin = false) {
      const { done, paths } = await this.index.ask("scan", { ...this.vault, begin, sweep });
      if (paths.length > 0) this.onFound(paths);
      if (done) break;
    }
    this.#swept = true;
  }

  /** A worker that died may have died of something else; of the second we say so. */
  async #twice<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof IndexLost)) throw error;
    }
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof IndexLost)) throw error;
      throw new VaultError("index", `The search index failed twice: ${messageOf(error)}`, { cause: error });
    }
  }
}
