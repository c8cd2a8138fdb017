import type { Operation } from "../../core/mod.ts";
import { givenUp } from "./given_up.ts";

/** Somebody who waits to come in. */
interface Guest {
  readonly operation: Operation;
  readonly admit: () => void;
  readonly giveUp: (reason: unknown) => void;
}

/** Lets at most `capacity` in at once; the others wait, in order. */
export class Door {
  #inside = 0;
  readonly #waiting = new Set<Guest>();

  /** @param left called whenever somebody has left or has given up. */
  constructor(private readonly capacity: number, private readonly left: () => void) {
    if (!(capacity >= 1)) throw new RangeError(`An outbox needs a capacity of at least 1, not ${capacity}.`);
  }

  /** How many are inside or wait. */
  get size(): number {
    return this.#inside + this.#waiting.size;
  }

  /** What waits outside. */
  get waiting(): Operation[] {
    return Array.from(this.#waiting, ({ operation }) => operation);
  }

  /** Comes in, at once or after those who wait. @throws {NotSent} the signal was aborted meanwhile. */
  enter<Result>(operation: Operation, signal: AbortSignal, inside: () => Promise<Result>): Promise<Result> {
    if (this.#inside < this.capacity) {
      this.#inside++;
      return inside();
    }
    return new Promise((resolve, reject) => {
      const onAbort = () => guest.giveUp(signal.reason);
      const leave = () => {
        signal.removeEventListener("abort", onAbort);
        this.#waiting.delete(guest);
      };
      const guest: Guest = {
        operation,
        admit: () => {
          leave();
          resolve(inside());
        },
        giveUp: (reason) => {
          leave();
          reject(givenUp(operation, reason));
          this.left();
        },
      };
      this.#waiting.add(guest);
      signal.addEventListener("abort", onAbort, { once: true });
    });
  }

  /** One leaves and hands its place to who waits longest, so that nobody slips in between. */
  leave(): void {
    const [guest] = this.#waiting;
    if (guest) guest.admit();
    else this.#inside--;
    this.left();
  }

  /** Sends all away who wait. */
  giveUp(reason: unknown): void {
    for (const guest of this.#waiting) guest.giveUp(reason);
  }
}
