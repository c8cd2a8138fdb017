/** Sees to a unit whose handler has ended: it is settled, held, released, or made a dead letter. */
import { DialogueEnded, HandlerExpired, messageOf, UserError } from "../errors.ts";
import type { ContextServices } from "../handling/handler_context.ts";
import type { Logger } from "../logs/log.ts";
import type { Job } from "./runner.ts";
import { secrets } from "../logs/secrets.ts";
import { Settlements } from "./settlements.ts";
import { hasEnded, isPassing } from "./standstills.ts";
import { UnitNews } from "../handling/unit_news.ts";
import type { UnitRun } from "./unit_run.ts";

/** How a run has ended; with an error, when its handler has thrown it. */
export type Ending = "done" | "held" | "expired" | "stopped" | { readonly error: unknown };

/** What is asked and told of the kernel. */
export interface ConclusionHooks {
  readonly log: Logger;
  /** Whether an action is handled by some plugin. */
  readonly hasAction: (name: string) => boolean;
  /** Called with keys of events that were kept as answers for a unit which has ended without asking for them. */
  readonly onLeftOver: (events: readonly string[]) => void;
}

/** See the file's comment. */
export class Conclusions {
  readonly news: UnitNews;
  readonly #settlements: Settlements;
  #stopping = false;

  constructor(private readonly services: ContextServices, private readonly hooks: ConclusionHooks) {
    this.news = new UnitNews(services, hooks.log, hooks.hasAction);
    this.#settlements = new Settlements(services.store.journal, services, hooks.log);
  }

  /** From now on handlers are told to stop: what they throw is no fault of their own. */
  stop(): void {
    this.#stopping = true;
  }

  /** Ends it; returns nothing when that has been done at once. Rejects when the store refuses, or with what the handler has failed by when that passes. */
  conclude(job: Job, ending: Ending, run: UnitRun): Promise<void> | undefined {
    const { unit, limit } = job.subject;
    switch (ending) {
      case "done":
        this.#settle(job);
        return;
      case "held":
      case "stopped":
        this.release(unit);
        return;
      case "expired":
        return this.bury(job, "handler-expired", messageOf(new HandlerExpired(run.handler, limit)), run);
      default:
        return this.#fail(job, ending.error, run);
    }
  }

  async #fail(job: Job, error: unknown, run: UnitRun): Promise<void> {
    const { unit } = job.subject;
    if (error instanceof DialogueEnded) {
      if (error.reason === "stopping") return this.release(unit);
      // Of one that something else took the place of, the question itself tells.
      if (error.reason !== "superseded") await this.news.tell(job, `dialogue-${error.reason}`);
      return this.#settle(job);
    }
    if (this.#stopping) return this.release(unit);
    if (error instanceof UserError && error.keep) {
      await this.#keep(unit, error.message);
      return await this.news.sendFailure(job, error.message, run.progress);
    }
    if (!(error instanceof UserError) && isPassing(error)) throw error;
    if (!(error instanceof UserError)) return await this.bury(job, "handler-failed", error, run);
    await this.news.send(job, { text: error.message }, run.progress);
    this.#settle(job);
  }

  /** A dead letter, and the person is told. Who watches the log is told of a failure in one line; which unit it was is for who looks closer. */
  async bury(job: Job, text: string, error: unknown, run?: UnitRun): Promise<void> {
    const { unit, limit } = job.subject;
    const handler = run?.handler ?? job.subject.handler;
    const reason = typeof error === "string" ? error : messageOf(error);
    this.hooks.log.error("{handler} failed: {error}", { handler, error });
    await this.#keep(unit, reason);
    await this.news.tellOfFailure(job, text, { handler, reason, seconds: limit / 1_000 }, run?.progress);
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

  /** Takes its start back: it stays pending. A failure is logged. */
  release(unit: string): void {
    this.services.store.journal.release(unit).catch((error) => {
      if (hasEnded(error)) return;
      this.hooks.log.error("The start of {unit} could not be taken back: {error}", { unit, error });
    });
  }

  #leaveOver(unit: string): void {
    const events = this.services.dialogues.endReplayed(unit);
    if (events.length > 0) this.hooks.onLeftOver(events);
  }
}
