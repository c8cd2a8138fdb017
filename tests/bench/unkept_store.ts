/** A store that keeps nothing, to measure what the kernel does beside keeping. */
import {
  type Appended,
  type Journal,
  type Json,
  type NewEntry,
  type OnceOptions,
  type PendingPlace,
  type RecordKind,
  type Records,
  type StepIntent,
  Store,
  type WorkItem,
} from "../../core/mod.ts";
import { MemoryStore } from "../support/memory_store.ts";

class UnkeptJournal implements Journal {
  #seq = 0;
  readonly #done = Promise.resolve();

  append(entries: readonly NewEntry[]): Promise<Appended[]> {
    return Promise.resolve(entries.map(() => ({ outcome: "new", seq: ++this.#seq })));
  }
  begin(): Promise<number> {
    return Promise.resolve(1);
  }
  release(): Promise<void> {
    return this.#done;
  }
  assign(): Promise<number> {
    return Promise.resolve(++this.#seq);
  }
  settle(): Promise<void> {
    return this.#done;
  }
  bury(unit: string, reason: string): Promise<void> {
    return Promise.reject(new Error(`${unit} failed in a bench: ${reason}`));
  }
  deadLetters(): Promise<[]> {
    return Promise.resolve([]);
  }
  revive(): Promise<undefined> {
    return Promise.resolve(undefined);
  }
  discard(): Promise<boolean> {
    return Promise.resolve(false);
  }
  forget(): Promise<void> {
    return this.#done;
  }
  async *pending(): AsyncIterable<readonly PendingPlace[]> {}
  pendingAt(): Promise<[]> {
    return Promise.resolve([]);
  }
  placeOf(): Promise<number | undefined> {
    return Promise.resolve(undefined);
  }
  read(): Promise<[]> {
    return Promise.resolve([]);
  }
  async *workOf(): AsyncIterable<WorkItem> {}
  prune(): Promise<void> {
    return this.#done;
  }
  stats(): Promise<{ pending: number; work: number; dead: number }> {
    return Promise.resolve({ pending: 0, work: 0, dead: 0 });
  }
}

/** Records are there while the process is; the journal forgets at once. */
export class UnkeptStore extends Store {
  readonly journal: Journal = new UnkeptJournal();
  readonly #memory = new MemoryStore();

  records<T extends Json>(kind: RecordKind<T>): Records<T> {
    return this.#memory.records(kind);
  }
  once<T extends Json | void>(
    _scope: string,
    _step: string,
    fn: (intent: StepIntent) => T | Promise<T>,
    _: OnceOptions,
  ): Promise<T> {
    return Promise.resolve(fn({ commit: () => Promise.resolve(), takeBack: () => {} }));
  }
  close(): Promise<void> {
    return Promise.resolve();
  }
}
