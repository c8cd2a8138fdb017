import { BotPort, Clock, type Conversation, Deadlines, inject, Translations } from "@portico/bot";
import { ConversationContextManager } from "../conversation/mod.ts";
import { Model } from "../model/mod.ts";
import { Vaults } from "../vault/mod.ts";
import type { AgentRun } from "./agent_run.ts";
import type { AgentTask, RunContext, RunOutcome } from "./agent_task.ts";
import { AgentConfig, type AgentSettings } from "./config.ts";
import type { ProgressLine } from "./progress_line.ts";
import { RunUndo } from "./run_undo.ts";
import { keyOf } from "./stop_requests.ts";
import { ToolCatalog } from "./tool_catalog.ts";
import { withinTime } from "./within_time.ts";

/** The plugin's name, which owns its texts and actions. */
export const AGENT = "agent";

/** A model broke off a run. What was done so far is known, and the run goes on from there when it is started again. */
export class RunBroken extends Error {
  /** The class's name. */
  override readonly name = "RunBroken";

  /** Keeps the model's error as its cause. */
  constructor(
    /** What was done so far. */
    readonly outcome: RunOutcome,
    options: ErrorOptions,
  ) {
    super("The model broke off the run.", options);
  }
}

/** A model that was told to end may take this long, in milliseconds; longer than a tool may. */
const GRACE = 2_000;
/** The share of a model's window that earlier exchanges may fill. */
const HISTORY_SHARE = 8;

/**
 * Carries out tasks: a model chooses among the tools there are, until it is done or a budget is used up. Every answer of the model and every call of a
 * tool is a step, so that a run which is started again goes on where it was.
 */
@inject(
  Model,
  ConversationContextManager,
  ToolCatalog,
  RunUndo,
  Vaults,
  Translations,
  BotPort,
  AgentConfig,
  Clock,
  Deadlines,
)
export class AgentTaskService {
  /** Those that go on, by account and conversation. */
  readonly #runs = new Map<string, Set<AgentRun>>();

  /** Built by the kernel. */
  constructor(
    private readonly model: Model,
    private readonly memory: ConversationContextManager,
    private readonly catalog: ToolCatalog,
    private readonly undo: RunUndo,
    private readonly vaults: Vaults,
    private readonly translations: Translations,
    private readonly bot: BotPort,
    private readonly settings: AgentSettings,
    private readonly clock: Clock,
    private readonly deadlines: Deadlines,
  ) {}

  /**
   * Carries out a task, once: a handler that runs again gets the remembered outcome.
   *
   * @throws {RunBroken} the model failed; its cause says why.
   */
  async run(task: AgentTask, ctx: RunContext): Promise<RunOutcome> {
    const { ProgressLine } = await import("./progress_line.ts");
    const progress = new ProgressLine(ctx, this.clock);
    // Also where the outcome is remembered: the reply takes the place of what was shown before the process died.
    progress.begin();
    try {
      return await ctx.once("run", () => this.#run(task, ctx, progress), { inDoubt: "rerun", intent: "own" });
    } finally {
      progress.end();
    }
  }

  /** Ends what the account has running in the conversation; how many runs that were. */
  stop(account: string, conversation: Conversation): number {
    let count = 0;
    for (const run of this.#runs.get(keyOf(account, conversation)) ?? []) {
      if (run.ending === undefined) count++;
      run.end("stopped", "at once");
    }
    return count;
  }

  /** Keeps a run until the returned function is called. */
  #keep(account: string, conversation: Conversation, run: AgentRun): () => void {
    const key = keyOf(account, conversation);
    const runs = this.#runs.get(key) ?? new Set();
    this.#runs.set(key, runs.add(run));
    return () => {
      runs.delete(run);
      if (runs.size === 0 && this.#runs.get(key) === runs) this.#runs.delete(key);
    };
  }

  async #run(task: AgentTask, ctx: RunContext, progress: ProgressLine): Promise<RunOutcome> {
    const { AgentRun } = await import("./agent_run.ts");
    const run = new AgentRun(task.id, this.settings, this.clock, this.deadlines);
    const remove = this.#keep(ctx.account.id, ctx.conversation, run);
    const abort = () => run.fail(ctx.signal.reason);
    ctx.signal.addEventListener("abort", abort, { once: true });
    if (ctx.signal.aborted) abort();
    try {
      // From here on a stop finds the run, so that none is missed between the two.
      if (await task.isStopped?.()) {
        run.end("stopped", "at once");
        return run.outcome("");
      }
      run.startClock();
      return await this.#work(task, ctx, run, progress);
    } catch (error) {
      if (run.failure !== undefined) throw run.failure.error;
      throw new RunBroken(run.outcome(""), { cause: error });
    } finally {
      run.stopClock();
      remove();
      ctx.signal.removeEventListener("abort", abort);
    }
  }

  async #work(task: AgentTask, ctx: RunContext, run: AgentRun, progress: ProgressLine): Promise<RunOutcome> {
    const { account, conversation } = ctx;
    const { info } = this.model;
    const [{ runLoop }, { prepareCalls }, { roomIn }, model, tools, history] = await Promise.all([
      import("./task_loop.ts"),
      import("./call_preparation.ts"),
      import("./prompt_room.ts"),
      this.model.for({ account: account.id, purpose: AGENT }),
      this.catalog.of(account, run.signal),
      this.memory.recall(account.id, conversation, Math.floor(info.window / HISTORY_SHARE)),
    ]);
    const undoLast = this.undo.tool(ctx, run.id);
    tools.set(undoLast.name, undoLast);
    const { translations, settings, clock, deadlines, bot } = this;
    const vault = this.vaults.of(account);
    const room = roomIn(info.window);
    const parts = { ctx, run, tools, progress, translations, settings, room, clock, deadlines, bot, vault };
    const calls = prepareCalls(parts);
    return await endWith(run, () => runLoop({ task, ctx, run, model, tools, calls, history, room }), clock, deadlines);
  }
}

/** Waits for a run; one that has ended while its model goes on is waited for no longer than the grace. */
async function endWith(
  run: AgentRun,
  loop: () => Promise<RunOutcome>,
  clock: Clock,
  deadlines: Deadlines,
): Promise<RunOutcome> {
  try {
    return await withinTime(loop, { milliseconds: Infinity, signal: run.signal, clock, deadlines, grace: GRACE });
  } catch (error) {
    if (run.failure === undefined && run.ending !== undefined) return run.outcome("");
    throw error;
  }
}
