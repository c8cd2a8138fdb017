/** A plugin that does in each of its parts whatever it is told. */
import {
  Accounts,
  action,
  BackgroundTaskManager,
  Clock,
  command,
  type CommandContext,
  type Constructor,
  type Context,
  Contributions,
  Deadlines,
  type IncomingMessage,
  inject,
  middleware,
  type Next,
  on,
  plugin,
  PluginScope,
  refused,
  task,
  type TaskContext,
  Translations,
  WorkQueue,
} from "../../../core/mod.ts";
import { mode } from "../../../plugins/aggregation/mod.ts";

/** What a plugin can lay hands on. */
export interface Hands {
  readonly scope: PluginScope;
  readonly tasks: BackgroundTaskManager;
  readonly deadlines: Deadlines;
  readonly clock: Clock;
  readonly contributions: Contributions;
  readonly translations: Translations;
  readonly accounts: Accounts;
  readonly work: WorkQueue;
}

/** What it does in each part; nothing in those that are left out. */
export interface Parts {
  readonly build?: (hands: Hands) => unknown;
  readonly start?: (hands: Hands) => unknown;
  readonly ready?: (hands: Hands) => unknown;
  readonly stop?: (hands: Hands) => unknown;
  /** The handler of `/act`. */
  readonly act?: (ctx: CommandContext, hands: Hands) => unknown;
  /** The middleware around `/act`. */
  readonly around?: (ctx: Context, next: Next) => unknown;
  /** Whether the message "what" is taken. */
  readonly when?: () => unknown;
  /** The handler of a button. */
  readonly press?: () => unknown;
  /** A task that runs at once. */
  readonly work?: (task: TaskContext) => unknown;
  /** The handler of a batch. */
  readonly batch?: () => unknown;
  /** Sees who was refused. */
  readonly refuse?: () => unknown;
}

/** A plugin of these parts. @param held told what the newest instance has laid hands on. */
export function rogueOf(parts: Parts, held: (hands: Hands) => void): Constructor {
  @plugin({ name: "rogue", texts: { en: "mode-rogue = Misbehaves\ncommand-act = Misbehaves" } })
  @inject(PluginScope, BackgroundTaskManager, Deadlines, Clock, Contributions, Translations, Accounts, WorkQueue)
  class Rogue {
    readonly #hands: Hands;

    constructor(
      scope: PluginScope,
      tasks: BackgroundTaskManager,
      deadlines: Deadlines,
      clock: Clock,
      contributions: Contributions,
      translations: Translations,
      accounts: Accounts,
      work: WorkQueue,
    ) {
      this.#hands = { scope, tasks, deadlines, clock, contributions, translations, accounts, work };
      held(this.#hands);
      parts.build?.(this.#hands);
    }

    start() {
      return parts.start?.(this.#hands);
    }

    ready() {
      return parts.ready?.(this.#hands);
    }

    stop() {
      return parts.stop?.(this.#hands);
    }

    @command("act", {})
    act(ctx: CommandContext) {
      return parts.act?.(ctx, this.#hands);
    }

    @middleware()
    around(ctx: Context, next: Next): Promise<void> {
      if (parts.around === undefined || ctx.route?.name !== "rogue.act") return next();
      return parts.around(ctx, next) as Promise<void>; // whatever it is: that is what is tried
    }

    @on("message", { when: ({ text }) => text === "what" && parts.when?.() as boolean, priority: 1 })
    async hear(ctx: Context<IncomingMessage>) {
      await ctx.reply("heard");
    }

    @action("press")
    press() {
      return parts.press?.();
    }

    @task({ description: "Misbehaves" })
    work(task: TaskContext) {
      return parts.work?.(task);
    }

    @mode("rogue", { window: { quiet: 1 } })
    batch() {
      return parts.batch?.();
    }

    @refused()
    refuse() {
      return parts.refuse?.();
    }
  }
  return Rogue;
}
