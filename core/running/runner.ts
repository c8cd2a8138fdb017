/** Runs units: counts their starts, keeps their time, and sees to it that each comes to its end. */
import type { Account } from "../accounts/accounts.ts";
import { type ConclusionHooks, Conclusions, type Ending } from "./conclusions.ts";
import { ENDED } from "../endings.ts";
import type { Conversation } from "../chat/events.ts";
import type { ContextServices } from "../handling/handler_context.ts";
import type { RunningHandler } from "../kernel/kernel_status.ts";
import type { Lanes, LaneTurn } from "./lanes.ts";
import { outside } from "../watch/plugin_boundary.ts";
import { Roster } from "./roster.ts";
import { Solitude } from "./solitude.ts";
import { TimeLimits } from "./time_limits.ts";
import type { NewsPlace } from "../handling/unit_news.ts";
import { hasEnded, isPassing, Standstills } from "./standstills.ts";
import { type RunSubject, UnitRun } from "./unit_run.ts";

/** A unit that runs again and again without making progress is given up after this many starts, the last of which it makes alone. */
const MAX_STARTS = 3;

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

/** See the file's comment. */
export class Runner {
  readonly #runs = new Roster<"running", UnitRun>("running");
  readonly #limits: TimeLimits;
  readonly #solitude: Solitude;
  readonly #conclusions: Conclusions;
  readonly #standstills: Standstills;
  #stopping = false;

  constructor(
    private readonly services: ContextServices,
    private readonly hooks: ConclusionHooks,
  ) {
    this.#limits = new TimeLimits(services.clock, services.deadlines);
    this.#solitude = new Solitude(services.clock, services.deadlines);
    this.#standstills = new Standstills(services.clock, services.deadlines);
    this.#conclusions = new Conclusions(services, hooks);
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
    this.#conclusions.stop();
    this.#solitude.close();
    this.waitNoLonger();
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
    });
    if (!this.#isDrained) {
      this.#drained = Promise.withResolvers();
      await this.#drained.promise;
    }
    abort.cancel();
    giveUp.cancel();
    return stragglers;
  }
  #drained: PromiseWithResolvers<void> | undefined;

  /** Nothing runs but what was given up: nobody waits for that, and nothing it does has an effect any more. */
  get #isDrained(): boolean {
    for (const run of this.#runs) if (!run.isFenced) return false;
    return true;
  }

  /** What stands still is left to the next start of the program. */
  waitNoLonger(): void {
    this.#standstills.close();
  }

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
    if (this.#stopping) this.#conclusions.release(unit);
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
          await this.#conclusions.bury(job, "handler-poisoned", `${MAX_STARTS} starts without progress`);
          return this.#standstills.end(unit);
        }
        if (starts === MAX_STARTS) return await this.#runAlone(job, lanes, turn);
      }
      if (this.#solitude.over !== undefined && lane !== "none" && !await this.#waitForOne(unit)) return;
    } catch (error) {
      return await this.#standStill(job, error, lanes, turn, () => void this.#begin(job, lanes, turn));
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
      return this.#concludeSafely(job, job.isHeld ? "held" : "done", run, lanes, turn);
    }
    run.limitTime();
    return new Promise((resolve) => {
      conclude = (ending) => {
        if (this.#stopping && this.#isDrained) this.#drained?.resolve();
        resolve(this.#concludeSafely(job, ending, run, lanes, turn));
      };
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
    if (this.#stopping && this.#isDrained) this.#drained?.resolve();
    if (this.#runs.size === 0) {
      this.#quiet?.resolve();
      this.#quiet = undefined;
    }
    return !run.isFenced;
  }

  #concludeSafely(
    job: Job,
    ending: Ending,
    run: UnitRun,
    lanes: Lanes,
    turn: LaneTurn | undefined,
  ): Promise<void> | void {
    const { unit } = job.subject;
    const stand = (error: unknown) =>
      this.#standStill(job, error, lanes, turn, () => {
        // What the handler has failed by has passed: it runs again. Else it is its end that could not be written down.
        if (typeof ending === "object" && isPassing(ending.error)) void this.#start(job, lanes, turn);
        else void this.#concludeSafely(job, ending, run, lanes, turn);
      }, run.progress);
    try {
      // Most events have nothing left to wait for.
      const concluded = this.#conclusions.conclude(job, ending, run);
      if (concluded === undefined) return this.#standstills.end(unit);
      return concluded.then(() => this.#standstills.end(unit), stand);
    } catch (error) {
      return stand(error);
    }
  }

  /**
   * The store or a disk refuses: the unit keeps its lane, for the order, and goes on by itself, for which `again` is called. When the program
   * ends before, the unit is pending, and the next start brings it again.
   */
  async #standStill(
    job: Job,
    error: unknown,
    lanes: Lanes,
    turn: LaneTurn | undefined,
    again: () => void,
    place?: NewsPlace,
  ): Promise<void> {
    const { unit } = job.subject;
    if (hasEnded(error)) return; // the unit is pending for the next start, and so is whatever comes behind it
    const isFirst = !this.#standstills.has(unit);
    this.hooks.log[isFirst ? "error" : "debug"]("{unit} stays pending and is tried again: {error}", { unit, error });
    const parked = turn?.state === "running" ? turn : undefined;
    if (parked !== undefined) lanes.park(parked);
    const over = this.#standstills.hold(unit, () => {
      if (parked !== undefined) void lanes.resume(parked); // one that has kept its lane is back at once
      again();
    });
    if (isFirst && !this.#stopping) void this.#conclusions.news.tellOfStandstill(job, error, place);
    if (!await over) this.#conclusions.release(unit);
  }
}

function runSafely(job: Job, run: UnitRun): Promise<void> {
  try {
    return job.run(run);
  } catch (error) {
    return Promise.reject(error);
  }
}
