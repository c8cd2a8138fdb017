import type {
  AdapterStatus,
  BackgroundTaskManager,
  Clock,
  DeadLetters,
  HandlerContext,
  KernelStatus,
  Store,
} from "@portico/bot";
import { sayDuration } from "./time_words.ts";

/** Its tasks' children are open batches. */
const AGGREGATION = "aggregation";
/** Handlers shown by name. */
const SHOWN = 10;

/** What `/status` says: everything for the owner, for members what is theirs. */
export class StatusPage {
  constructor(
    private readonly kernel: KernelStatus,
    private readonly tasks: BackgroundTaskManager,
    private readonly store: Store,
    private readonly letters: DeadLetters,
    private readonly clock: Clock,
  ) {}

  /** @param unit the event that asks: what answers it is no news. */
  async show(ctx: HandlerContext, unit: string): Promise<string> {
    const { version, startedAt, adapters, running, queued } = this.kernel.read();
    const owner = ctx.account.role === "owner";
    const mine = (account: string | undefined) => owner || account === ctx.account.id;
    const handlers = running.filter((handler) => handler.unit !== unit && mine(handler.account));
    const batches = this.tasks.list().filter((task) => task.owner === AGGREGATION)
      .flatMap(({ children }) => children).filter(({ userId }) => mine(userId)).length;
    const now = this.clock.now();
    const title = ctx.t("status-title", { version, uptime: sayDuration(ctx.language, now - startedAt) });
    const lines = [
      ctx.t("status-running", { count: handlers.length }),
      ...handlers.slice(0, SHOWN).map(({ handler, since }) =>
        "  - " + ctx.t("status-running-line", { handler, time: sayDuration(ctx.language, now - since) })
      ),
      ...handlers.length > SHOWN ? ["  - " + ctx.t("tasks-more", { count: handlers.length - SHOWN })] : [],
      ctx.t("status-batches", { count: batches }),
      ...owner
        ? await this.#all(ctx, adapters, queued, running.some((handler) => handler.unit === unit))
        : await this.#own(ctx),
    ];
    return `${title}\n\n${lines.map((line) => line.startsWith("  ") ? line : `- ${line}`).join("\n")}`;
  }

  /** @param asked the question itself is among what is pending. */
  async #all(
    ctx: HandlerContext,
    adapters: readonly AdapterStatus[],
    queued: number,
    asked: boolean,
  ): Promise<string[]> {
    const { pending, work, dead } = await this.store.journal.stats();
    return [
      ...queued > 0 ? [ctx.t("status-queued", { count: queued })] : [],
      ctx.t("status-pending", { count: Math.max(0, pending - Number(asked)) }),
      ctx.t("status-work", { count: work }),
      ctx.t("status-dead", { count: dead }),
      ctx.t("status-adapters", { adapters: adapters.map(({ platform }) => platform).join(", ") }),
      ...adapters.flatMap(({ platform, pause }) => {
        if (pause === undefined) return [];
        const { left, waiting: count } = pause;
        const [time, until] = [sayDuration(ctx.language, left), new Date(this.clock.now() + left)];
        return ["  - " + ctx.t("status-pause", { platform, time, until, count })];
      }),
    ];
  }

  async #own(ctx: HandlerContext): Promise<string[]> {
    const { length } = await this.letters.list(ctx.account.id);
    return [ctx.t("status-dead", { count: length })];
  }
}
