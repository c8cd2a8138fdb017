import type { Json } from "../json.ts";
import type { Records } from "./store.ts";

/** What is remembered of a key. */
interface Remembered<T> {
  readonly value: T | undefined;
  /** Read since it was last considered to be forgotten: it gets another chance, and a read has nothing to sort. */
  used: boolean;
}

/**
 * Records with a bounded memory of those used last. A read after a change sees the change; a change that fails leaves what was. Absence is
 * remembered too.
 */
export class CachedRecords<T extends Readonly<Record<string, Json | undefined>>> {
  readonly #records: Records<T>;
  readonly #limit: number;
  /** In the order in which they are considered to be forgotten. */
  readonly #recent = new Map<string, Remembered<T>>();
  readonly #loads = new Map<string, Promise<T | undefined>>();
  /** The last change of each key under way; never rejects. */
  readonly #changes = new Map<string, Promise<void>>();

  /** Remembers nothing yet. @param limit how many keys are remembered. */
  constructor(records: Records<T>, limit: number) {
    this.#records = records;
    this.#limit = limit;
  }

  /** How many keys are remembered now. */
  get size(): number {
    return this.#recent.size;
  }

  /** What is remembered; `null` when the store would have to be asked. */
  peek(key: string): T | undefined | null {
    if (this.#changes.size > 0 && this.#changes.has(key)) return null;
    const entry = this.#recent.get(key);
    if (entry === undefined) return null;
    entry.used = true;
    return entry.value;
  }

  /** The value, from memory where it is remembered; `undefined` when there is none. Waits for changes of the key under way. */
  async get(key: string): Promise<T | undefined> {
    for (let change = this.#changes.get(key); change !== undefined; change = this.#changes.get(key)) await change;
    const known = this.peek(key);
    if (known !== null) return known;
    let load = this.#loads.get(key);
    if (load === undefined) this.#loads.set(key, load = this.#load(key));
    return await load;
  }

  /** Reads, changes and writes in one; see `Records.update`. Changes of one key are made in the order of the calls. */
  async update(key: string, change: (old: T | undefined) => T | undefined): Promise<T | undefined> {
    const before = this.#changes.get(key);
    const done = this.#change(key, before, change);
    const settled = done.then(() => {}, () => {});
    this.#changes.set(key, settled);
    try {
      return await done;
    } finally {
      if (this.#changes.get(key) === settled) this.#changes.delete(key);
    }
  }

  /** Forgets the keys for which `matches` is true, once what is being written has been. */
  async forget(matches: (key: string) => boolean): Promise<void> {
    await Promise.all(this.#changes.entries().filter(([key]) => matches(key)).map(([, change]) => change));
    for (const key of [...this.#recent.keys()]) if (matches(key)) this.#recent.delete(key);
    for (const key of [...this.#loads.keys()]) if (matches(key)) this.#loads.delete(key);
  }

  #load(key: string): Promise<T | undefined> {
    const load: Promise<T | undefined> = this.#records.get(key).then((value) => {
      if (this.#loads.get(key) === load) this.#remember(key, value);
      return value;
    }).finally(() => {
      if (this.#loads.get(key) === load) this.#loads.delete(key);
    });
    return load;
  }

  async #change(
    key: string,
    before: Promise<void> | undefined,
    change: (old: T | undefined) => T | undefined,
  ): Promise<T | undefined> {
    await before;
    this.#loads.delete(key); // a read that began earlier must not be remembered over this
    this.#recent.delete(key);
    const value = await this.#records.update(key, change);
    this.#remember(key, value);
    return value;
  }

  #remember(key: string, value: T | undefined): void {
    this.#recent.delete(key);
    if (this.#recent.size >= this.#limit) this.#forgetOldest();
    this.#recent.set(key, { value, used: false });
  }

  /**
   * Forgets the oldest keys, unless they were read meanwhile: a sixteenth of all at once, because a look for the oldest passes the places of all that were
   * taken out before. A look that is kept and goes on from where it was leaks: it holds on to every table that the map has grown out of since.
   */
  #forgetOldest(): void {
    const most = this.#limit - Math.max(1, Math.floor(this.#limit / 16));
    for (const [key, entry] of this.#recent) {
      if (this.#recent.size <= most) break;
      this.#recent.delete(key);
      if (!entry.used) continue;
      entry.used = false;
      this.#recent.set(key, entry);
    }
  }
}
