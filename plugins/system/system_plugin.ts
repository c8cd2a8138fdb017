import {
  action,
  type ActionContext,
  BackgroundTaskManager,
  Clock,
  command,
  type CommandContext,
  Contributions,
  DeadLetters,
  Dialogues,
  type HandlerContext,
  inject,
  KernelStatus,
  lazySchema,
  type Outgoing,
  plugin,
  showInPlace,
  Store,
  task,
  Translations,
} from "@portico/bot";
import { z } from "zod";
import { CommandMenu } from "./command_menu.ts";
import en from "./texts/en.ftl" with { type: "text" };
import ru from "./texts/ru.ftl" with { type: "text" };

/** How long settled events are remembered, so that a late duplicate is known as one. */
const REMEMBERED = 7 * 24 * 60 * 60_000;

/** A button of the kernel's carries the unit alone; one of the list's says that the list is to be shown again. */
const failedUnit = lazySchema(() => z.union([z.string(), z.object({ unit: z.string(), listed: z.literal(true) })]));

/** What a button for something that failed carries: its unit, and whether the button is one of a list. */
export type FailedUnit = string | { readonly unit: string; readonly listed: true };

/** What every bot needs: a greeting, help, its state, and a way out of what failed. */
@plugin({ name: "system", services: [CommandMenu], texts: { en, ru } })
@inject(
  CommandMenu,
  Contributions,
  Translations,
  BackgroundTaskManager,
  KernelStatus,
  Dialogues,
  DeadLetters,
  Store,
  Clock,
)
export class SystemPlugin {
  /** Built by the kernel. */
  constructor(
    private readonly menu: CommandMenu,
    private readonly contributions: Contributions,
    private readonly translations: Translations,
    private readonly tasks: BackgroundTaskManager,
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
    const { HelpPage } = await import("./help_page.ts");
    const page = new HelpPage(this.contributions, this.translations);
    await ctx.reply(asked === "" ? page.all(ctx) : page.one(ctx, asked));
  }

  /** Whether all is well. */
  @command("status", { urgent: true })
  async showStatus(ctx: CommandContext): Promise<void> {
    const { StatusPage } = await import("./status_page.ts");
    const page = new StatusPage(this.kernel, this.tasks, this.store, this.letters, this.clock);
    await ctx.reply(await page.show(ctx, ctx.event.key));
  }

  /** What runs in the background. */
  @command("tasks", { urgent: true })
  async showTasks(ctx: CommandContext): Promise<void> {
    const { TasksPage } = await import("./tasks_page.ts");
    await ctx.reply(new TasksPage(this.tasks, this.translations, this.clock).show(ctx));
  }

  /** Ends the open dialogue. That it has ended, whoever asked is told by the kernel. */
  @command("cancel", { urgent: true })
  async cancel(ctx: CommandContext): Promise<void> {
    if (!this.dialogues.cancel(ctx.account.id, ctx.conversation)) await ctx.reply(ctx.t("nothing-to-cancel"));
  }

  /** What could not be finished. */
  @command("failed", { urgent: true })
  async showFailed(ctx: CommandContext): Promise<void> {
    await ctx.reply(await this.#failedPage(ctx));
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

  async #failedPage(ctx: HandlerContext): Promise<Outgoing> {
    const { FailedPage } = await import("./failed_page.ts");
    return await new FailedPage(this.letters, this.store, this.clock, this.contributions.of(command)).show(ctx);
  }

  /** Says what came of a button, in its message's place: a list is shown as it is now, and what may be tried again keeps its buttons. */
  async #conclude(ctx: ActionContext<FailedUnit>, text: string, again: boolean): Promise<void> {
    const { payload } = ctx;
    if (typeof payload !== "string") {
      const list = await this.#failedPage(ctx);
      // That nothing else has failed is no news beside what came of the last of them.
      return await showInPlace(
        ctx,
        list.buttons === undefined ? { text } : { ...list, text: `${text}\n\n${list.text}` },
      );
    }
    const buttons = [
      { text: ctx.t("retry"), action: { name: "system.retry", payload } },
      { text: ctx.t("discard"), action: { name: "system.discard", payload } },
    ];
    await showInPlace(ctx, again ? { text, buttons: [buttons] } : { text });
  }
}

function unitOf(payload: FailedUnit): string {
  return typeof payload === "string" ? payload : payload.unit;
}
