import type { Clock, Deadline, Deadlines } from "@portico/bot";

/** How long after the last commit is pushed, and how long after the first at the latest, in milliseconds. */
const QUIET = 5_000;
const LATEST = 60_000;

/** When the next exchange with a remote is: some time after the last of several commits. */
export class SyncSchedule {
  #deadline: Deadline | undefined;
  #latest = 0;

  constructor(
    private readonly deadlines: Pick<Deadlines, "at">,
    private readonly clock: Pick<Clock, "monotonic">,
    private readonly run: () => void,
  ) {}

  /** Whether one is to come. */
  get isDue(): boolean {
    return this.#deadline !== undefined;
  }

  /** Something is to be sent. */
  soon(): void {
    const now = this.clock.monotonic();
    if (this.#deadline === undefined) this.#latest = now + LATEST;
    else this.#deadline.cancel();
    this.#deadline = this.deadlines.at(Math.min(now + QUIET, this.#latest), () => {
      this.#deadline = undefined;
      this.run();
    });
  }

  /** None is to come any more. */
  cancel(): void {
    this.#deadline?.cancel();
    this.#deadline = undefined;
  }
}
