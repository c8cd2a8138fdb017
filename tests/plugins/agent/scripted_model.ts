/** A language model whose answers a test writes. */
import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4Content,
  LanguageModelV4GenerateResult,
} from "@ai-sdk/provider";

/** A call of a tool; an input that is a text is sent as it is, valid JSON or not. */
export interface ScriptedCall {
  readonly tool: string;
  readonly input: unknown;
}

/** What the model answers: a text at the end, or calls. */
export type ScriptedAnswer = string | ScriptedCall | readonly ScriptedCall[];

/** Makes an answer of the prompt. @param count how many answers of this run there were before, as the prompt shows. */
export type Script = (
  options: LanguageModelV4CallOptions,
  count: number,
) => ScriptedAnswer | Promise<ScriptedAnswer>;

/** See the file's comment. */
export class ScriptedModel implements LanguageModelV4 {
  readonly specificationVersion = "v4";
  readonly provider = "scripted";
  readonly modelId = "scripted";
  readonly supportedUrls = {};
  /** What it was asked, in order. */
  readonly asked: LanguageModelV4CallOptions[] = [];
  /** Tokens each answer says it has used, in and out. */
  tokens: readonly [number, number] = [100, 10];

  constructor(public script: Script) {}

  async doGenerate(options: LanguageModelV4CallOptions): Promise<LanguageModelV4GenerateResult> {
    this.asked.push(options);
    const count = options.prompt.filter(({ role }) => role === "tool").length;
    return answerOf(await this.script(options, count), this.tokens);
  }

  doStream(): never {
    throw new Error("The agent does not stream.");
  }
}

/** A script that gives these answers one after the other, and then nothing but "Done.". */
export function answers(...all: readonly ScriptedAnswer[]): Script {
  return (_options, count) => all[count] ?? "Done.";
}

function answerOf(answer: ScriptedAnswer, [input, output]: readonly [number, number]): LanguageModelV4GenerateResult {
  const calls = typeof answer === "string" ? [] : Array.isArray(answer) ? answer : [answer];
  const content: LanguageModelV4Content[] = typeof answer === "string"
    ? [{ type: "text", text: answer }]
    // Every call has the same id, as sloppy models do it.
    : calls.map(({ tool, input }) => ({
      type: "tool-call",
      toolCallId: "call",
      toolName: tool,
      input: typeof input === "string" ? input : JSON.stringify(input),
    }));
  return {
    content,
    finishReason: { unified: calls.length === 0 ? "stop" : "tool-calls", raw: undefined },
    usage: {
      inputTokens: { total: input, noCache: input, cacheRead: 0, cacheWrite: 0 },
      outputTokens: { total: output, text: output, reasoning: 0 },
    },
    warnings: [],
  };
}

/** Everything in a prompt that a tool has returned, as JSON. */
export function resultsIn({ prompt }: LanguageModelV4CallOptions): string[] {
  return prompt.flatMap((message) =>
    message.role === "tool"
      ? message.content.flatMap((part) => part.type === "tool-result" ? [JSON.stringify(part.output)] : [])
      : []
  );
}

/** All texts of a prompt but the system's. */
export function textsIn({ prompt }: LanguageModelV4CallOptions): string[] {
  return prompt.flatMap((message) =>
    message.role === "user" || message.role === "assistant"
      ? message.content.flatMap((part) => part.type === "text" ? [part.text] : [])
      : []
  );
}
