import { type CancelTimer, Clock } from "../../core/clock.ts";
import type { TestClock } from "./clock.ts";

/** What becomes of monotonic time while a process is suspended: it stands when the whole machine sleeps, and runs on for one that is stopped alone. */
export type Suspension = "stands" | "runs";

/** Milliseconds by which sums of fractions may be wrong. */
const INEXACT = 0.001;

/**
 * The clock of one machine beside the time of the world: its wall clock may be wrong, and it may be suspended. Timers that came due meanwhile fire when
 * it goes on, all at once, before anything else that came meanwhile is seen: that is the worst order there is.
 */
export class MachineClock extends Clock {
  /** Wall time minus the world's. */
  #wrong = 0;
  /** Monotonic time that was slept through. */
  #slept = 0;
  /** Since when it is suspended, in the world's monotonic milliseconds, and how. */
  #suspended:
    | { readonly since: number; readonly monotonic: Suspension; readonly resumed: PromiseWithResolvers<void> }
    | undefined;
  /** The time of the timer that fired last: sums of fractions are not exact, and no timer may seem to have come early. */
  #reached = 0;
  readonly #missed = new Set<() => void>();

  constructor(private readonly world: TestClock) {
    super();
  }

  now(): number {
    return this.world.now() + this.#wrong;
  }

  monotonic(): number {
    const { since, monotonic } = this.#suspended ?? {};
    const time = (monotonic === "stands" && since !== undefined ? since : this.world.monotonic()) - this.#slept;
    return Math.max(this.#reached, time);
  }

  setTimer(delay: number, fire: () => void): CancelTimer {
    if (Number.isNaN(delay)) throw new RangeError("A timer needs a delay in milliseconds, not NaN");
    const due = this.monotonic() + delay;
    let cancel: CancelTimer = () => {};
    const wake = () => {
      if (this.#suspended !== undefined) return void this.#missed.add(wake);
      const left = due - this.monotonic();
      if (left > INEXACT) {
        cancel = this.world.setTimer(left, wake);
        return;
      }
      this.#reached = Math.max(this.#reached, due);
      fire();
    };
    cancel = this.world.setTimer(delay, wake);
    return () => {
      cancel();
      this.#missed.delete(wake);
    };
  }

  /** How far the wall clock is from the right time, in milliseconds. */
  get wrong(): number {
    return this.#wrong;
  }

  /** Sets the wall clock by so many milliseconds, as when somebody sets it or NTP puts it right. */
  set(by: number): void {
    this.#wrong += by;
  }

  /** Stops it, unless it is. */
  suspend(monotonic: Suspension): void {
    this.#suspended ??= { since: this.world.monotonic(), monotonic, resumed: Promise.withResolvers() };
  }

  /** Lets it go on. */
  resume(): void {
    const suspended = this.#suspended;
    if (suspended === undefined) return;
    if (suspended.monotonic === "stands") this.#slept += this.world.monotonic() - suspended.since;
    this.#suspended = undefined;
    const missed = [...this.#missed];
    this.#missed.clear();
    for (const wake of missed) wake();
    suspended.resumed.resolve();
  }

  /** Resolves when it is not suspended. */
  async awake(): Promise<void> {
    while (this.#suspended !== undefined) await this.#suspended.resumed.promise;
  }
}
