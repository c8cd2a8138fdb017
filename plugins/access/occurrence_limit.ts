import type { Clock } from "@portico/bot";

/** How often something may happen. */
export interface OccurrenceBounds {
  /** Milliseconds over which it is counted. */
  readonly window: number;
  /** How often for one key. */
  readonly each: number;
  /** How often for all keys together. */
  readonly all: number;
}

/** Since when something is counted, on the monotonic clock, and how often it was. */
interface Count {
  readonly since: number;
  times: number;
}

/** Keys that are remembered: strangers must not be able to fill the memory. Whoever makes so many meets the bound on all. */
const REMEMBERED = 10_000;

/** Counts how often something happens, for each key and for all together. */
export class OccurrenceLimit {
  /** In the order in which they are forgotten. */
  readonly #counts = new Map<string, Count>();
  #all: Count = { since: -Infinity, times: 0 };

  constructor(private readonly clock: Clock, private readonly bounds: OccurrenceBounds) {}

  /** Counts one more for this key; false, and nothing is counted, when that would be too often. */
  allows(key: string): boolean {
    const { each, all, window } = this.bounds;
    const now = this.clock.monotonic();
    if (now - this.#all.since >= window) this.#all = { since: now, times: 0 };
    const before = this.#counts.get(key);
    const own = before === undefined || now - before.since >= window ? { since: now, times: 0 } : before;
    if (this.#all.times >= all || own.times >= each) return false;
    this.#all.times++;
    own.times++;
    if (own !== before) this.#remember(key, own);
    return true;
  }

  #remember(key: string, count: Count): void {
    this.#counts.delete(key);
    this.#counts.set(key, count);
    if (this.#counts.size <= REMEMBERED) return;
    const [oldest] = this.#counts.keys();
    this.#counts.delete(oldest);
  }
}
