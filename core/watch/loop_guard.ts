/** Tells of an event loop that does not come back, from a thread of its own: the loop itself can't. */
import { logSetup } from "../logs/log.ts";

/** Places in the cells that both threads see. */
export const CELLS = {
  /** 0 while the guard sleeps; whoever enters wakes it. */
  awake: 0,
  /** Whether something of a plugin is under way. */
  watched: 1,
  /** Grows with every sign of life. */
  life: 2,
  /** Where the name of what went in last stands, in the names. */
  last: 3,
  /** Never changes: to wait for it is to wait. */
  never: 4,
} as const;

/** Bytes of all names together; what does not fit any more is nameless. */
const NAMES = 1 << 16;

/** What the guard is given to begin with. */
export interface GuardSetup {
  readonly cells: Int32Array<SharedArrayBuffer>;
  readonly names: Uint8Array<SharedArrayBuffer>;
  readonly logs: NonNullable<ReturnType<typeof logSetup>>;
}

/**
 * The main thread's end of the guard. It only writes to memory that both see, and wakes the guard at most once a second: who sleeps costs nothing, and
 * it sleeps while nothing of a plugin is under way. A thread takes some 18 MB, so that only a bot with plugins from outside has one.
 */
export class LoopGuard {
  readonly #cells = new Int32Array(new SharedArrayBuffer(4 * Object.keys(CELLS).length));
  readonly #names = new Uint8Array(new SharedArrayBuffer(NAMES));
  readonly #places = new Map<string, number>();
  /** Where the next name goes; the first is none. */
  #next = 1;
  readonly #worker: Worker;

  private constructor(logs: GuardSetup["logs"]) {
    this.#worker = new Worker(new URL("./loop_guard_worker.ts", import.meta.url), { type: "module" });
    const setup: GuardSetup = { cells: this.#cells, names: this.#names, logs };
    this.#worker.postMessage(setup);
  }

  /** Starts one, unless nothing is logged that it could tell. */
  static start(): LoopGuard | undefined {
    const logs = logSetup();
    return logs === undefined || logs.level === "off" ? undefined : new LoopGuard(logs);
  }

  /** Something goes in. */
  enter(name: string): void {
    this.#cells[CELLS.last] = this.#places.get(name) ?? this.#write(name);
    this.live(true);
  }

  /** The loop goes round. @param watched whether something of a plugin is under way. */
  live(watched: boolean): void {
    const cells = this.#cells;
    cells[CELLS.life]++;
    Atomics.store(cells, CELLS.watched, watched ? 1 : 0);
    if (!watched || Atomics.load(cells, CELLS.awake) === 1) return;
    Atomics.store(cells, CELLS.awake, 1);
    Atomics.notify(cells, CELLS.awake);
  }

  /** Ends the thread. */
  stop(): void {
    this.#worker.terminate();
  }

  /** A name ends with a zero, which is there already. */
  #write(name: string): number {
    const room = this.#names.subarray(this.#next, -1);
    const bytes = new TextEncoder().encode(name);
    const place = bytes.length > room.length ? 0 : this.#next;
    if (place > 0) {
      room.set(bytes);
      this.#next += bytes.length + 1;
    }
    this.#places.set(name, place);
    return place;
  }
}
