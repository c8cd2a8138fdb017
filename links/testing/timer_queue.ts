/** A timer of fake time. */
export interface Timer {
  readonly id: number;
  readonly run: () => void;
  /** Milliseconds of fake time since 1970. */
  readonly due: number;
  /** Milliseconds from one call to the next; `undefined` for a timeout. */
  readonly every: number | undefined;
}

/** The timers of fake time, in the order in which they are due; those due at the same time in the order in which they were set. */
export class TimerQueue {
  readonly #queue: Timer[] = [];
  #lastId = 0;

  constructor(public now: number) {}

  /** Sets a timer and returns its id. */
  add(run: () => void, delay: number, repeat: boolean): number {
    const wait = Math.max(repeat ? 1 : 0, Math.floor(delay) || 0);
    const id = ++this.#lastId;
    this.#insert({ id, run, due: this.now + wait, every: repeat ? wait : undefined });
    return id;
  }

  remove(id: number): void {
    const index = this.#queue.findIndex((timer) => timer.id === id);
    if (index >= 0) this.#queue.splice(index, 1);
  }

  /** When the next timer is due. */
  nextDue(): number | undefined {
    return this.#queue[0]?.due;
  }

  /** Calls what is due until `time`, new timers included, each at its time; then it is `time`. */
  advance(time: number): void {
    for (let timer = this.#queue[0]; timer && timer.due <= time; timer = this.#queue[0]) {
      this.#queue.shift();
      this.now = timer.due;
      // Set again before the call, so that the callback can clear it.
      if (timer.every !== undefined) this.#insert({ ...timer, due: timer.due + timer.every });
      timer.run();
    }
    this.now = time;
  }

  #insert(timer: Timer): void {
    let low = 0;
    for (let high = this.#queue.length; low < high;) {
      const middle = (low + high) >>> 1;
      if (this.#queue[middle].due <= timer.due) low = middle + 1;
      else high = middle;
    }
    this.#queue.splice(low, 0, timer);
  }
}
