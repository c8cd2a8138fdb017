import type { Json } from "../../core/json.ts";
import {
  type Journal,
  type JournalEntry,
  type JournalStats,
  type OnceOptions,
  type PendingPlace,
  type RecordKind,
  type Records,
  type StepIntent,
  Store,
  type Unit,
  type WorkItem,
} from "../../core/store/store.ts";

/** A store in memory for tests of plugins: records that work, a journal that answers what a test has put there. */
export class MemoryStore extends Store {
  readonly journal: QuietJournal = new QuietJournal();
  /** How often records were asked for or changed. */
  reads = 0;
  writes = 0;
  /** What the next write fails with. */
  failure: Error | undefined;
  /** When set, writes wait for it. */
  gate: Promise<void> | undefined;
  /** When set, what is read is told behind it. */
  readGate: Promise<void> | undefined;
  readonly #data = new Map<string, Map<string, Json>>();

  records<T extends Json>(kind: RecordKind<T>): Records<T> {
    const map = this.#namespace(kind.namespace);
    const read = async (key: string): Promise<T | undefined> => {
      const stored = map.get(key);
      if (stored === undefined) return undefined;
      const result = await kind.schema["~standard"].validate(structuredClone(stored));
      if (result.issues !== undefined) throw new Error(JSON.stringify(result.issues));
      return result.value;
    };
    const update = async (key: string, change: (old: T | undefined) => T | undefined): Promise<T | undefined> => {
      this.writes++;
      await this.gate;
      const { failure } = this;
      this.failure = undefined;
      if (failure !== undefined) throw failure;
      const value = change(await read(key));
      if (value === undefined) map.delete(key);
      else map.set(key, structuredClone(value));
      return value;
    };
    return {
      get: async (key) => {
        this.reads++;
        const value = await read(key);
        await this.readGate;
        return value;
      },
      set: async (key, value) => void await update(key, () => value),
      update,
      delete: async (key) => {
        const had = map.has(key);
        await update(key, () => undefined);
        return had;
      },
      list: async (prefix = "") => {
        const found: (readonly [string, T])[] = [];
        for (const key of [...map.keys()].filter((key) => key.startsWith(prefix)).sort()) {
          const value = await read(key);
          if (value !== undefined) found.push([key, value]);
        }
        return found;
      },
    };
  }

  /** What is stored under a namespace, as it is. */
  stored(namespace: string): Readonly<Record<string, Json>> {
    return Object.fromEntries(this.#namespace(namespace));
  }

  /** Puts something there as an older or other program would have. */
  put(namespace: string, key: string, value: Json): void {
    this.#namespace(namespace).set(key, value);
  }

  async once<T extends Json | void>(
    _scope: string,
    _step: string,
    fn: (intent: StepIntent) => T | Promise<T>,
    _options: OnceOptions,
  ): Promise<T> {
    return await fn({ commit: () => Promise.resolve(), takeBack: () => {} });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  #namespace(namespace: string): Map<string, Json> {
    let map = this.#data.get(namespace);
    if (map === undefined) this.#data.set(namespace, map = new Map());
    return map;
  }
}

/** A journal in which nothing happens but what a test puts there. */
export class QuietJournal implements Journal {
  entries: JournalEntry[] = [];
  counts: JournalStats = { pending: 0, work: 0, dead: 0 };
  /** Wall times up to which it was pruned. */
  readonly pruned: number[] = [];

  append(): Promise<never> {
    return unused("append");
  }
  begin(): Promise<number> {
    return unused("begin");
  }
  release(): Promise<void> {
    return unused("release");
  }
  assign(): Promise<number> {
    return unused("assign");
  }
  settle(): Promise<void> {
    return unused("settle");
  }
  bury(): Promise<void> {
    return unused("bury");
  }
  deadLetters(): Promise<never> {
    return unused("deadLetters");
  }
  revive(): Promise<Unit | undefined> {
    return unused("revive");
  }
  forget(): Promise<void> {
    return unused("forget");
  }
  discard(): Promise<boolean> {
    return unused("discard");
  }
  async *pending(): AsyncIterable<readonly PendingPlace[]> {}
  pendingAt(): Promise<Unit[]> {
    return Promise.resolve([]);
  }
  placeOf(): Promise<number | undefined> {
    return Promise.resolve(undefined);
  }
  read(keys: readonly string[]): Promise<JournalEntry[]> {
    return Promise.resolve(this.entries.filter(({ event }) => keys.includes(event.key)));
  }
  async *workOf(): AsyncIterable<WorkItem> {}
  prune(settledBefore: number): Promise<void> {
    this.pruned.push(settledBefore);
    return Promise.resolve();
  }
  stats(): Promise<JournalStats> {
    return Promise.resolve(this.counts);
  }
}

function unused(method: string): Promise<never> {
  return Promise.reject(new Error(`This journal is for tests that never ${method}.`));
}
