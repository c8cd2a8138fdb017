/** A whole bot with an agent, a model that a test writes, and notes in memory. */
// What is loaded with the first task is here already: a test counts turns of the event loop, and a load takes any number of them.
import "../../../plugins/agent/agent_run.ts";
import "../../../plugins/agent/call_preparation.ts";
import "../../../plugins/agent/progress_line.ts";
import "../../../plugins/agent/prompt_room.ts";
import "../../../plugins/agent/result_card.ts";
import "../../../plugins/agent/run_tool.ts";
import "../../../plugins/agent/task_loop.ts";
import "../../../plugins/agent/task_reading.ts";
import "../../../plugins/agent/tool_context.ts";
import "../../../plugins/agent/tools_page.ts";
import "../../../plugins/conversation/text_cut.ts";
import { type Constructor, type Conversation, conversationId, plugin } from "@portico/bot";
import type { LanguageModelV4 } from "@ai-sdk/provider";
import { AgentPlugin } from "../../../plugins/agent/mod.ts";
import { AggregationPlugin } from "../../../plugins/aggregation/mod.ts";
import {
  type ContextMessage,
  type ContextSize,
  ConversationContextManager,
} from "../../../plugins/conversation/mod.ts";
import { Model, type ModelUsage, type ModelUse } from "../../../plugins/model/mod.ts";
import { SettingsPlugin } from "../../../plugins/settings/mod.ts";
import { SystemPlugin } from "../../../plugins/system/mod.ts";
import type { TestClock } from "../../support/clock.ts";
import { modelOf } from "../../support/scripted_model.ts";
import { type Parts, TalkingBot } from "../../support/talking_bot.ts";
import { TestBot, type TestBotOptions } from "../../support/test_bot.ts";
import { vaultOf } from "../note/note_bot.ts";
import { FakeNotes, fakeTools } from "./fake_notes.ts";
import { answers, type Script, ScriptedModel } from "./scripted_model.ts";

/** What is remembered of conversations, for as long as a test has it. */
export class FakeMemory {
  readonly kept = new Map<string, ContextMessage[]>();
  readonly keys = new Set<string>();
}

/** What a bot is made of, beside what every bot is. */
export interface AgentBotOptions extends Omit<TestBotOptions, "plugins"> {
  readonly notes?: FakeNotes;
  readonly model?: LanguageModelV4;
  readonly script?: Script;
  /** The model says that it is none. */
  readonly offline?: boolean;
  readonly memory?: FakeMemory;
  /** Plugins beside it. */
  readonly more?: readonly Constructor[];
  readonly clock?: TestClock;
  /** Fields of `plugins.agent`. */
  readonly agent?: Readonly<Record<string, unknown>>;
}

/** See the file's comment. */
export class AgentBot extends TalkingBot {
  private constructor(
    bot: TestBot,
    readonly notes: FakeNotes,
    readonly model: LanguageModelV4,
    readonly memory: FakeMemory,
  ) {
    super(bot);
  }

  static async start(options: AgentBotOptions = {}): Promise<AgentBot> {
    const { script = answers(), notes = new FakeNotes(), memory = new FakeMemory(), more = [], clock, agent, ...rest } =
      options;
    const model = options.model ?? new ScriptedModel(script);
    const plugins = [
      SettingsPlugin,
      SystemPlugin,
      AggregationPlugin,
      vaultOf(notes.vaults),
      languageModelOf(model, options.offline),
      memoryOf(memory),
      fakeTools(notes),
      ...more,
      AgentPlugin,
    ];
    const config = { aggregation: { mode: "agent" }, agent: { quiet: 1, ...agent }, ...rest.config };
    return new AgentBot(await TestBot.start({ plugins, ...rest, config }, clock), notes, model, memory);
  }

  /** The model, where a script makes it. */
  get scripted(): ScriptedModel {
    if (!(this.model instanceof ScriptedModel)) throw new TypeError("The model has no script.");
    return this.model;
  }

  /** Gives the agent a task, and lets no more time pass than that takes to be a batch. */
  async task(text: string, parts: Parts = {}): Promise<string> {
    await this.chat.say(text, parts);
    await this.pass(1);
    return this.heard;
  }

  /** Presses the newest button with this text. */
  async press(text: string, who: { user?: string; chat?: string } = {}): Promise<string> {
    await this.chat.press(text, who);
    await this.calm();
    return this.heard;
  }

  protected override get done(): number {
    return super.done + this.notes.calls.length;
  }
}

/** A plugin that offers this language model to everybody. A token is four characters. */
export function languageModelOf(model: LanguageModelV4, offline = false): Constructor {
  class GivenModel extends Model {
    readonly info = { name: "scripted", offline, window: 32_000 };
    for(_use: ModelUse): Promise<LanguageModelV4> {
      return Promise.resolve(model);
    }
    countTokens(text: string): Promise<number> {
      return Promise.resolve(Math.ceil(text.length / 4));
    }
    usage(): Promise<ModelUsage> {
      return Promise.reject(new Error("Nobody asks for that here."));
    }
  }
  return modelOf(new GivenModel());
}

/** A plugin that remembers conversations there. */
export function memoryOf(memory: FakeMemory): Constructor {
  const keyOf = (account: string, conversation: Conversation) => `${account} ${conversationId(conversation)}`;

  class GivenMemory extends ConversationContextManager {
    recall(account: string, conversation: Conversation): Promise<readonly ContextMessage[]> {
      return Promise.resolve([...memory.kept.get(keyOf(account, conversation)) ?? []]);
    }
    remember(account: string, conversation: Conversation, key: string, messages: readonly ContextMessage[]) {
      const id = keyOf(account, conversation);
      if (!memory.keys.has(`${id} ${key}`)) memory.kept.set(id, [...memory.kept.get(id) ?? [], ...messages]);
      memory.keys.add(`${id} ${key}`);
      return Promise.resolve();
    }
    size(): Promise<ContextSize> {
      return Promise.reject(new Error("Nobody asks for that here."));
    }
    reset(): Promise<number> {
      return Promise.reject(new Error("Nobody asks for that here."));
    }
  }

  @plugin({ name: "conversation", provides: [{ token: ConversationContextManager, useClass: GivenMemory }] })
  class GivenMemoryPlugin {}

  return GivenMemoryPlugin;
}
