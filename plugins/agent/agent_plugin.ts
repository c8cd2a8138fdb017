import {
  action,
  type ActionContext,
  BotPort,
  Clock,
  command,
  type CommandContext,
  Contributions,
  inject,
  lazySchema,
  plugin,
  Rejected,
  Translations,
  UserError,
} from "@portico/bot";
import { z } from "zod";
import { type Batch, type BatchContext, mode, OpenMessages } from "../aggregation/mod.ts";
import { ConversationContextManager } from "../conversation/mod.ts";
import { Model } from "../model/mod.ts";
import type { AgentTask, RunOutcome } from "./agent_task.ts";
import { AGENT, AgentTaskService, RunBroken } from "./agent_task_service.ts";
import { AgentConfig, LONGEST_RUN } from "./config.ts";
import { RunUndo } from "./run_undo.ts";
import { StopRequests } from "./stop_requests.ts";
import { ToolCatalog } from "./tool_catalog.ts";
import { UndoLog } from "./undo_log.ts";
import en from "./texts/en.ftl" with { type: "text" };
import ru from "./texts/ru.ftl" with { type: "text" };

/** A run's own budget ends it, and says so. The kernel's limit only stands behind it. In milliseconds. */
const TIMEOUT = (LONGEST_RUN + 120) * 1_000;

/** The longest text of a task, in characters: what is longer is material, not a request. */
const LONGEST_TASK = 10_000;

/** Actions that open a note, the best first: those of the plugins that are loaded. */
const OPEN = ["vault.open", "note.open"];

/** Carries out what people ask for, with the tools of all plugins. */
@plugin({
  name: AGENT,
  config: AgentConfig,
  services: [ToolCatalog, StopRequests, UndoLog, RunUndo],
  provides: [AgentTaskService],
  texts: { en, ru },
})
@inject(
  AgentTaskService,
  ConversationContextManager,
  ToolCatalog,
  StopRequests,
  OpenMessages,
  UndoLog,
  RunUndo,
  Contributions,
  Translations,
  BotPort,
  Clock,
  Model,
)
export class AgentPlugin {
  /** Built by the kernel. */
  constructor(
    private readonly service: AgentTaskService,
    private readonly memory: ConversationContextManager,
    private readonly catalog: ToolCatalog,
    private readonly stops: StopRequests,
    private readonly open: OpenMessages,
    private readonly log: UndoLog,
    private readonly undoing: RunUndo,
    private readonly contributions: Contributions,
    private readonly translations: Translations,
    private readonly bot: BotPort,
    private readonly clock: Clock,
    private readonly model: Pick<Model, "info">,
  ) {}

  /** A batch is a task. */
  @mode("agent", { timeout: TIMEOUT })
  async run(batch: Batch, ctx: BatchContext): Promise<void> {
    if (batch.amends !== undefined) return void await ctx.reply(ctx.t("amended"));
    const now = this.clock.now();
    const first = await ctx.once("begun", () => now, { inDoubt: "rerun", intent: "own" });
    const isStopped = () => this.stops.covers(batch.account, batch.conversation, batch.createdAt, { first, now });
    const task = { ...await this.#taskOf(batch, ctx), isStopped };
    if (task.text.length > LONGEST_TASK) throw new UserError(ctx.t("too-long", { limit: LONGEST_TASK }));
    const outcome = await this.#carryOut(batch, task, ctx);
    const undo = await this.#keep(batch, ctx, outcome);
    const { resultCard } = await import("./result_card.ts");
    const card = resultCard(ctx, outcome, undo, this.#opening());
    try {
      await ctx.reply(card);
    } catch (error) {
      // What was done stays done, whether or not the chat takes the news of it.
      if (!(error instanceof Rejected)) throw error;
      ctx.log.warn("The task is done, but the chat took no answer: {error}", { error });
    }
    await this.memory.remember(batch.account, batch.conversation, batch.id, [
      { role: "user", text: task.text, at: batch.createdAt },
      { role: "assistant", text: card.text, at: batch.createdAt },
    ]);
  }

  /** `/stop`: ends what runs here, and what was asked for before it and has not begun, whether or not its messages are still being gathered. */
  @command("stop", { urgent: true })
  async stopRun(ctx: CommandContext): Promise<void> {
    const { account: { id }, conversation } = ctx;
    const since = this.clock.now();
    const isRunning = this.service.stop(id, conversation) > 0;
    if (isRunning) await ctx.reply(ctx.t("stopping"));
    const isOpen = await this.open.handOver(id, conversation, AGENT);
    await this.stops.add(id, conversation, since);
    // What has begun in between.
    const hasBegun = this.service.stop(id, conversation) > 0;
    if (!isRunning) await ctx.reply(ctx.t(isOpen || hasBegun ? "stopping" : "stop-nothing"));
  }

  /** `/tools`: what the agent can do for whoever asks. */
  @command("tools")
  async showTools(ctx: CommandContext): Promise<void> {
    const tools = await this.catalog.of(ctx.account, ctx.signal);
    const { toolsPage } = await import("./tools_page.ts");
    const all = [this.undoing.tool(ctx, ctx.event.key), ...tools.values()];
    await ctx.reply(toolsPage(ctx, this.translations, all, this.model.info.offline));
  }

  /** Takes a run back. */
  @action("undo", { payload: lazySchema(() => z.string()) })
  async undo(ctx: ActionContext<string>): Promise<void> {
    const outcome = await this.undoing.undo(ctx.payload, ctx.event.key, ctx);
    const { undoCard } = await import("./result_card.ts");
    await ctx.reply(undoCard(ctx, outcome));
  }

  /** What is forwarded without a word is asked about. */
  async #taskOf(batch: Batch, ctx: BatchContext): Promise<AgentTask> {
    const { taskOf } = await import("./task_reading.ts");
    const task = await taskOf(batch, ctx, this.bot);
    if (task.text !== "") return task;
    if (task.data.length === 0) throw new UserError(ctx.t("empty"));
    return { ...task, text: (await ctx.ask(ctx.t("what-with-it"), { name: "task" })).trim() };
  }

  async #carryOut(batch: Batch, task: AgentTask, ctx: BatchContext): Promise<RunOutcome> {
    try {
      return await this.service.run(task, ctx);
    } catch (error) {
      if (!(error instanceof RunBroken)) throw error;
      // What was done so far can be taken back, also by somebody who does not try again.
      await this.#keep(batch, ctx, error.outcome);
      const { brokenText } = await import("./result_card.ts");
      throw brokenText(ctx, error, this.translations);
    }
  }

  /** Keeps how a run is taken back; the payload of the button that does. */
  async #keep(batch: Batch, { item }: BatchContext, { undo }: RunOutcome): Promise<string | undefined> {
    if (undo.length === 0) return undefined;
    const key = this.log.keyOf(batch.account, batch.conversation, item.createdAt, batch.id);
    await this.log.add(key, batch.id, undo);
    return key;
  }

  #opening(): ((note: string) => { readonly name: string; readonly payload: string }) | undefined {
    const there = this.contributions.of(action);
    const name = OPEN.find((name) => there.get(name) !== undefined);
    return name === undefined ? undefined : (payload) => ({ name, payload });
  }
}
