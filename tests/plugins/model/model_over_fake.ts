/** A configured model over the fake endpoint, in virtual time. */
import type { LanguageModelV4, LanguageModelV4CallOptions, LanguageModelV4StreamPart } from "@ai-sdk/provider";
import { logger, type Store } from "../../../core/mod.ts";
import { SqliteStore } from "../../../adapters/sqlite/mod.ts";
import {
  ConfiguredModel,
  ModelConfig,
  ModelError,
  type ModelSettings,
  type ModelUse,
} from "../../../plugins/model/mod.ts";
import { TestClock } from "../../support/clock.ts";
import { FakeOpenAI, type FakeOpenAIOptions } from "../../support/fake_openai/mod.ts";

// Loaded before any test, so that in virtual time nothing waits for a disk.
await import("../../../plugins/model/account_limits.ts");
await import("../../../plugins/model/endpoint.ts");
await import("gpt-tokenizer/encoding/o200k_base");
await import("../../../plugins/model/tokenizer.ts");

export const USE: ModelUse = { account: "anna", purpose: "ask" };

/** What a test sets of the configuration, and of the fake. */
export interface OverFakeOptions {
  readonly settings?: Partial<ModelSettings>;
  readonly fake?: FakeOpenAIOptions;
  readonly store?: Store;
  readonly clock?: TestClock;
}

/** See the file's comment. */
export class ModelOverFake implements AsyncDisposable {
  private constructor(
    readonly model: ConfiguredModel,
    readonly fake: FakeOpenAI,
    readonly clock: TestClock,
    readonly store: Store,
  ) {}

  static async make({ settings = {}, fake: options = {}, clock = new TestClock(), store }: OverFakeOptions = {}) {
    const fake = new FakeOpenAI({ clock, ...options });
    const checked = await ModelConfig.schema["~standard"].validate({ url: fake.url, name: fake.model, ...settings });
    if (checked.issues !== undefined) throw new Error(checked.issues.map(({ message }) => message).join());
    const kept = store ?? await SqliteStore.open({ path: ":memory:", clock, sync: () => Promise.resolve() });
    const platform = { fetch: fake.fetch, random: () => 0.5 };
    const model = new ConfiguredModel(checked.value, kept, clock, logger("model"), platform);
    return new ModelOverFake(model, fake, clock, kept);
  }

  /** The model for the AI SDK. */
  language(use: ModelUse = USE): Promise<LanguageModelV4> {
    return this.model.for(use);
  }

  /** One answer's text. */
  async ask(text: string, signal?: AbortSignal, use: ModelUse = USE): Promise<string> {
    const { content } = await (await this.language(use)).doGenerate(promptOf(text, signal));
    return content.map((part) => part.type === "text" ? part.text : "").join("");
  }

  /** All parts of a streamed answer. */
  async stream(text: string, signal?: AbortSignal): Promise<LanguageModelV4StreamPart[]> {
    const { stream } = await (await this.language()).doStream(promptOf(text, signal));
    return await Array.fromAsync(stream);
  }

  /** Lets time pass until something is over, in steps that are short beside any time-out. */
  async spend<T>(work: Promise<T>, most = 3_600_000): Promise<T> {
    let over = false;
    const end = () => void (over = true);
    work.then(end, end);
    for (let spent = 0; !over && spent <= most; spent += 500) await this.clock.advance(500);
    if (!over) throw new Error(`Not over after ${most} ms.`);
    return await work;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.store.close();
    await this.fake[Symbol.asyncDispose]();
  }
}

/** A call with one message. */
export function promptOf(text: string, abortSignal?: AbortSignal): LanguageModelV4CallOptions {
  return { prompt: [{ role: "user", content: [{ type: "text", text }] }], ...(abortSignal && { abortSignal }) };
}

/** The error that it ends with, which has to be a `ModelError`. */
export async function failureIn(work: Promise<unknown>): Promise<ModelError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof ModelError) return error;
    throw error;
  }
  throw new Error("It went well.");
}

/** The text of the parts. */
export function textIn(parts: readonly LanguageModelV4StreamPart[]): string {
  return parts.map((part) => part.type === "text-delta" ? part.delta : "").join("");
}

/** The failure that is one of the parts. */
export function failureAmong(parts: readonly LanguageModelV4StreamPart[]): ModelError | undefined {
  for (const part of parts) if (part.type === "error" && part.error instanceof ModelError) return part.error;
}
