import {
  action,
  type ActionContext,
  command,
  type CommandContext,
  type Context,
  type IncomingEdit,
  type IncomingMessage,
  inject,
  lazySchema,
  middleware,
  type Next,
  on,
  plugin,
  type PluginLifecycle,
  task,
  type TaskContext,
} from "@portico/bot";
import { z } from "zod";
import { AmendedBatches } from "./amended_batches.ts";
import { AggregationConfig } from "./config.ts";
import { Gathering } from "./gathering.ts";
import { ModeCommands } from "./mode_commands.ts";
import { AGGREGATION, ModeMenu } from "./mode_menu.ts";
import { ModeSwitch } from "./mode_switch.ts";
import { Modes } from "./modes.ts";
import { OpenMessages } from "./open_messages.ts";
import { PastBatches } from "./past_batches.ts";
import { SeenSign } from "./seen_sign.ts";
import en from "./texts/en.ftl" with { type: "text" };
import ru from "./texts/ru.ftl" with { type: "text" };

/** After everybody else who may want a message: what nobody takes goes to the mode. */
const LAST = -100;

/** Gathers what is no command into batches, and hands them to the modes. */
@plugin({
  name: AGGREGATION,
  config: AggregationConfig,
  services: [Modes, PastBatches, SeenSign, Gathering, ModeMenu, ModeCommands],
  provides: [ModeSwitch, OpenMessages, AmendedBatches],
  texts: { en, ru },
})
@inject(Gathering, Modes, ModeSwitch, ModeMenu, ModeCommands)
export class AggregationPlugin implements PluginLifecycle {
  #unfollow: (() => void) | undefined;

  /** Built by the kernel. */
  constructor(
    private readonly gathering: Gathering,
    private readonly modes: Modes,
    private readonly switcher: ModeSwitch,
    private readonly menu: ModeMenu,
    private readonly commands: ModeCommands,
  ) {}

  /** Gives the modes their commands. */
  start(): void {
    this.#unfollow = this.commands.follow();
  }

  /** Nothing more will come that could belong to what is open. */
  async drain(): Promise<void> {
    await this.gathering.aggregator.flushAll();
  }

  /** What is open stays in the journal. */
  stop(): void {
    this.#unfollow?.();
    this.gathering.aggregator.stop();
  }

  /** Before a command that waits its turn, what came before it is closed, so that neither changes the other. */
  @middleware()
  close(ctx: Context, next: Next): Promise<void> {
    if (ctx.route?.kind !== "command" || ctx.route.urgent) return next();
    const closing = this.gathering.flush(ctx.conversation, ctx.account.id);
    return closing === undefined ? next() : closing.then(next);
  }

  /** Takes a message that nobody else does. */
  @on("message", { priority: LAST })
  async gather(ctx: Context<IncomingMessage>): Promise<void> {
    if (!await this.gathering.take(ctx)) await ctx.reply(ctx.t("no-modes"));
  }

  /** Takes the edit of a message that is or was in a batch. */
  @on("edit", { priority: LAST })
  async correct(ctx: Context<IncomingEdit>): Promise<void> {
    if (await this.gathering.takeEdit(ctx)) return;
    ctx.log.debug("{key} is the edit of a message that is in no batch.", { key: ctx.event.key });
    // It may be the edit of a command, of an answer, or of something long past: made a message, it would do what nobody meant. Who is alone with the
    // bot is told; among others most edits are no affair of the bot's.
    if (ctx.conversation.kind === "private") await ctx.reply(ctx.t("edit-unknown"));
  }

  /** `/mode` and `/mode name`. */
  @command("mode")
  async showModes(ctx: CommandContext): Promise<void> {
    const asked = ctx.rest.trim();
    const current = await this.switcher.current(ctx.account.id, ctx.conversation);
    if (asked === "") return void await ctx.reply(this.menu.page(ctx.language, current));
    const mode = this.modes.get(asked.replace(/^\//, "").toLowerCase());
    if (mode === undefined) return void await ctx.reply(this.menu.unknown(ctx.language, asked, current));
    await this.switcher.switchTo(ctx.account.id, ctx.conversation, mode.options.name);
    await ctx.reply(this.menu.switched(mode, ctx.language));
  }

  /** Switches to the mode of a button. */
  @action("mode", { payload: lazySchema(() => z.string()) })
  async choose(ctx: ActionContext<string>): Promise<void> {
    const mode = this.modes.get(ctx.payload);
    const { account, conversation, language, message } = ctx;
    if (mode === undefined) {
      const current = await this.switcher.current(account.id, conversation);
      return void await ctx.reply(this.menu.unknown(language, ctx.payload, current));
    }
    await this.switcher.switchTo(account.id, conversation, mode.options.name);
    if (message === undefined) await ctx.reply(this.menu.switched(mode, language));
    else {
      await ctx.edit(message, this.menu.page(language, mode.options.name));
    }
  }

  /** Shows what is open to whoever looks. */
  @task({ description: "Gathers messages into batches" })
  async batches(task: TaskContext): Promise<void> {
    task.report(() =>
      Array.from(this.gathering.aggregator.open(), ({ id, mode, messages, account, conversation, startedAt }) => ({
        id,
        description: `${mode} × ${messages}, ${conversation.platform}/${conversation.chat}`,
        userId: account,
        startedAt,
      }))
    );
    await new Promise<void>((resolve) => {
      if (task.signal.aborted) resolve();
      else task.signal.addEventListener("abort", () => resolve(), { once: true });
    });
  }
}
