/** A model that says what a test wants it to. */
import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4StreamPart,
  LanguageModelV4Usage,
} from "@ai-sdk/provider";
import { type Constructor, plugin } from "@portico/bot";
import { Model, type ModelInfo, type ModelUsage, type ModelUse } from "../../plugins/model/mod.ts";
import en from "../../plugins/model/texts/en.ftl" with { type: "text" };
import ru from "../../plugins/model/texts/ru.ftl" with { type: "text" };

/** Says something, piece by piece; may wait, throw, or never end. */
export type Answer = (
  call: LanguageModelV4CallOptions,
  use: ModelUse,
) => AsyncIterable<string> | Iterable<string> | Promise<Iterable<string>>;

/** A call as it was made. */
export interface ScriptedCall {
  readonly use: ModelUse;
  readonly options: LanguageModelV4CallOptions;
}

const USAGE: LanguageModelV4Usage = {
  inputTokens: { total: 1, noCache: 1, cacheRead: undefined, cacheWrite: undefined },
  outputTokens: { total: 1, text: 1, reasoning: undefined },
};

/** See the file's comment. A token is a word. */
export class ScriptedModel extends Model {
  info: ModelInfo = { name: "scripted", offline: false, window: 100_000 };
  /** What it says. */
  answer: Answer;
  /** Why it ends. */
  finish: "stop" | "length" = "stop";
  /** All calls so far. */
  readonly calls: ScriptedCall[] = [];
  /** Texts whose tokens were counted. */
  readonly counted: string[] = [];

  constructor(answer: Answer | string = "") {
    super();
    this.answer = typeof answer === "string" ? () => [answer] : answer;
  }

  for(use: ModelUse): Promise<LanguageModelV4> {
    return Promise.resolve({
      specificationVersion: "v4",
      provider: "test",
      modelId: "scripted",
      supportedUrls: {},
      doGenerate: () => Promise.reject(new Error("This model only streams.")),
      doStream: (options) => {
        this.calls.push({ use, options });
        return Promise.resolve({ stream: streamOf(this.#pieces(options, use), () => this.finish) });
      },
    });
  }

  countTokens(text: string): Promise<number> {
    this.counted.push(text);
    return Promise.resolve(text.split(/\s+/).filter((word) => word !== "").length);
  }

  usage(): Promise<ModelUsage> {
    return Promise.resolve({ calls: 0, callsPerMinute: 1, tokens: 0, tokensPerDay: 1, cost: undefined });
  }

  async *#pieces(options: LanguageModelV4CallOptions, use: ModelUse): AsyncIterable<string> {
    yield* await this.answer(options, use);
  }
}

/** A plugin that gives others this model. */
export function modelOf(model: Model): Constructor {
  class GivenModel extends Model {
    get info() {
      return model.info;
    }
    for(use: ModelUse) {
      return model.for(use);
    }
    countTokens(text: string) {
      return model.countTokens(text);
    }
    usage(account: string) {
      return model.usage(account);
    }
  }

  @plugin({ name: "model", provides: [{ token: Model, useClass: GivenModel }], texts: { en, ru } })
  class GivenModelPlugin {}

  return GivenModelPlugin;
}

async function* partsOf(
  pieces: AsyncIterable<string>,
  reason: () => "stop" | "length",
): AsyncIterable<LanguageModelV4StreamPart> {
  yield { type: "stream-start", warnings: [] };
  yield { type: "text-start", id: "1" };
  for await (const delta of pieces) yield { type: "text-delta", id: "1", delta };
  yield { type: "text-end", id: "1" };
  yield { type: "finish", finishReason: { unified: reason(), raw: undefined }, usage: USAGE };
}

function streamOf(
  pieces: AsyncIterable<string>,
  reason: () => "stop" | "length",
): ReadableStream<LanguageModelV4StreamPart> {
  return ReadableStream.from(partsOf(pieces, reason));
}
