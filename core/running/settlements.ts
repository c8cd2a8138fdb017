import type { Clock } from "../clock.ts";
import type { Deadlines } from "../tasks/deadlines.ts";
import type { Logger } from "../logs/log.ts";
import type { Journal } from "../store/store.ts";
import { hasEnded } from "./standstills.ts";

/** Milliseconds after which is tried again what the store did not take. */
const PAUSE = 10_000;

/** Units settled by one write, and its end. */
interface Settling {
  readonly done: Promise<void>;
  readonly units: string[];
}

/**
 * Settles units that are done. Nobody waits for it: a settling that is lost only repeats steps that are remembered, and commits keep their order.
 */
export class Settlements {
  /** What is being settled in one: a store may answer units that are settled together with one promise. */
  #last: Settling | undefined;

  /** What the store did not take; tried again together. */
  #unsettled: string[] = [];

  constructor(
    private readonly journal: Pick<Journal, "settle" | "forget">,
    private readonly time: { readonly clock: Pick<Clock, "monotonic">; readonly deadlines: Pick<Deadlines, "at"> },
    private readonly log: Logger,
  ) {}

  /** Settles it soon. What the store does not take is logged, and tried again. */
  settle(unit: string): void {
    const done = this.journal.settle(unit, { late: true });
    if (done === this.#last?.done) this.#last.units.push(unit);
    else this.#last = this.#watch(done, [unit]);
  }

  /** What a settled unit said is forgotten. A failure is logged. */
  forget(unit: string): void {
    this.journal.forget(unit).catch((error) => {
      this.log.error("What {unit} said could not be forgotten; it is when it is pruned: {error}", { unit, error });
    });
  }

  #watch(done: Promise<void>, units: string[]): Settling {
    const forget = () => {
      if (this.#last?.done === done) this.#last = undefined;
    };
    done.then(forget, (error) => {
      forget();
      if (!hasEnded(error)) this.#tryLater(units, error);
    });
    return { done, units };
  }

  #tryLater(units: readonly string[], error: unknown): void {
    if (this.#unsettled.length === 0) {
      this.log.error("{units} were handled but could not be settled, which is tried again: {error}", {
        units: units.join(", "),
        error,
      });
      const { clock, deadlines } = this.time;
      deadlines.at(clock.monotonic() + PAUSE, () => {
        for (const unit of this.#unsettled.splice(0)) this.settle(unit);
      });
    }
    this.#unsettled.push(...units);
  }
}
