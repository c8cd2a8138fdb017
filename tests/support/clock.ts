import { type CancelTimer, Clock } from "../../core/clock.ts";

interface TestTimer {
  readonly due: number;
  readonly order: number;
  readonly fire: () => void;
}

/** Macrotask turns that {@link settle} gives to promise chains and to the event loop before it calls them settled. */
const turns = 3;

/**
 * Lets everything that is ready run: promise jobs until there are none, and a few real turns of the event loop. What waits
 * for a disk or a socket may take longer: wait for its own promise, or for an event.
 */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
}

/**
 * Virtual time for tests: it stands still until {@link TestClock.advance} moves it.
 *
 * @example
 * ```ts
 * const clock = new TestClock();
 * clock.setTimer(1_000, () => console.log("a second has passed"));
 * await clock.advance(1_000);
 * ```
 */
export class TestClock extends Clock {
  #monotonic = 0;
  /** Wall time minus monotonic time. */
  #offset: number;
  #order = 0;
  readonly #timers = new Set<TestTimer>();

  /** @param wall where the wall clock starts: milliseconds since 1970, the first of January 2026 by default. */
  constructor(wall: number = Date.UTC(2026, 0, 1)) {
    super();
    this.#offset = wall;
  }

  now(): number {
    return this.#offset + this.#monotonic;
  }

  monotonic(): number {
    return this.#monotonic;
  }

  setTimer(delay: number, fire: () => void): CancelTimer {
    if (Number.isNaN(delay)) throw new RangeError("A timer needs a delay in milliseconds, not NaN");
    const timer = { due: this.#monotonic + Math.max(0, delay), order: this.#order++, fire };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  /** How many timers are live. */
  get pending(): number {
    return this.#timers.size;
  }

  /** Monotonic time of the earliest live timer; `undefined` when there is none. */
  get next(): number | undefined {
    return this.#earliest()?.due;
  }

  /** Makes the wall clock jump, as when somebody sets it; monotonic time and timers do not notice. */
  setWall(wall: number): void {
    this.#offset = wall - this.#monotonic;
  }

  /**
   * Lets `duration` milliseconds pass: fires every timer that comes due, in order, those set on the way too, and lets promises
   * settle before the first, between them and after the last. A timer that throws makes this reject.
   */
  async advance(duration: number): Promise<void> {
    if (!(duration >= 0)) throw new RangeError(`Time only goes forward: advance(${duration})`);
    await settle();
    const end = this.#monotonic + duration;
    for (let timer = this.#earliest(); timer !== undefined && timer.due <= end; timer = this.#earliest()) {
      this.#timers.delete(timer);
      this.#monotonic = Math.max(this.#monotonic, timer.due);
      timer.fire();
      await settle();
    }
    this.#monotonic = end;
    await settle();
  }

  #earliest(): TestTimer | undefined {
    let earliest: TestTimer | undefined;
    for (const timer of this.#timers) {
      if (!earliest || timer.due < earliest.due || (timer.due === earliest.due && timer.order < earliest.order)) {
        earliest = timer;
      }
    }
    return earliest;
  }
}
