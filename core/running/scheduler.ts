/** Puts units into their lanes: events into intake, work items into work, and what must not wait past both. */
import type { Account } from "../accounts/accounts.ts";
import { Backlog, LANE_PAGE } from "./backlog.ts";
import type { Contributions, ContributionSet } from "../plugins/contributions.ts";
import type { Dispatcher, Target } from "../handling/dispatcher.ts";
import { CommandEventContext, WorkItemContext } from "../handling/event_context.ts";
import { conversationId } from "../chat/events.ts";
import type { Conversation } from "../chat/events.ts";
import type { ContextServices } from "../handling/handler_context.ts";
import { type LaneLimits, Lanes } from "./lanes.ts";
import { work, type WorkOptions } from "../plugins/points.ts";
import type { Job, Runner } from "./runner.ts";
import type { JournalEntry, PendingPlace, WorkItem } from "../store/store.ts";
import { EventJob } from "../handling/event_job.ts";
import type { UnitRun } from "./unit_run.ts";

/** Kind of the kernel's own work items: a command that runs in the work lane. */
export const COMMAND_WORK = "command";

/** How much of the room in memory may be taken by units that were pending before. */
const PENDING_SHARE = 0.75;

/** Bounds of what runs and waits. */
export interface SchedulerLimits extends LaneLimits {
  /** Milliseconds a handler of an event may take. */
  readonly handler: number;
  /** Milliseconds a handler of work may take. */
  readonly work: number;
  /** Units in memory at which intake waits. */
  readonly total: number;
}

/**
 * Where a unit comes from, with its place in the journal: what comes from `outside` waits in memory, as much of it as a lane may have there; what is
 * `pending` again, as far as there is room as well; what was left to the `backlog` and has its turn now, in any case.
 */
export interface Origin {
  readonly from: "outside" | "pending" | "backlog";
  readonly place: number;
}

/** An event that is durable and has a handler. */
export interface ScheduledEvent {
  readonly target: Target;
  readonly account: Account;
  /** Id of its conversation. */
  readonly lane: string;
  readonly begun: boolean;
  /** Wall time of its arrival, from its journal entry. */
  readonly receivedAt: number;
  readonly origin: Origin;
}

/** Lanes, and what of them is in the journal alone. */
interface Line {
  readonly lanes: Lanes;
  readonly backlog: Backlog;
}

/** See the file's comment. */
export class Scheduler {
  readonly intake: Lanes;
  readonly work: Lanes;
  readonly #intake: Line;
  readonly #work: Line;
  readonly #workers: ContributionSet<WorkOptions, (item: WorkItem, ctx: never) => unknown>;
  /** Units here that have not ended. */
  #load = 0;
  #passing = 0;
  #serves = false;
  #room: PromiseWithResolvers<void> | undefined;
  #quiet: PromiseWithResolvers<void> | undefined;

  constructor(
    contributions: Contributions,
    private readonly services: ContextServices,
    private readonly dispatcher: Dispatcher,
    private readonly runner: Runner,
    private readonly limits: SchedulerLimits,
    /** Reads units by their places and schedules those that are pending, in order. Never rejects. */
    private readonly fetch: (places: readonly number[]) => Promise<void>,
  ) {
    this.#intake = this.#line();
    this.#work = this.#line();
    this.intake = this.#intake.lanes;
    this.work = this.#work.lanes;
    this.#workers = contributions.of<WorkOptions, (item: WorkItem, ctx: never) => unknown>(work);
  }

  /** Units that wait for their lane. */
  get queued(): number {
    return this.intake.queued + this.work.queued + this.#intake.backlog.size + this.#work.backlog.size;
  }

