/** A model that says what it is given to say: texts of any kind, calls of tools that there are or are not, with any input. */
import type {
  LanguageModelV4,
  LanguageModelV4Content,
  LanguageModelV4GenerateResult,
  LanguageModelV4StreamPart,
  LanguageModelV4StreamResult,
} from "@ai-sdk/provider";

/** One answer: a text, or calls. An input that is a text is sent as it is, valid JSON or not. */
export type Babble = string | readonly { readonly tool: string; readonly input: unknown }[];

const USAGE: LanguageModelV4GenerateResult["usage"] = {
  inputTokens: { total: 1, noCache: 1, cacheRead: 0, cacheWrite: 0 },
  outputTokens: { total: 1, text: 1, reasoning: 0 },
};

/** See the file's comment. When nothing is left to say, it is done. */
export class BabblingModel implements LanguageModelV4 {
  readonly specificationVersion = "v4";
  readonly provider = "babbling";
  readonly modelId = "babbling";
  readonly supportedUrls = {};
  /** What is still to be said. */
  left: Babble[] = [];

  doGenerate(): Promise<LanguageModelV4GenerateResult> {
    const content = this.#next();
    const unified = content.some(({ type }) => type === "tool-call") ? "tool-calls" : "stop";
    return Promise.resolve({ content, finishReason: { unified, raw: undefined }, usage: USAGE, warnings: [] });
  }

  doStream(): Promise<LanguageModelV4StreamResult> {
    return Promise.resolve({ stream: ReadableStream.from(partsOf(this.#next())) });
  }

  #next(): LanguageModelV4Content[] {
    const babble = this.left.shift() ?? "Done.";
    if (typeof babble === "string") return [{ type: "text", text: babble }];
    return babble.map(({ tool, input }) => ({
      type: "tool-call",
      toolCallId: "call",
      toolName: tool,
      input: typeof input === "string" ? input : JSON.stringify(input),
    }));
  }
}

function* partsOf(content: readonly LanguageModelV4Content[]): Generator<LanguageModelV4StreamPart> {
  yield { type: "stream-start", warnings: [] };
  for (const part of content) {
    if (part.type !== "text") continue;
    yield { type: "text-start", id: "1" };
    for (let at = 0; at < part.text.length; at += 500) {
      yield { type: "text-delta", id: "1", delta: part.text.slice(at, at + 500) };
    }
    yield { type: "text-end", id: "1" };
  }
  yield { type: "finish", finishReason: { unified: "stop", raw: undefined }, usage: USAGE };
}
