import type { Logger } from "../logs/log.ts";
import type { Clock } from "../clock.ts";
import type { Deadline, Deadlines } from "./deadlines.ts";
import { messageOf } from "../errors.ts";
import { secrets } from "../logs/secrets.ts";
import type { TaskChild, TaskContext, TaskInfo, TaskOptions, TaskRun, TaskStatus } from "./task.ts";
import type { Moment, TaskPlan } from "./task_schedule.ts";

/** What every task of a manager shares. */
export interface TaskSurroundings {
  readonly clock: Clock;
  readonly deadlines: Deadlines;
  readonly random: () => number;
  readonly log: Logger;
  /** Called once, when a task has its last status; a cancelled one may still be running then. */
  readonly finished: (task: BackgroundTask) => void;
}

/** One run of a task. What belongs to an earlier run can change nothing any more. */
interface Attempt {
  readonly controller: AbortController;
  readonly wall: number;
  readonly monotonic: number;
}

/** A failure that has been told: one that is the same again is not. */
interface Trouble {
  readonly reason: string;
  /** Failed runs since the last one that went well. */
  readonly runs: number;
}

type Outcome = { readonly failed: false } | { readonly failed: true; readonly error: unknown };

/** Delays before a failed task is started again, in milliseconds. */
const shortestBackoff = 1_000;
const longestBackoff = 5 * 60_000;

/**
 * Longest wait for a time of the wall clock without a look at it: nobody is told when that is set, or when the machine slept
 * and monotonic time with it. A minute is what cron patterns are made of.
 */
const longestWallWait = 60_000;

/** One registered task from its registration to its end. Ids may come again; a new task is a new object. */
export class BackgroundTask {
  readonly id: string;
  readonly ended: Promise<void>;
  readonly #options: TaskOptions;
  readonly #run: TaskRun;
  readonly #plan: TaskPlan;
  readonly #shared: TaskSurroundings;
  #resolveEnded: () => void;
  #status: TaskStatus = "scheduled";
  #attempt: Attempt | undefined;
  #under = false;
  #moment: Moment | undefined;
  #deadline: Deadline | undefined;
  #children: readonly TaskChild[] | (() => readonly TaskChild[]) = [];
  #runs = 0;
  /** Failed runs since the last one that went well, or at least went on for long. */
  #failures = 0;
  #lastError: string | undefined;
  #trouble: Trouble | undefined;
  #endedAt: number | undefined;

  constructor(id: string, run: TaskRun, options: TaskOptions, plan: TaskPlan, shared: TaskSurroundings) {
    this.id = id;
    this.#run = run;
    this.#options = options;
    this.#plan = plan;
    this.#shared = shared;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.ended = promise;
    this.#resolveEnded = resolve;
  }

  /** Runs it, or waits for its time. To be called once. */
  start(): void {
    const moment = this.#plan.first();
    if (moment === undefined) return this.#begin();
    this.#shared.log.info("Task {id} scheduled", { id: this.id, owner: this.#options.owner });
    this.#wait(moment);
  }

