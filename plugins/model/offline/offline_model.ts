/** A language model that is rules, for the AI SDK. */
import {
  type LanguageModelV4,
  type LanguageModelV4CallOptions,
  type LanguageModelV4FunctionTool,
  type LanguageModelV4GenerateResult,
  type LanguageModelV4StreamPart,
  type LanguageModelV4StreamResult,
  type LanguageModelV4Usage,
  UnsupportedFunctionalityError,
} from "@ai-sdk/provider";
import { advance, type Move } from "./plan.ts";
import { needsModel, planTask } from "./plans/carry_out.ts";
import { dataIn, readPrompt, taskIn } from "./prompt.ts";
import { answer, isQuestion } from "./quoting.ts";
import { Situation } from "./situation.ts";
import { languageOf } from "./words.ts";

const PROVIDER = "portico";
const MODEL = "offline";
/** Bytes of UTF-8 that make a token, about: what is counted is an estimate. */
const BYTES_PER_TOKEN = 4;
/** Text is streamed in pieces of about so many characters. */
const PIECE = /[\s\S]{1,40}(?=\s|$)|[\s\S]{1,40}/gu;

const encoder = new TextEncoder();

/**
 * The model that serves where no other is configured. It needs no network and no time, and says the same to the same prompt. A question with passages
 * is answered by quoting them; with tools, plain requests in English and Russian become calls of them, and what needs understanding is declined in words.
 *
 * ```ts
 * const { text } = await generateText({ model: new OfflineModel(), prompt, tools });
 * ```
 */
export class OfflineModel implements LanguageModelV4 {
  /** Of the AI SDK's contract. */
  readonly specificationVersion = "v4";
  /** Who provides it: we do. */
  readonly provider: string = PROVIDER;
  /** As logs name it. */
  readonly modelId: string = MODEL;
  /** It follows no links. */
  readonly supportedUrls: Record<string, RegExp[]> = {};

  /**
   * The next text, or the next calls of tools.
   *
   * @throws {UnsupportedFunctionalityError} JSON was asked for.
   */
  // deno-lint-ignore require-await -- what it throws has to be a rejection
  async doGenerate(options: LanguageModelV4CallOptions): Promise<LanguageModelV4GenerateResult> {
    options.abortSignal?.throwIfAborted();
    const move = nextMove(options);
    return {
      content: move.kind === "say" ? [{ type: "text", text: move.text }] : move.calls.map(({ id, tool, input }) => ({
        type: "tool-call",
        toolCallId: id,
        toolName: tool,
        input: JSON.stringify(input),
      })),
      finishReason: { unified: move.kind === "say" ? "stop" : "tool-calls", raw: undefined },
      usage: usageOf(options, move),
      warnings: [],
    };
  }

  /**
   * The same as `doGenerate`, in pieces.
   *
   * @throws {UnsupportedFunctionalityError} JSON was asked for.
   */
  // deno-lint-ignore require-await -- what it throws has to be a rejection
  async doStream(options: LanguageModelV4CallOptions): Promise<LanguageModelV4StreamResult> {
    const { abortSignal } = options;
    abortSignal?.throwIfAborted();
    const parts = partsOf(nextMove(options), options);
    const stream = new ReadableStream<LanguageModelV4StreamPart>({
      pull(controller) {
        if (abortSignal?.aborted) return controller.error(abortSignal.reason);
        const { done, value } = parts.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
    });
    return { stream };
  }
}

function nextMove({ prompt, tools, toolChoice, responseFormat }: LanguageModelV4CallOptions): Move {
  if (responseFormat?.type === "json") {
    throw new UnsupportedFunctionalityError({
      functionality: "JSON output",
      message: "The offline model gives no JSON. Configure a model with PORTICO_MODEL_URL for what needs it.",
    });
  }
  const { message, earlier, made, past, language } = readPrompt(prompt);
  const offered = (tools ?? []).filter((tool): tool is LanguageModelV4FunctionTool => tool.type === "function");
  if (offered.length === 0 && made.size === 0) {
    const asked = earlier.filter(({ role }) => role === "user").map(({ text }) => text);
    return {
      kind: "say",
      text: isQuestion(message) ? answer(message, asked, language) : needsModel(taskIn(message), language),
    };
  }
  const task = taskIn(message);
  const prefix = past === 0 ? "offline-" : `offline-${past}-`;
  if ([...made.keys()].some((id) => !id.startsWith(prefix))) {
    return { kind: "say", text: new Situation(language ?? languageOf(task), []).say("other-model") };
  }
  return advance(planTask(task, earlier, dataIn(message), language), {
    tools: new Map(offered.map((tool) => [tool.name, tool])),
    open: toolChoice?.type !== "none",
    made,
    prefix,
  });
}

function* partsOf(move: Move, options: LanguageModelV4CallOptions): Generator<LanguageModelV4StreamPart> {
  yield { type: "stream-start", warnings: [] };
  if (move.kind === "say") {
    yield { type: "text-start", id: "text" };
    for (const [delta] of move.text.matchAll(PIECE)) yield { type: "text-delta", id: "text", delta };
    yield { type: "text-end", id: "text" };
  } else {
    for (const { id, tool, input } of move.calls) {
      const json = JSON.stringify(input);
      yield { type: "tool-input-start", id, toolName: tool };
      yield { type: "tool-input-delta", id, delta: json };
      yield { type: "tool-input-end", id };
      yield { type: "tool-call", toolCallId: id, toolName: tool, input: json };
    }
  }
  yield {
    type: "finish",
    usage: usageOf(options, move),
    finishReason: { unified: move.kind === "say" ? "stop" : "tool-calls", raw: undefined },
  };
}

function usageOf({ prompt, tools }: LanguageModelV4CallOptions, move: Move): LanguageModelV4Usage {
  const input = tokensIn(JSON.stringify(prompt) + JSON.stringify(tools ?? []));
  const said = move.kind === "say" ? move.text : JSON.stringify(move.calls.map(({ tool, input }) => ({ tool, input })));
  const output = tokensIn(said);
  return {
    inputTokens: { total: input, noCache: input, cacheRead: 0, cacheWrite: 0 },
    outputTokens: { total: output, text: output, reasoning: 0 },
  };
}

function tokensIn(text: string): number {
  return Math.ceil(encoder.encode(text).length / BYTES_PER_TOKEN);
}
