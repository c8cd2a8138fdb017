import type { Clock } from "./clock.ts";
import type { Deadline, Deadlines } from "./deadlines.ts";
import { HandlerExpired } from "./errors.ts";
import type { LaneTurn } from "./lanes.ts";

/** What a run is of, and where. */
export interface RunSubject {
  /** Key of the event or id of the work item. */
  readonly unit: string;
  /** `plugin.method` of the handler. */
  readonly handler: string;
  /** Id of the account. */
  readonly account: string;
  /** Milliseconds the handler may take. */
  readonly limit: number;
  /** `intake` lanes are left while a person is asked, so that commands still work; a `work` lane is kept, for the order of batches. */
  readonly lane: "intake" | "work" | "none";
  /** Wall time of an event's arrival, from its journal entry. */
  readonly receivedAt?: number;
}

/**
 * One start of a handler: its clock, its signal and its fence. The clock stands still while the handler waits for a person or for its
 * reply to go out, which are no fault of its own.
 */
export class UnitRun {
  /** Wall time of the start. */
  readonly since: number;
  #controller: AbortController | undefined;
  #aborted: Error | undefined;
  #fenced = false;
  #ended = false;
  #paused = 0;
  #left: number;
  #resumedAt: number;
  #deadline: Deadline | undefined;

  constructor(
    readonly subject: RunSubject,
    private readonly turn: LaneTurn | undefined,
    private readonly lanes: {
      leave(turn: LaneTurn): void;
      park(turn: LaneTurn): void;
      resume(turn: LaneTurn): Promise<void>;
    },
    private readonly clock: Clock,
    private readonly deadlines: Deadlines,
    /** Called when the handler's time is up. */
    private readonly onExpired: () => void,
  ) {
    this.since = clock.now();
    this.#left = subject.limit;
    this.#resumedAt = clock.monotonic();
    this.#arm();
  }

  get isFenced(): boolean {
    return this.#fenced;
  }

  /** Its signal has been aborted, whether or not anybody has looked at it. */
  get isAborted(): boolean {
    return this.#aborted !== undefined;
  }

  /** Made when somebody asks for it: most handlers never do. */
  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#aborted !== undefined) this.#controller.abort(this.#aborted);
    }
    return this.#controller.signal;
  }

  /** @throws {HandlerExpired} the handler was given up, so nothing it does may have an effect any more. */
  check(): void {
    if (this.#fenced) throw new HandlerExpired(this.subject.handler, this.subject.limit);
  }

  /** Asks the handler to stop. */
  abort(reason: Error): void {
    if (this.#aborted !== undefined) return;
    this.#aborted = reason;
    this.#controller?.abort(reason);
  }

  /** Gives the handler up: its signal is aborted and what it still tries is refused. */
  fence(reason: Error = new HandlerExpired(this.subject.handler, this.subject.limit)): void {
    this.#fenced = true;
    this.end();
    this.abort(reason);
  }

  /** The handler has ended by itself: its clock is put away. */
  end(): void {
    this.#ended = true;
    this.#deadline?.cancel();
    this.#deadline = undefined;
  }

  /** Stops the clock while `wait` is under way. */
  async pause<T>(wait: () => Promise<T>): Promise<T> {
    if (this.#paused++ === 0 && this.#deadline !== undefined) {
      this.#left -= this.clock.monotonic() - this.#resumedAt;
      this.#deadline.cancel();
      this.#deadline = undefined;
    }
    try {
      return await wait();
    } finally {
      if (--this.#paused === 0) {
        this.#resumedAt = this.clock.monotonic();
        this.#arm();
      }
    }
  }

  /** Stops the clock and gives the handler's place in the lanes to others while a person is asked. */
  async pauseForPerson<T>(wait: () => Promise<T>): Promise<T> {
    const { turn, lanes } = this;
    return await this.pause(async () => {
      if (turn !== undefined) {
        if (this.subject.lane === "intake") lanes.leave(turn);
        else lanes.park(turn);
      }
      try {
        return await wait();
      } finally {
        if (turn !== undefined) await lanes.resume(turn);
      }
    });
  }

  #arm(): void {
    if (this.#ended || this.#paused > 0 || this.#deadline !== undefined) return;
    this.#deadline = this.deadlines.at(this.#resumedAt + this.#left, () => {
      this.#deadline = undefined;
      this.onExpired();
    });
  }
}
