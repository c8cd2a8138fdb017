/** Runs units: counts their starts, keeps their time, and sees to it that each ends settled, held, released or as a dead letter. */
import type { Logger } from "./log.ts";
import type { Account } from "./accounts.ts";
import { ENDED } from "./ended.ts";
import { DialogueEnded, HandlerExpired, messageOf, UserError } from "./errors.ts";
import type { Conversation } from "./events.ts";
import type { ContextServices } from "./handler_context.ts";
import type { RunningHandler } from "./kernel_status.ts";
import type { Lanes, LaneTurn } from "./lanes.ts";
import { outside } from "./plugin_boundary.ts";
import { Roster } from "./roster.ts";
import { secrets } from "./secrets.ts";
import { Settlements } from "./settlements.ts";
import { Solitude } from "./solitude.ts";
import { TimeLimits } from "./time_limits.ts";
import { UnitNews } from "./unit_news.ts";
import { type RunSubject, UnitRun } from "./unit_run.ts";

/** A unit that runs again and again without making progress is given up after this many starts, the last of which it makes alone. */
export const MAX_STARTS = 3;

/** What to run, for whom, and how to tell them. */
export interface Job {
  readonly subject: RunSubject;
  readonly account: Account;
  readonly conversation: Conversation;
  readonly language: () => string;
  /** Its first start was counted when it was journaled. */
  readonly begun: boolean;
  /** Runs the handler. What it throws at once is as good as a rejection. */
  run(run: UnitRun): Promise<void>;
  /** What was said may be secret, so that it is forgotten when the unit is settled. */
  readonly holdsSecret: boolean;
  /** Whether the handler, which has ended, leaves the unit pending. */
  readonly isHeld: boolean;
}

/** How a run has ended; with an error, when its handler has thrown it. */
type Ending = "done" | "held" | "expired" | "stopped" | { readonly error: unknown };

/** What the runner asks and tells the kernel. */
export interface RunnerHooks {
  readonly log: Logger;
  /** Whether an action is handled by some plugin. */
  readonly hasAction: (name: string) => boolean;
  /** Called with keys of events that were kept as answers for a unit which has ended without asking for them. */
  readonly onLeftOver: (events: readonly string[]) => void;
}

/** See the file's comment. */
export class Runner {
  readonly #runs = new Roster<"running", UnitRun>("running");
  readonly #limits: TimeLimits;
  readonly #solitude: Solitude;
  readonly #news: UnitNews;
  readonly #settlements: Settlements;
  #stopping = false;

  constructor(
    private readonly services: ContextServices,
    private readonly hooks: RunnerHooks,
  ) {
    this.#limits = new TimeLimits(services.clock, services.deadlines);
    this.#solitude = new Solitude(services.clock, services.deadlines);
    this.#settlements = new Settlements(services.store.journal, hooks.log);
    this.#news = new UnitNews(services, hooks.log, hooks.hasAction);
  }

  /** True while a handler of this unit has not returned, even when it was given up. */
  isRunning(unit: string): boolean {
    for (const { subject } of this.#runs) if (subject.unit === unit) return true;
    return false;
  }

  /** What runs now, longest first. */
  list(): RunningHandler[] {
    return Array.from(this.#runs, ({ subject, handler, since }) => {
      return { unit: subject.unit, handler, account: subject.account, since };
    }).sort((a, b) => a.since - b.since);
  }

