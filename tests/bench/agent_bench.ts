/** The agent's service over a store, without a kernel around it. */
import type { LanguageModelV4 } from "@ai-sdk/provider";
import {
  type Account,
  type BotPort,
  Contributions,
  type Conversation,
  Deadlines,
  type Json,
  logger,
  type Schema,
  type Store,
  SystemClock,
  Translations,
} from "../../core/mod.ts";
import { Buttons } from "../../core/chat/buttons.ts";
import { OperationPort } from "../../core/chat/operation_port.ts";
import { AgentConfig, type AgentSettings, AgentTaskService, type RunContext, tool } from "../../plugins/agent/mod.ts";
import { RunUndo } from "../../plugins/agent/run_undo.ts";
import { ToolCatalog } from "../../plugins/agent/tool_catalog.ts";
import { UndoLog } from "../../plugins/agent/undo_log.ts";
import { ConversationContextManager } from "../../plugins/conversation/mod.ts";
import { Model } from "../../plugins/model/mod.ts";
import { MemoryVaults } from "../plugins/note/memory_vault.ts";
import { checkValue } from "../../core/schemas/schema_check.ts";

/** A tool that gives back the same at once. */
export interface BenchTool {
  readonly name: string;
  readonly description: string;
  readonly effect: "read" | "change";
  readonly input: Schema<object>;
  readonly output: Json;
}

/** See the file's comment. */
export class AgentBench implements Disposable {
  readonly #clock = new SystemClock();
  readonly #deadlines = new Deadlines(this.#clock);
  readonly #service: Promise<AgentTaskService>;
  #runs = 0;

  constructor(private readonly store: Store, model: LanguageModelV4, tools: readonly BenchTool[]) {
    const contributions = new Contributions();
    for (const { output, ...options } of tools) {
      contributions.add(tool, {
        plugin: "bench",
        name: `bench.${options.name}`,
        key: options.name,
        options: { ...options, repeatable: true },
        handler: () => Promise.resolve(output),
      });
    }
    this.#service = this.#make(contributions, model);
  }

  /** One run, which has to make so many calls. */
  async run(calls: number): Promise<void> {
    const service = await this.#service;
    const id = `run${this.#runs++}`;
    const task = { id, text: "Collect everything about the flat", data: [] };
    const outcome = await service.run(task, contextOf(this.store, id));
    if (outcome.calls !== calls || outcome.ending !== "done") throw new Error(JSON.stringify(outcome));
  }

  /** Resolves when every step is on the disk. */
  async flush(): Promise<void> {
    await this.store.once(`flush${this.#runs}`, "flush", () => {}, { inDoubt: "rerun" });
  }

  [Symbol.dispose](): void {
    this.#deadlines.stop();
  }

  async #make(contributions: Contributions, model: LanguageModelV4): Promise<AgentTaskService> {
    const settings = await defaultSettings();
    const translations = new Translations(() => {});
    const catalog = new ToolCatalog(contributions, this.#clock, this.#deadlines, logger("bench"));
    const undo = new RunUndo(
      new UndoLog(this.store, this.#clock, settings),
      catalog,
      settings,
      this.#clock,
      this.#deadlines,
    );
    const bot: BotPort = new OperationPort(new Buttons(this.store, this.#clock));
    return new AgentTaskService(
      new GivenModel(model),
      new NoMemory(),
      catalog,
      undo,
      new MemoryVaults(),
      translations,
      bot,
      settings,
      this.#clock,
      this.#deadlines,
    );
  }
}

async function defaultSettings(): Promise<AgentSettings> {
  const { value } = await checkValue(AgentConfig.schema, {}, "en");
  if (value === undefined) throw new Error("The agent has no default configuration.");
  return value;
}

const account: Account = { id: "owner", role: "owner" };
const conversation: Conversation = { platform: "bench", chat: "1", kind: "private" };

/** The context of a work item, as far as a run uses it. */
function contextOf(store: Store, unit: string): RunContext {
  return {
    account,
    conversation,
    language: "en",
    signal: new AbortController().signal,
    log: logger("bench"),
    once: (step, fn, options) => store.once(unit, `step:${step}`, fn, options),
    ask: () => Promise.reject(new Error("Nobody is asked.")),
    progress: () => Promise.resolve(),
    t: (id) => id,
  };
}

class GivenModel extends Model {
  readonly info = { name: "bench", offline: false, window: 32_000 };
  constructor(private readonly model: LanguageModelV4) {
    super();
  }
  for(): Promise<LanguageModelV4> {
    return Promise.resolve(this.model);
  }
  countTokens(): Promise<number> {
    return Promise.resolve(0);
  }
  usage(): Promise<never> {
    return Promise.reject(new Error("Nobody asks for that here."));
  }
}

class NoMemory extends ConversationContextManager {
  recall(): Promise<readonly never[]> {
    return Promise.resolve([]);
  }
  remember(): Promise<void> {
    return Promise.resolve();
  }
  size(): Promise<never> {
    return Promise.reject(new Error("Nobody asks for that here."));
  }
  reset(): Promise<number> {
    return Promise.resolve(0);
  }
}
