import type { Deadline } from "./deadlines.ts";

/** What is called when a deadline comes: a function, or an object, which saves a closure where there are very many. */
export type DeadlineTarget = (() => void) | { expire(): void };

/** Position of a deadline that is in no heap: fired, cancelled or cleared. */
const nowhere = -1;

/** A deadline in a heap, and the handle its owner holds. Two numbers of it live in the heap's arrays, to be small. */
export class HeapDeadline implements Deadline {
  position = nowhere;
  target: DeadlineTarget | undefined;
  readonly #heap: DeadlineHeap;

  constructor(heap: DeadlineHeap, target: DeadlineTarget) {
    this.#heap = heap;
    this.target = target;
  }

  move(at: number): void {
    if (Number.isNaN(at)) throw new RangeError("A deadline needs a time in milliseconds, not NaN");
    if (this.position !== nowhere) this.#heap.move(this, at);
  }

  cancel(): void {
    if (this.position !== nowhere) this.#heap.remove(this);
  }
}

/** Below this the arrays of numbers are not made smaller. */
const smallest = 16;

/**
 * A binary heap of deadlines that may be moved and removed. Each has two times: `due`, when it is to fire, and `key`, by which
 * it is sorted and which is never later than `due`. Moving to later writes `due` only; the difference is made up by
 * {@link DeadlineHeap.settleTop} when the key comes to the top, once for any number of moves.
 */
export class DeadlineHeap {
  readonly #entries: HeapDeadline[] = [];
  #keys = new Float64Array(smallest);
  #dues = new Float64Array(smallest);
  readonly #changed: () => void;

  /** @param changed called when a new top is earlier than the old one, and when the last deadline is removed. */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  get size(): number {
    return this.#entries.length;
  }

  /** No deadline is due before this time; infinite when there is none. */
  get earliest(): number {
    return this.#entries.length === 0 ? Infinity : this.#keys[0];
  }

  add(at: number, target: DeadlineTarget): HeapDeadline {
    const entry = new HeapDeadline(this, target);
    const position = this.#entries.length;
    if (position === this.#keys.length) this.#resize(position * 2);
    this.#entries.push(entry);
    this.#place(position, entry, at, at);
    this.#rise(position);
    if (entry.position === 0) this.#changed();
    return entry;
  }

  move(entry: HeapDeadline, at: number): void {
    const position = entry.position;
    this.#dues[position] = at;
    if (at >= this.#keys[position]) return;
    this.#keys[position] = at;
    this.#rise(position);
    if (entry.position === 0) this.#changed();
  }

  remove(entry: HeapDeadline): void {
    const position = entry.position;
    entry.position = nowhere;
    entry.target = undefined;
    const last = this.#entries.length - 1;
    const moved = this.#entries[last];
    const key = this.#keys[last];
    const due = this.#dues[last];
    this.#entries.pop();
    if (position !== last) {
      this.#place(position, moved, key, due);
      this.#rise(position);
      this.#sink(moved.position);
    }
    if (last > smallest && last * 4 <= this.#keys.length) this.#resize(this.#keys.length / 2);
    if (last === 0) this.#changed();
  }

  /**
   * Looks at the top again: returns it when its time is not after `now`, otherwise sorts it in by the time it was moved to.
   * Call it only while `earliest` is not after `now`.
   */
  settleTop(now: number): HeapDeadline | undefined {
    const top = this.#entries[0];
    const due = this.#dues[0];
    if (due === this.#keys[0]) return due <= now ? top : undefined;
    this.#keys[0] = due;
    this.#sink(0);
    return undefined;
  }

  clear(): void {
    for (const entry of this.#entries) {
      entry.position = nowhere;
      entry.target = undefined;
    }
    this.#entries.length = 0;
    this.#resize(smallest);
    this.#changed();
  }

  #place(position: number, entry: HeapDeadline, key: number, due: number): void {
    this.#entries[position] = entry;
    this.#keys[position] = key;
    this.#dues[position] = due;
    entry.position = position;
  }

  #rise(position: number): void {
    const keys = this.#keys;
    const entry = this.#entries[position];
    const key = keys[position];
    const due = this.#dues[position];
    let hole = position;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      if (keys[parent] <= key) break;
      this.#place(hole, this.#entries[parent], keys[parent], this.#dues[parent]);
      hole = parent;
    }
    if (hole !== position) this.#place(hole, entry, key, due);
  }

  #sink(position: number): void {
    const keys = this.#keys;
    const entry = this.#entries[position];
    const key = keys[position];
    const due = this.#dues[position];
    const size = this.#entries.length;
    let hole = position;
    for (let child = 2 * hole + 1; child < size; child = 2 * hole + 1) {
      if (child + 1 < size && keys[child + 1] < keys[child]) child++;
      if (keys[child] >= key) break;
      this.#place(hole, this.#entries[child], keys[child], this.#dues[child]);
      hole = child;
    }
    if (hole !== position) this.#place(hole, entry, key, due);
  }

  #resize(length: number): void {
    const size = this.#entries.length;
    const keys = new Float64Array(length);
    const dues = new Float64Array(length);
    keys.set(this.#keys.subarray(0, size));
    dues.set(this.#dues.subarray(0, size));
    this.#keys = keys;
    this.#dues = dues;
  }
}
