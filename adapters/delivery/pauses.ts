import type { Clock } from "../../core/mod.ts";
import { untilAborted } from "./until_aborted.ts";

interface Pause {
  /** Monotonic time in milliseconds. */
  readonly until: number;
  readonly over: Promise<void>;
}

/** Keys that are paused until a moment: one timer per key, whoever waits, and nothing for a key that is not paused. */
export class Pauses {
  readonly #pauses = new Map<string, Pause>();

  constructor(private readonly clock: Clock) {}

  /** Pauses the key for at least this many milliseconds; never shortens a pause. Nonsense counts as one second. */
  pause(key: string, duration: number): void {
    const length = Number.isFinite(duration) && duration >= 0 ? duration : 1_000;
    const until = this.clock.monotonic() + length;
    const current = this.#pauses.get(key);
    if (current && current.until >= until) return;
    const { promise: over, resolve } = Promise.withResolvers<void>();
    const pause: Pause = { until, over };
    this.#pauses.set(key, pause);
    this.clock.setTimer(length, () => {
      if (this.#pauses.get(key) === pause) this.#pauses.delete(key);
      resolve();
    });
  }

  /** Resolves when none of the keys is paused any more, or when the signal is aborted. */
  async over(keys: readonly string[], signal: AbortSignal): Promise<void> {
    for (let pause = this.#of(keys); pause && !signal.aborted; pause = this.#of(keys)) {
      await untilAborted(pause.over, signal);
    }
  }

  #of(keys: readonly string[]): Pause | undefined {
    for (const key of keys) {
      const pause = this.#pauses.get(key);
      if (pause) return pause;
    }
    return undefined;
  }
}