  /** Resolves when there is room for more than is `coming` already: at once, but for the cap on all. */
  hasRoom(coming = 0): Promise<void> | undefined {
    if (this.#load + coming < this.limits.total) return undefined;
    this.#room ??= Promise.withResolvers();
    return this.#room.promise;
  }

  /** True when an event of this lane that is scheduled next starts at once. */
  startsAtOnce(target: Target, lane: string): boolean {
    return target.route?.urgent === true || this.intake.isFree(lane) && !this.#intake.backlog.isDue(lane);
  }

  /** Queues an event whose entry is durable. */
  event(scheduled: ScheduledEvent): void {
    const { target, account, lane, origin } = scheduled;
    const { event } = target;
    const urgent = target.route?.urgent ?? false;
    if (target.type === "command" && !urgent) {
      void this.services.dialogues.supersede(account.id, event.conversation, event.key, origin.place);
    }
    if (!urgent && this.#putBy(this.#intake, lane, origin)) return;
    const limit = target.route?.timeout ?? this.limits.handler;
    const job = new EventJob(scheduled, urgent ? "none" : "intake", limit, this.dispatcher, this.services.translations);
    this.#load++;
    if (urgent) {
      this.#passing++;
      const end = () => {
        this.#passing--;
        this.#unload();
      };
      const run = this.runner.run(job, this.intake, undefined);
      if (run === undefined) end();
      else run.then(end);
      return;
    }
    this.intake.push(
      lane,
      account.id,
      (turn) => this.#unloadAfter(this.runner.run(job, this.intake, turn)),
    );
  }

  /** Queues a work item that is durable. */
  item(item: WorkItem, account: Account, origin: Origin): void {
    const lane = conversationId(item.conversation);
    if (this.#putBy(this.#work, lane, origin)) return;
    this.#load++;
    this.work.push(
      lane,
      account.id,
      (turn) => this.#unloadAfter(this.runner.run(this.#workJob(item, account), this.work, turn)),
    );
  }

  /** Leaves to the backlog what was pending at the start. Nothing is fetched from there before `serveBacklog`. */
  leave({ type, conversation, place }: PendingPlace): void {
    const { backlog } = type === "event" ? this.#intake : this.#work;
    backlog.put(conversation, place);
  }

  /** All that was pending at the start is in its lane's backlog: from now on it is fetched. */
  serveBacklog(): void {
    this.#serves = true;
    this.#work.backlog.serve();
    this.#intake.backlog.serve();
  }

  /** Runs something of a plugin's in the conversation's intake lane. No account's bound holds it up: it is nobody's request. */
  job(conversation: Conversation, job: () => Promise<void>): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const lane = conversationId(conversation);
    this.#intake.backlog.follow(lane, () => this.intake.push(lane, lane, () => job().then(resolve, reject)));
    return promise;
  }

  /** Resolves when nothing runs or waits in any lane or past them. */
  async whenIdle(): Promise<void> {
    const lines = [this.#intake, this.#work];
    while (this.#passing > 0 || !lines.every(({ lanes, backlog }) => lanes.isIdle && backlog.isEmpty)) {
      await Promise.all(lines.flatMap(({ lanes, backlog }) => [lanes.whenIdle(), backlog.whenEmpty()]));
      await this.#whenNothingPasses();
    }
  }

  /** Starts nothing more. What waits is in the journal. */
  stop(): void {
    for (const { lanes, backlog } of [this.#intake, this.#work]) {
      lanes.stop();
      backlog.stop();
    }
  }

  #line(): Line {
    const lanes = new Lanes(this.limits, LANE_PAGE, (lane) => backlog.advanced(lane));
    const backlog: Backlog = new Backlog({
      depth: (lane) => lanes.depth(lane),
      room: () => this.#roomForPending(),
      fetch: (places) => this.#fetch(places),
    });
    return { lanes, backlog };
  }

  /** True when the unit is left to the journal until its turn has come. */
  #putBy({ backlog }: Line, lane: string, origin: Origin): boolean {
    if (origin.from === "backlog") return false;
    if (!backlog.isDue(lane) && (origin.from === "outside" || this.#roomForPending() > 0)) return false;
    backlog.put(lane, origin.place);
    return true;
  }

  /** What is behind leaves a part of the room to what is new. */
  #roomForPending(): number {
    return this.#serves ? Math.max(1, Math.floor(this.limits.total * PENDING_SHARE)) - this.#load : 0;
  }

  async #fetch(places: readonly number[]): Promise<void> {
    // Their room is taken while they are on their way.
    this.#load += places.length;
    await this.fetch(places);
    this.#unload(places.length);
  }

  #workJob(item: WorkItem, account: Account): Job {
    const worker = this.#workers.get(item.kind);
    let holdsSecret = false;
    return {
      subject: {
        unit: item.id,
        handler: worker?.name ?? item.kind,
        account: account.id,
        limit: worker?.options.timeout ?? this.limits.work,
        lane: "work",
      },
      account,
      conversation: item.conversation,
      language: () => item.language,
      begun: false,
      run: async (run) => {
        const entries = await this.services.store.journal.read(item.members);
        if (item.kind === COMMAND_WORK) {
          holdsSecret = entries.some(({ event }) => this.dispatcher.holdsSecret(event));
          await this.#runCommand(item, account, run, entries);
        } else if (worker === undefined) {
          throw new Error(`No plugin handles work of the kind "${item.kind}". Load its plugin, then retry.`);
        } else {
          const ctx = new WorkItemContext(this.services, account, run, item, entries, worker.plugin);
          await worker.handler(item, ctx as never);
        }
      },
      get holdsSecret() {
        return holdsSecret;
      },
      isHeld: false,
    };
  }

  async #runCommand(item: WorkItem, account: Account, run: UnitRun, entries: readonly JournalEntry[]): Promise<void> {
    const event = entries[0]?.event;
    if (event?.kind !== "message") throw new Error(`The command of ${item.id} is not in the journal.`);
    const target = this.dispatcher.find(event);
    const ctx = this.dispatcher.contextOf(target, account, run);
    if (!(ctx instanceof CommandEventContext)) throw new Error(`${item.id} is no command.`);
    ctx.language = item.language;
    await this.dispatcher.runDeferred(ctx);
  }

  #unloadAfter(run: Promise<void> | void): Promise<void> | void {
    if (run === undefined) this.#unload();
    else return run.then(this.#unloaded);
  }

  readonly #unloaded = (): void => this.#unload();

  #unload(count = 1): void {
    this.#load -= count;
    this.#intake.backlog.serve();
    this.#work.backlog.serve();
    if (this.#room !== undefined && this.#load < this.limits.total) {
      this.#room.resolve();
      this.#room = undefined;
    }
    if (this.#passing === 0) {
      this.#quiet?.resolve();
      this.#quiet = undefined;
    }
  }

  #whenNothingPasses(): Promise<void> {
    if (this.#passing === 0) return Promise.resolve();
    this.#quiet ??= Promise.withResolvers();
    return this.#quiet.promise;
  }
}
