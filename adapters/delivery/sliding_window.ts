import type { DeliveryRate } from "../../core/mod.ts";

/** A place in a window, to be told when its operation was answered. */
export interface WindowPlace {
  /** When it is free again, as long as nobody else has taken it. */
  until: number;
}

/**
 * Never lets more than `limit` operations reach the platform in any span of `window` milliseconds. The platform counts when something arrives,
 * which is known to be between departure and answer; so a place is free again one window after the answer, or after `guard` milliseconds on the way,
 * whichever comes first. A bucket that refills would let twice the limit through: what it had saved, and what drips in meanwhile.
 */
export class SlidingWindow {
  readonly #places: WindowPlace[] = [];
  #next = 0;

  constructor(private readonly rate: DeliveryRate, private readonly guard: number) {}

  /** When the next place is free, in monotonic milliseconds; in the past where one is. */
  get freeAt(): number {
    return this.#places.length < this.rate.limit ? -Infinity : this.#places[this.#next].until;
  }

  /** When all places are free. */
  get emptyAt(): number {
    return this.#places.reduce((latest, { until }) => Math.max(latest, until), -Infinity);
  }

  /** Takes the place that is free for longest. Only when `freeAt` has come. */
  take(now: number): WindowPlace {
    const place = { until: 0 };
    this.hold(place, now);
    this.#places[this.#next] = place;
    this.#next = (this.#next + 1) % this.rate.limit;
    return place;
  }

  /** The place's operation departs now. */
  hold(place: WindowPlace, now: number): void {
    place.until = now + this.guard + this.rate.window;
  }

  /** The place's operation has certainly arrived by now. */
  answer(place: WindowPlace, now: number): void {
    place.until = Math.min(place.until, now + this.rate.window);
  }
}
