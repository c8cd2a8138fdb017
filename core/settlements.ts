import type { Logger } from "./log.ts";
import type { Journal } from "./store.ts";

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

  constructor(private readonly journal: Pick<Journal, "settle" | "forget">, private readonly log: Logger) {}

  /** Settles it soon. A failure is logged. */
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
      this.log.error(
        "{units} were handled but could not be settled; they are handled again after a restart: {error}",
        { units: units.join(", "), error },
      );
    });
    return { done, units };
  }
}
