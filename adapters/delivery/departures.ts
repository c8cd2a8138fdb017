import type { Clock, Deadline, Deadlines } from "../../core/mod.ts";
import type { Ticket } from "./gate_chat.ts";

/** A deadline that is so many milliseconds late is one of a process that was suspended meanwhile. */
const HELD_UP = 500;

/**
 * Operations on their way that hold places in windows. A place is free again some time after its operation has departed, answered or not. But what a
 * process was about to send when it was suspended leaves only when it goes on: then the time of all that are on their way begins anew.
 */
export class Departures {
  readonly #guards = new Map<Ticket, Deadline>();

  /** @param guard see `Rates.guard`. */
  constructor(
    private readonly clock: Clock,
    private readonly deadlines: Deadlines,
    private readonly guard: number,
  ) {}

  /** It goes, with the places that it holds. */
  begin(ticket: Ticket, now: number): void {
    if (ticket.places.length > 0) this.#watch(ticket, now);
  }

  /** It was answered, or has failed. */
  end(ticket: Ticket): void {
    this.#guards.get(ticket)?.cancel();
    this.#guards.delete(ticket);
  }

  /** Something that was due at this time happens now. */
  notice(due: number): void {
    const now = this.clock.monotonic();
    if (now - due <= HELD_UP) return;
    for (const [ticket, guard] of [...this.#guards]) {
      guard.cancel();
      for (const { window, place } of ticket.places) window.hold(place, now);
      this.#watch(ticket, now);
    }
  }

  #watch(ticket: Ticket, now: number): void {
    const due = now + this.guard;
    this.#guards.set(
      ticket,
      this.deadlines.at(due, () => {
        this.notice(due);
        if (this.clock.monotonic() - due <= HELD_UP) this.#guards.delete(ticket);
      }),
    );
  }
}
