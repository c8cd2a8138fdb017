import type { Deadline } from "../tasks/deadlines.ts";
import { HandlerExpired } from "../errors.ts";
import type { LaneTurn } from "./lanes.ts";
import type { MessageRef } from "../chat/operations.ts";
import { stir } from "../watch/plugin_boundary.ts";
import type { Limited, TimeLimits } from "./time_limits.ts";

/**
 * A handler that has waited so long for its platform gives its room to others, in milliseconds: one platform that asks to wait for hours must not hold
 * all the room there is. Its lane it keeps.
 */
const PATIENCE = 5_000;

/** A time that ends so much too late, in milliseconds, ends for a process that was suspended meanwhile, or blocked by somebody. */
const HELD_UP = 5_000;

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
  /** It was accepted before this start of the program, or has been handled before. */
  readonly isReplayed?: boolean;
}

/**
 * One start of a handler: its clock, its signal and its fence. The clock stands still while the handler waits for a person or for its
 * reply to go out, which are no fault of its own.
 */
export class UnitRun implements Limited {
  #startedAt: number | undefined;
  #controller: AbortController | undefined;
  #aborted: Error | undefined;
  #fenced = false;
  #ended = false;
  #paused = 0;
  #left: number;
  #resumedAt = 0;
  #deadline: Deadline | undefined;
  #wasHeldUp = false;
  /** Ends when it has waited for its platform for long. */
  #patience: Deadline | undefined;
  #isParked = false;
  /** See `Limited`. */
  begun = 0;
  /** Its place among those that run. */
  running = 0;
  /** The message that shows what is going on, until the first reply, or the news of a failure, takes its place. */
  progress: Promise<MessageRef | undefined> | undefined;

  /** The middleware that runs now, outside of the handler. */
  middleware: string | undefined;

  constructor(
    readonly subject: RunSubject,
    private readonly turn: LaneTurn | undefined,
    private readonly lanes: {
      leave(turn: LaneTurn): void;
      park(turn: LaneTurn): void;
      resume(turn: LaneTurn): Promise<void>;
    },
    private readonly limits: TimeLimits,
    /** Called when the handler is given up: its time is up, or the program stops and waits no longer. */
    private readonly onGivenUp: (why: "expired" | "stopped") => void,
  ) {
    this.#left = subject.limit;
  }

  /** Limits its time from the end of this turn on: for a handler that has not ended within the call that began it. */
  limitTime(): void {
    if (!this.#ended) this.limits.add(this);
  }

  /** Who runs now: `plugin.method` of a middleware or of the handler. */
  get handler(): string {
    return this.middleware ?? this.subject.handler;
  }

  /** Wall time of the start, as the wall clock goes now: it may have been set since. */
  get since(): number {
    const { clock } = this.limits;
    return Math.round(clock.now() - clock.monotonic() + this.startedAt);
  }

  /** Monotonic time of the start; read when somebody asks, or at the end of the turn. */
  get startedAt(): number {
    return this.#startedAt ??= this.limits.clock.monotonic();
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
    stir();
    if (this.#fenced) throw this.#expired();
  }

  /** Asks the handler to stop. */
  abort(reason: Error): void {
    if (this.#aborted !== undefined) return;
    this.#aborted = reason;
    this.#controller?.abort(reason);
  }

  /** Gives the handler up: its signal is aborted and what it still tries is refused. */
  fence(reason: Error = this.#expired()): void {
    this.#fenced = true;
    this.end();
    this.abort(reason);
  }

  /** Lets its time run, unless it has ended, or waits, or runs already. */
  startClock(): void {
    if (this.#ended) return;
    if (this.#paused > 0) return this.#startPatience();
    if (this.#deadline !== undefined) return;
    const { clock, deadlines } = this.limits;
    this.#resumedAt = clock.monotonic();
    this.#startedAt ??= this.#resumedAt;
    this.#deadline = deadlines.at(this.#resumedAt + this.#left, this);
  }

  /** The handler's time is up, unless nobody has run for a part of it: then it gets as much again, once. */
  expire(): void {
    this.#deadline = undefined;
    const { clock } = this.limits;
    const late = clock.monotonic() - this.#resumedAt - this.#left;
    if (late > HELD_UP && !this.#wasHeldUp) {
      this.#wasHeldUp = true;
      this.#left = Math.min(late, this.subject.limit);
      return this.startClock();
    }
    this.fence();
    this.onGivenUp("expired");
  }

  #expired(): HandlerExpired {
    return new HandlerExpired(this.handler, this.subject.limit);
  }

  /** The program stops and waits no longer. */
  stop(reason: Error): void {
    this.fence(reason);
    this.onGivenUp("stopped");
  }

  /** The handler has ended by itself: its clock is put away. */
  end(): void {
    this.#ended = true;
    this.limits.remove(this);
    this.#deadline?.cancel();
    this.#deadline = undefined;
    this.#patience?.cancel();
  }

  /** Stops the clock while `wait` is under way. */
  async pause<T>(wait: () => Promise<T>): Promise<T> {
    if (this.#paused++ === 0 && this.#deadline !== undefined) {
      this.#left -= this.limits.clock.monotonic() - this.#resumedAt;
      this.#deadline.cancel();
      this.#deadline = undefined;
      this.#startPatience();
    }
    try {
      return await wait();
    } finally {
      if (--this.#paused === 0 && this.#patience !== undefined) await this.#endPatience();
      this.startClock();
    }
  }

  /** Gives the room to others after a while, but not the lane. Where the wait ends within its turn of the event loop, as nearly all do, it costs nothing. */
  #startPatience(): void {
    const { turn, lanes } = this;
    if (turn === undefined || this.#patience !== undefined) return;
    const { clock, deadlines } = this.limits;
    this.#patience = deadlines.at(clock.monotonic() + PATIENCE, () => {
      if (turn.state !== "running") return; // it waits for a person as well
      this.#isParked = true;
      lanes.park(turn);
    });
  }

  async #endPatience(): Promise<void> {
    this.#patience?.cancel();
    this.#patience = undefined;
    const { turn, lanes } = this;
    if (turn === undefined || !this.#isParked || this.#ended) return;
    this.#isParked = false;
    await lanes.resume(turn);
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
}
