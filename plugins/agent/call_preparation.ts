/** Puts together what makes the calls of a run. Loaded with the first task. */
import type { BotPort, Clock, Conversation, Deadlines, Translations } from "@portico/bot";
import type { Vault } from "../vault/mod.ts";
import type { AgentRun } from "./agent_run.ts";
import type { RunContext } from "./agent_task.ts";
import { ApprovalQuestion } from "./approval_question.ts";
import { Approvals } from "./approvals.ts";
import { CallWords } from "./call_words.ts";
import type { AgentSettings } from "./config.ts";
import type { ProgressLine } from "./progress_line.ts";
import type { RunTool } from "./run_tool.ts";
import { ToolCalls } from "./tool_calls.ts";

/** One result takes at most this part of the room in a prompt. */
const RESULT_SHARE = 4;

/** What calls are prepared from. */
export interface CallParts {
  readonly ctx: RunContext;
  readonly run: AgentRun;
  readonly tools: ReadonlyMap<string, RunTool>;
  readonly progress: ProgressLine;
  readonly translations: Translations;
  readonly settings: AgentSettings;
  /** Characters that a prompt may have. */
  readonly room: number;
  readonly clock: Clock;
  readonly deadlines: Deadlines;
  readonly bot: Pick<BotPort, "capabilities">;
  readonly vault: Pick<Vault, "read">;
}

/** The calls of a run. */
export function prepareCalls(parts: CallParts): ToolCalls {
  const { ctx, run, tools, progress, translations, settings, room, clock, deadlines, bot, vault } = parts;
  const words = new CallWords(translations, "agent", ctx.language, (id) => run.titleOf(id));
  const approvals = new Approvals({
    ctx,
    run,
    question: new ApprovalQuestion(ctx, words, vault),
    hasButtons: hasButtons(bot, ctx.conversation),
    time: settings.approvalTime * 1_000,
    random: () => crypto.randomUUID(),
  });
  const resultLength = Math.min(settings.resultLength, Math.floor(room / RESULT_SHARE));
  return new ToolCalls({ ctx, run, tools, approvals, words, progress, settings, resultLength, clock, deadlines });
}

function hasButtons(bot: Pick<BotPort, "capabilities">, { platform }: Conversation): boolean {
  try {
    return bot.capabilities(platform).buttons !== "none";
  } catch {
    return true; // the platform is not open in this run: the question waits until it is
  }
}