  /** Aborts a run under way and plans no other. A task that has ended stays as it is. */
  cancel(): void {
    if (this.#endedAt !== undefined) return;
    this.#finish("cancelled");
    this.#shared.log.info("Task {id} cancelled", { id: this.id });
    this.#attempt?.controller.abort(new DOMException(`The task "${this.id}" was cancelled.`, "AbortError"));
  }

  info(): TaskInfo {
    const { description, owner, userId } = this.#options;
    return {
      id: this.id,
      description,
      owner,
      ...(userId === undefined ? {} : { userId }),
      status: this.#status,
      ...(this.#attempt === undefined ? {} : { startedAt: this.#wallOf({ monotonic: this.#attempt.monotonic }) }),
      ...(this.#moment === undefined ? {} : { nextAt: this.#wallOf(this.#moment) }),
      ...(this.#endedAt === undefined ? {} : { endedAt: this.#wallOf({ monotonic: this.#endedAt }) }),
      runs: this.#runs,
      ...(this.#lastError === undefined ? {} : { lastError: this.#lastError }),
      children: this.#listChildren(),
    };
  }

  #wait(moment: Moment): void {
    const { clock, deadlines } = this.#shared;
    this.#status = "scheduled";
    this.#moment = moment;
    const delay = this.#delayOf(moment);
    const step = "wall" in moment ? Math.min(delay, longestWallWait) : delay;
    this.#deadline = deadlines.at(clock.monotonic() + step, () => this.#wake(moment));
  }

  #wake(moment: Moment): void {
    const { log, clock } = this.#shared;
    const late = -this.#delayOf(moment);
    if (late > longestWallWait && "wall" in moment) {
      log.info("Task {id} runs {late} ms after its time: the clock was set, or nothing ran", { id: this.id, late });
    }
    if (late >= 0) return this.#begin();
    // The wall clock may have been set since: what comes next is asked again.
    const next = this.#attempt === undefined ? this.#plan.first() : this.#plan.next(this.#attempt);
    if (next !== undefined && "wall" in next && "wall" in moment && next.wall !== moment.wall) {
      log.info("Task {id} runs in {delay} ms, as the clock was set", { id: this.id, delay: next.wall - clock.now() });
    }
    this.#proceed(next);
  }

  #begin(): void {
    const { clock, log } = this.#shared;
    const attempt = { controller: new AbortController(), wall: clock.now(), monotonic: clock.monotonic() };
    this.#status = "running";
    this.#moment = undefined;
    this.#deadline = undefined;
    this.#attempt = attempt;
    this.#under = true;
    this.#runs++;
    const fields = { id: this.id, owner: this.#options.owner, run: this.#runs };
    if (this.#plan.repeats || this.#trouble !== undefined) log.debug("Task {id} started", fields);
    else log.info("Task {id} started", fields);
    void this.#perform(attempt);
  }

  async #perform(attempt: Attempt): Promise<void> {
    const outcome = await this.#try(attempt);
    this.#under = false;
    this.#children = [];
    if (this.#endedAt === undefined) this.#follow(attempt, outcome);
    else this.#endLate(attempt, outcome);
  }

  async #try(attempt: Attempt): Promise<Outcome> {
    // A turn later, so that whoever registers it holds its handle before it runs, and may have cancelled it again.
    await Promise.resolve();
    const { signal } = attempt.controller;
    try {
      if (!signal.aborted) await this.#run(this.#contextOf(attempt));
      return { failed: false };
    } catch (error) {
      return { failed: true, error };
    }
  }

  #contextOf(attempt: Attempt): TaskContext {
    return {
      id: this.id,
      signal: attempt.controller.signal,
      report: (children) => {
        if (this.#status !== "running" || this.#attempt !== attempt) return;
        this.#children = typeof children === "function" ? children : [...children];
      },
    };
  }

  /** What comes after a run that was not cancelled. */
  #follow(attempt: Attempt, outcome: Outcome): void {
    const next = this.#plan.repeats ? this.#plan.next(attempt) : undefined;
    if (outcome.failed) return this.#recover(attempt, outcome.error, next);
    this.#failures = 0;
    const { log } = this.#shared;
    const fields = { id: this.id, duration: this.#shared.clock.monotonic() - attempt.monotonic };
    const failed = this.#trouble?.runs;
    this.#trouble = undefined;
    if (failed !== undefined) log.info("Task {id} works again; failed runs before: {failed}", { ...fields, failed });
    else if (next === undefined) log.info("Task {id} completed", fields);
    else log.debug("Task {id} completed a run", fields);
    this.#proceed(next);
  }

  #recover(attempt: Attempt, error: unknown, next: Moment | undefined): void {
    const { clock, log } = this.#shared;
    const isNews = this.#isNews(error);
    // Before anybody cuts it: of half a secret nobody knows what it is.
    this.#lastError = secrets.redact(messageOf(error));
    const monotonic = clock.monotonic();
    if (monotonic - attempt.monotonic >= longestBackoff) this.#failures = 0;
    this.#failures++;
    const backoff = this.#options.restart ? this.#backoff() : Infinity;
    const delay = Math.min(backoff, next === undefined ? Infinity : Math.max(0, this.#delayOf(next)));
    if (delay === Infinity) {
      log.error("Task {id} failed: {error}", { id: this.id, error });
      return this.#finish("failed");
    }
    const fields = { id: this.id, delay: Math.ceil(delay), error };
    if (isNews) log.error("Task {id} failed and runs again in {delay} ms: {error}", fields);
    else log.debug("Task {id} failed in the same way and runs again in {delay} ms: {error}", fields);
    this.#wait(next !== undefined && delay < backoff ? next : { monotonic: monotonic + delay });
  }

  /** False for what is as it was at the run before. Numbers do not count: they say how long it took, or which port it was. */
  #isNews(error: unknown): boolean {
    const reason = messageOf(error).replace(/\d+/g, "0");
    const isNews = this.#trouble?.reason !== reason;
    this.#trouble = { reason, runs: (this.#trouble?.runs ?? 0) + 1 };
    return isNews;
  }

  /** Full jitter: any delay up to one that doubles with every failure, so that what failed together does not return together. */
  #backoff(): number {
    return this.#shared.random() * Math.min(longestBackoff, shortestBackoff * 2 ** (this.#failures - 1));
  }

  #proceed(next: Moment | undefined): void {
    if (next === undefined) this.#finish("completed");
    else this.#wait(next);
  }

  #finish(status: "completed" | "failed" | "cancelled"): void {
    this.#deadline?.cancel();
    this.#deadline = undefined;
    this.#moment = undefined;
    this.#children = [];
    this.#status = status;
    this.#endedAt = this.#shared.clock.monotonic();
    if (!this.#under) this.#resolveEnded();
    this.#shared.finished(this);
  }

  /** The end of a run that was cancelled: nothing follows, and failing with the abort is how it should end. */
  #endLate(attempt: Attempt, outcome: Outcome): void {
    const { log } = this.#shared;
    const { reason } = attempt.controller.signal;
    if (outcome.failed && outcome.error !== reason && !isAbort(outcome.error)) {
      log.warn("Task {id} failed after it was cancelled: {error}", { id: this.id, error: outcome.error });
    } else {
      log.debug("Task {id} ended after it was cancelled", { id: this.id });
    }
    this.#resolveEnded();
  }

  #delayOf(moment: Moment): number {
    const { clock } = this.#shared;
    return "wall" in moment ? moment.wall - clock.now() : moment.monotonic - clock.monotonic();
  }

  #wallOf(moment: Moment): number {
    return "wall" in moment ? moment.wall : Math.round(this.#shared.clock.now() + this.#delayOf(moment));
  }

  #listChildren(): readonly TaskChild[] {
    if (typeof this.#children !== "function") return this.#children;
    try {
      return [...this.#children()];
    } catch (error) {
      this.#shared.log.error("Task {id} cannot list its children: {error}", { id: this.id, error });
      return [];
    }
  }
}

function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}