  /** Runs the job to its end and sees to its unit; returns nothing when that has been done at once. Never rejects. */
  run(job: Job, lanes: Lanes, turn: LaneTurn | undefined): Promise<void> | void {
    if (job.begun && this.#solitude.over === undefined) return this.#start(job, lanes, turn);
    return this.#begin(job, lanes, turn);
  }

  /**
   * Asks everything that runs to end: questions end first, at half of the time signals are aborted, at the end what is left is given up; all of it
   * goes on at the next start. Resolves with the names of handlers that were given up.
   */
  async stop(milliseconds: number): Promise<readonly string[]> {
    this.#stopping = true;
    this.#solitude.close();
    this.services.dialogues.close("stopping");
    const stopping = new Error("The program is stopping.");
    const begin = this.services.clock.monotonic();
    const abort = this.services.deadlines.at(begin + milliseconds / 2, () => {
      for (const run of this.#runs) run.abort(stopping);
    });
    const stragglers: string[] = [];
    const giveUp = this.services.deadlines.at(begin + milliseconds, () => {
      for (const run of this.#runs) {
        if (!run.isFenced) stragglers.push(run.handler);
        run.stop(stopping);
      }
      this.#drained?.resolve();
    });
    if (this.#runs.size > 0) {
      this.#drained = Promise.withResolvers();
      await this.#drained.promise;
    }
    abort.cancel();
    giveUp.cancel();
    return stragglers;
  }
  #drained: PromiseWithResolvers<void> | undefined;

  /**
   * The last start before a unit is given up. Beside others it may have been blamed for a death that one of them caused, so this one counts only
   * what it does alone: until then it is as if it had not begun.
   */
  async #runAlone(job: Job, lanes: Lanes, turn: LaneTurn | undefined): Promise<void> {
    const { journal } = this.services.store;
    const { unit } = job.subject;
    await journal.release(unit);
    const leave = await this.#solitude.enter(() => this.#whenNothingRuns());
    try {
      if (this.#stopping) return;
      await journal.begin(unit);
      await this.#start(job, lanes, turn);
    } finally {
      leave();
    }
  }

  /** Waits while another runs alone; false when the program stops, and the unit's start has been taken back. */
  async #waitForOne(unit: string): Promise<boolean> {
    for (let over = this.#solitude.over; over !== undefined; over = this.#solitude.over) await over;
    if (this.#stopping) this.#release(unit);
    return !this.#stopping;
  }

  #whenNothingRuns(): Promise<void> {
    if (this.#runs.size === 0) return Promise.resolve();
    this.#quiet ??= Promise.withResolvers();
    return this.#quiet.promise;
  }
  #quiet: PromiseWithResolvers<void> | undefined;

  /** Counts the start, and runs the unit unless it was started too often; when others are not to be disturbed, later. */
  async #begin(job: Job, lanes: Lanes, turn: LaneTurn | undefined): Promise<void> {
    const { unit, lane } = job.subject;
    try {
      if (!job.begun) {
        const starts = await this.services.store.journal.begin(unit);
        if (starts > MAX_STARTS) {
          return await this.#bury(job, "handler-poisoned", `${MAX_STARTS} starts without progress`);
        }
        if (starts === MAX_STARTS) return await this.#runAlone(job, lanes, turn);
      }
      if (this.#solitude.over !== undefined && lane !== "none" && !await this.#waitForOne(unit)) return;
    } catch (error) {
      return this.#leavePending(unit, error);
    }
    await this.#start(job, lanes, turn);
  }

  /** Every event comes by here: no promise for a handler that has ended at once, and for any other one, beside what it has made. */
  #start(job: Job, lanes: Lanes, turn: LaneTurn | undefined): Promise<void> | void {
    let conclude: (ending: Ending) => void = () => {};
    const run = new UnitRun(job.subject, turn, lanes, this.#limits, (why) => conclude(why));
    this.#runs.add(run);
    const handled = outside(() => runSafely(job, run));
    if (handled === ENDED) {
      this.#end(run);
      return this.#concludeSafely(job, job.isHeld ? "held" : "done", run);
    }
    run.limitTime();
    return new Promise((resolve) => {
      conclude = (ending) => resolve(this.#concludeSafely(job, ending, run));
      handled.then(
        () => {
          if (this.#end(run)) conclude(job.isHeld ? "held" : "done");
        },
        (error) => {
          if (this.#end(run)) return conclude({ error });
          this.hooks.log.debug("{handler} has ended at last: {error}", { handler: run.handler, error });
        },
      );
    });
  }

  /** The handler has returned; false when it was given up long ago, and its unit was seen to. */
  #end(run: UnitRun): boolean {
    run.end();
    this.#runs.remove(run);
    if (this.#runs.size === 0) {
      if (this.#stopping) this.#drained?.resolve();
      this.#quiet?.resolve();
      this.#quiet = undefined;
    }
    return !run.isFenced;
  }

  #concludeSafely(job: Job, ending: Ending, run: UnitRun): Promise<void> | void {
    const { unit } = job.subject;
    try {
      // Most events have nothing left to wait for.
      return this.#conclude(job, ending, run)?.catch((error) => this.#leavePending(unit, error));
    } catch (error) {
      this.#leavePending(unit, error);
    }
  }

  /** The store failed: the unit stays pending, and the next start of the program brings it again. */
  #leavePending(unit: string, error: unknown): void {
    this.hooks.log.error("{unit} could not be brought to its end and stays pending: {error}", { unit, error });
  }

  #conclude(job: Job, ending: Ending, run: UnitRun): Promise<void> | undefined {
    const { unit, limit } = job.subject;
    switch (ending) {
      case "done":
        this.#settle(job);
        return;
      case "held":
      case "stopped":
        this.#release(unit);
        return;
      case "expired":
        return this.#bury(job, "handler-expired", messageOf(new HandlerExpired(run.handler, limit)), run);
      default:
        return this.#fail(job, ending.error, run);
    }
  }

  async #fail(job: Job, error: unknown, run: UnitRun): Promise<void> {
    const { unit } = job.subject;
    if (error instanceof DialogueEnded) {
      if (error.reason === "stopping") return this.#release(unit);
      // Of one that something else took the place of, the question itself tells.
      if (error.reason !== "superseded") await this.#news.tell(job, `dialogue-${error.reason}`);
      return this.#settle(job);
    }
    if (this.#stopping) return this.#release(unit); // it was told to stop: what it threw is no fault of its own
    if (error instanceof UserError && error.keep) {
      await this.#keep(unit, error.message);
      return await this.#news.sendFailure(job, error.message, run.progress);
    }
    if (!(error instanceof UserError)) return await this.#bury(job, "handler-failed", error, run);
    await this.#news.send(job, { text: error.message }, run.progress);
    this.#settle(job);
  }

  /** A dead letter, and the person is told. Who watches the log is told of a failure in one line; which unit it was is for who looks closer. */
  async #bury(job: Job, text: string, error: unknown, run?: UnitRun): Promise<void> {
    const { unit, limit } = job.subject;
    const handler = run?.handler ?? job.subject.handler;
    const reason = typeof error === "string" ? error : messageOf(error);
    this.hooks.log.error("{handler} failed: {error}", { handler, error });
    await this.#keep(unit, reason);
    await this.#news.tellOfFailure(job, text, { handler, reason, seconds: limit / 1_000 }, run?.progress);
  }

  /** As a dead letter. */
  async #keep(unit: string, why: string): Promise<void> {
    const reason = secrets.redact(why);
    await this.services.store.journal.bury(unit, reason);
    this.hooks.log.info("{unit} is a dead letter: {reason}", { unit, reason });
    this.#leaveOver(unit);
  }

  #settle({ subject: { unit }, holdsSecret }: Job): void {
    this.#settlements.settle(unit);
    if (holdsSecret) this.#settlements.forget(unit);
    this.#leaveOver(unit);
  }

  #release(unit: string): void {
    this.services.store.journal.release(unit).catch((error) => {
      this.hooks.log.error("The start of {unit} could not be taken back: {error}", { unit, error });
    });
  }

  #leaveOver(unit: string): void {
    const events = this.services.dialogues.endReplayed(unit);
    if (events.length > 0) this.hooks.onLeftOver(events);
  }
}

function runSafely(job: Job, run: UnitRun): Promise<void> {
  try {
    return job.run(run);
  } catch (error) {
    return Promise.reject(error);
  }
}
