import {
  action,
  type ActionContext,
  Clock,
  command,
  type CommandContext,
  DeadLetters,
  Dialogues,
  inject,
  KernelStatus,
  lazySchema,
  type Outgoing,
  plugin,
  Store,
  task,
} from "@portico/bot";
import { z } from "zod";
import { CommandMenu } from "./command_menu.ts";
import { FailedPage } from "./failed_page.ts";
import { HelpPage } from "./help_page.ts";
import { StatusPage } from "./status_page.ts";
import { TasksPage } from "./tasks_page.ts";
import en from "./texts/en.ftl" with { type: "text" };
import ru from "./texts/ru.ftl" with { type: "text" };

/** How long settled events are remembered, so that a late duplicate is known as one. */
const REMEMBERED = 7 * 24 * 60 * 60_000;

/** A button of the kernel's carries the unit alone; one of the list's says that the list is to be shown again. */
const failedUnit = lazySchema(() => z.union([z.string(), z.object({ unit: z.string(), listed: z.literal(true) })]));

/** What a button for something that failed carries: its unit, and whether the button is one of a list. */
export type FailedUnit = string | { readonly unit: string; readonly listed: true };

/** What every bot needs: a greeting, help, its state, and a way out of what failed. */
@plugin({ name: "system", services: [HelpPage, StatusPage, TasksPage, FailedPage, CommandMenu], texts: { en, ru } })
@inject(HelpPage, StatusPage, TasksPage, FailedPage, CommandMenu, KernelStatus, Dialogues, DeadLetters, Store, Clock)
export class SystemPlugin {
  /** Built by the kernel. */
  constructor(
    private readonly help: HelpPage,
    private readonly status: StatusPage,
    private readonly tasks: TasksPage,
    private readonly failed: FailedPage,
    private readonly menu: CommandMenu,
    private readonly kernel: KernelStatus,
    private readonly dialogues: Dialogues,
    private readonly letters: DeadLetters,
    private readonly store: Store,
    private readonly clock: Clock,
  ) {}

  /** Shows the commands in the platforms' menus. */
  ready(): void {
    this.menu.follow();
  }

  /** Leaves the menus as they are. */
  stop(): void {
    this.menu.stop();
  }

  /** Greets. */
  @command("start")
  async greet(ctx: CommandContext): Promise<void> {
    this.menu.greet(ctx.event.sender);
    await ctx.reply(ctx.t("welcome"));
  }

  /** All commands, or one. */
  @command("help")
  async showHelp(ctx: CommandContext): Promise<void> {
    const asked = ctx.rest.trim();
    await ctx.reply(asked === "" ? this.help.all(ctx) : this.help.one(ctx, asked));
  }

  /** Whether all is well. */
  @command("status", { urgent: true })
  async showStatus(ctx: CommandContext): Promise<void> {
    await ctx.reply(await this.status.show(ctx, ctx.event.key));
  }

  /** What runs in the background. */
  @command("tasks", { urgent: true })
  async showTasks(ctx: CommandContext): Promise<void> {
    await ctx.reply(this.tasks.show(ctx));
  }

  /** Ends the open dialogue. That it has ended, whoever asked is told by the kernel. */
  @command("cancel", { urgent: true })
  async cancel(ctx: CommandContext): Promise<void> {
    if (!this.dialogues.cancel(ctx.account.id, ctx.conversation)) await ctx.reply(ctx.t("nothing-to-cancel"));
  }

  /** What could not be finished. */
  @command("failed", { urgent: true })
  async showFailed(ctx: CommandContext): Promise<void> {
    await ctx.reply(await this.failed.show(ctx));
  }

  /** What is loaded, and what would go with it. */
  @command("plugins", { role: "owner" })
  async showPlugins(ctx: CommandContext): Promise<void> {
    const { plugins } = this.kernel.read();
    const lines = plugins.map(({ name, holds }) =>
      "- " + ctx.t("plugins-line", {
        name,
        holds: holds.length === 0 ? ctx.t("plugins-holds-nothing") : holds.map((label) => `\`${label}\``).join(", "),
      })
    );
    await ctx.reply([ctx.t("plugins-title", { count: plugins.length }), ...lines].join("\n"));
  }

  /** Runs again what failed. */
  @action("retry", { payload: failedUnit, urgent: true })
  async retry(ctx: ActionContext<FailedUnit>): Promise<void> {
    const outcome = await this.letters.retry(unitOf(ctx.payload), ctx.account);
    await this.#conclude(
      ctx,
      ctx.t(outcome === "retried" ? "retry-started" : `retry-${outcome}`),
      outcome === "running",
    );
  }

  /** Gives up what failed. */
  @action("discard", { payload: failedUnit, urgent: true })
  async discard(ctx: ActionContext<FailedUnit>): Promise<void> {
    const outcome = await this.letters.discard(unitOf(ctx.payload), ctx.account);
    await this.#conclude(ctx, ctx.t(outcome === "discarded" ? "discarded" : `retry-${outcome}`), false);
  }

  /** Keeps the journal small. */
  @task({ every: "1h", description: "Forgets what was finished more than a week ago" })
  async forget(): Promise<void> {
    await this.store.journal.prune(this.clock.now() - REMEMBERED);
  }

  /** Says what came of a button, in its message's place: a list is shown as it is now, and what may be tried again keeps its buttons. */
  async #conclude(ctx: ActionContext<FailedUnit>, text: string, again: boolean): Promise<void> {
    const { payload } = ctx;
    if (typeof payload !== "string") {
      const list = await this.failed.show(ctx);
      // That nothing else has failed is no news beside what came of the last of them.
      return await change(ctx, list.buttons === undefined ? { text } : { ...list, text: `${text}\n\n${list.text}` });
    }
    const buttons = [
      { text: ctx.t("retry"), action: { name: "system.retry", payload } },
      { text: ctx.t("discard"), action: { name: "system.discard", payload } },
    ];
    await change(ctx, again ? { text, buttons: [buttons] } : { text });
  }
}

function unitOf(payload: FailedUnit): string {
  return typeof payload === "string" ? payload : payload.unit;
}

/** Changes the message whose button was pressed, where the platform says which one that is. */
async function change(ctx: ActionContext<FailedUnit>, content: Outgoing): Promise<void> {
  if (ctx.message === undefined) await ctx.reply(content);
  else await ctx.edit(ctx.message, content);
}
