import type { Clock } from "@portico/bot";

/** Turns the wall time at which messages came in into monotonic time, so that a later jump of the wall clock moves no deadline. */
export class ArrivalTime {
  /** The monotonic time of the last look, in milliseconds. */
  now = 0;
  /** How long ago the message had come in by then, in milliseconds. */
  lag = 0;
  #wall = -1;

  constructor(private readonly clock: Clock) {}

  /**
   * Looks at the time for a message that came in at `receivedAt` of the wall clock. The monotonic clock is read once in each millisecond: batches
   * keep whole ones, and in a burst of messages reading it is a good part of gathering them.
   */
  look(receivedAt: number): void {
    const wall = this.clock.now();
    if (wall !== this.#wall) {
      this.#wall = wall;
      this.now = this.clock.monotonic();
    }
    this.lag = Math.max(0, wall - receivedAt);
  }
}
