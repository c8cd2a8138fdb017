/** A model whose answers are remembered, so that a run which goes on after a crash does not pay for them again. */
import type {
  JSONObject,
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4Content,
  LanguageModelV4GenerateResult,
  LanguageModelV4Prompt,
} from "@ai-sdk/provider";
import { isJson, isRecord, type Json, secrets } from "@portico/bot";
import type { RunContext } from "./agent_task.ts";
import type { AgentRun } from "./agent_run.ts";
import { fitPrompt } from "./prompt_room.ts";

/** A part of an answer, as it is remembered. */
type Part =
  | { readonly type: "text" | "reasoning"; readonly text: string; readonly meta?: Json }
  | {
    readonly type: "tool-call";
    readonly toolCallId: string;
    readonly toolName: string;
    /** JSON. */
    readonly input: string;
    readonly meta?: Json;
  };

/** An answer, as it is remembered. */
type Answer = {
  readonly parts: readonly Part[];
  readonly finish: LanguageModelV4GenerateResult["finishReason"]["unified"];
  /** Tokens in and out. */
  readonly usage: readonly [number, number];
  /** So many of its calls may be made, by the budget of then: another one must not lose sight of what was made. */
  readonly granted: number;
};

/** The most that is taken of one text of an answer, in characters. */
const LONGEST_TEXT = 50_000;
/** The most that a call's input may have, in characters: a longer one is none. */
const LONGEST_INPUT = 200_000;
/** The longest id of a call, in characters. */
const LONGEST_ID = 200;
/** The most calls that are taken of one answer. */
const MOST_CALLS = 100;

/** See the file's comment. Each answer is a step, `model:1`, `model:2`, … */
export class RememberedModel implements LanguageModelV4 {
  readonly specificationVersion = "v4";
  readonly provider: string;
  readonly modelId: string;
  readonly supportedUrls: LanguageModelV4["supportedUrls"];
  readonly #places = new Map<string, string>();
  #answers = 0;

  /** @param offered names of the tools that the model is told of; other calls are answered, not offered. */
  constructor(
    private readonly model: LanguageModelV4,
    private readonly run: AgentRun,
    private readonly ctx: Pick<RunContext, "once">,
    private readonly offered: ReadonlySet<string>,
    /** Characters that a prompt may have. */
    private readonly room: number,
    /** Is told of the name of each tool that is called. */
    private readonly onCall: (name: string) => void,
    /** Is told when earlier results were left out of the prompt. */
    private readonly onForgotten: () => void,
  ) {
    this.provider = model.provider;
    this.modelId = model.modelId;
    this.supportedUrls = model.supportedUrls;
  }

  /** Answers, or repeats what was answered before. */
  async doGenerate(options: LanguageModelV4CallOptions): Promise<LanguageModelV4GenerateResult> {
    const number = ++this.#answers;
    const prompt = this.#fit(options.prompt);
    let isNew = false;
    // A step without an intent: that it was under way is of no interest, as asking again does no harm.
    const answer = await this.ctx.once(`model:${number}`, async () => {
      const tools = options.tools?.filter(({ name }) => this.offered.has(name));
      const result = await this.model.doGenerate({ ...options, prompt, ...(tools && { tools }) });
      isNew = true;
      return this.#take(answerOf(result, number, (id) => this.#places.has(id)));
    }, { inDoubt: "rerun", intent: "own" });
    if (!isNew) this.run.recount(totalOf(answer), answer.granted);
    const calls = answer.parts.filter((part) => part.type === "tool-call");
    for (const [index, { toolCallId }] of calls.entries()) this.#places.set(toolCallId, `${number}:${index}`);
    this.run.plan(calls.map(({ toolCallId, toolName }) => ({ place: this.placeOf(toolCallId), tool: toolName })));
    return this.#resultOf(answer);
  }

  /** The number of the answer and the place in it of the call with this id, such as `3:0`. */
  placeOf(toolCallId: string): string {
    const place = this.#places.get(toolCallId);
    if (place === undefined) throw new Error(`No answer has the call ${toolCallId}.`);
    return place;
  }

  /** Runs are not streamed. */
  doStream(): never {
    throw new Error("A run of the agent generates its answers whole.");
  }

  /** Looked at only where results may be too many: that takes a while, and most runs never come to it. */
  #fit(prompt: LanguageModelV4Prompt): LanguageModelV4Prompt {
    if (this.run.resultLength < this.room / 2) return prompt;
    const fitted = fitPrompt(prompt, this.room);
    if (fitted !== prompt) this.onForgotten();
    return fitted;
  }

  /** Counts a new answer, and grants its calls as far as the budget goes. */
  #take(answer: Omit<Answer, "granted">): Answer {
    this.run.takeTokens(totalOf(answer));
    const calls = answer.parts.filter(({ type }) => type === "tool-call").length;
    // Of an answer that came too late nothing is called.
    return { ...answer, granted: this.run.isHalted ? 0 : this.run.takeCalls(calls) };
  }

  #resultOf({ parts, finish, usage, granted: left }: Answer): LanguageModelV4GenerateResult {
    const content: LanguageModelV4Content[] = [];
    for (const part of parts) {
      if (part.type !== "tool-call") content.push({ type: part.type, text: part.text, ...metadataOf(part.meta) });
      else if (left-- > 0) {
        const { toolCallId, toolName, input, meta } = part;
        this.onCall(toolName);
        content.push({ type: "tool-call", toolCallId, toolName, input, ...metadataOf(meta) });
      }
    }
    // What was cut off may hold calls nevertheless: each is checked by itself.
    const unified = content.some(({ type }) => type === "tool-call") ? "tool-calls" : finish;
    return { content, finishReason: { unified, raw: undefined }, usage: usageOf(usage), warnings: [] };
  }
}

/** An id for a call whose own will not do, such as all endpoints take. */
function idOf(answer: number, index: number): string {
  return `c${`${answer}`.padStart(4, "0")}${`${index}`.padStart(4, "0")}`;
}

/** What is remembered of an answer: texts and calls, within bounds. An endpoint that tells the key it was given has it written nowhere. */
function answerOf(
  { content, finishReason, usage }: LanguageModelV4GenerateResult,
  number: number,
  isTaken: (id: string) => boolean,
): Omit<Answer, "granted"> {
  const parts: Part[] = [];
  const ids = new Set<string>();
  for (const part of content) {
    if (part.type === "text" || part.type === "reasoning") {
      parts.push({
        type: part.type,
        text: secrets.redactSaid(part.text).slice(0, LONGEST_TEXT),
        ...metaOf(part.providerMetadata),
      });
    } else if (part.type === "tool-call" && ids.size < MOST_CALLS) {
      const { toolName, input, providerMetadata, toolCallId: own } = part;
      // A model's own id is kept, as it may mean something to it; but sloppy ones use the same again.
      const isUsable = own !== "" && own.length <= LONGEST_ID && !ids.has(own) && !isTaken(own);
      const toolCallId = isUsable ? own : idOf(number, ids.size);
      ids.add(toolCallId);
      parts.push({
        type: "tool-call",
        toolCallId,
        toolName,
        input: jsonOf(secrets.redactSaid(input)),
        ...metaOf(providerMetadata),
      });
    }
  }
  return { parts, finish: finishReason.unified, usage: tokensOf(usage, parts) };
}

/** A call's input as JSON, whatever the model has written: what is none becomes a text, which no tool takes, so that the model is told. */
function jsonOf(input: string): string {
  if (input.length > LONGEST_INPUT) return JSON.stringify(input.slice(0, 200));
  if (input.trim() === "") return "{}";
  try {
    JSON.parse(input);
    return input;
  } catch {
    return JSON.stringify(input.slice(0, 2_000));
  }
}

/** What endpoints count; those that count nothing are guessed, so that no run is endless. */
function tokensOf({ inputTokens, outputTokens }: LanguageModelV4GenerateResult["usage"], parts: readonly Part[]) {
  const written = () =>
    Math.ceil(parts.reduce((sum, part) => sum + ("text" in part ? part.text : part.input).length, 0) / 4);
  return [told(inputTokens.total) ?? 0, told(outputTokens.total) ?? written()] as const;
}

/** A nonsensical number is none. */
function told(tokens: number | undefined): number | undefined {
  return tokens !== undefined && Number.isFinite(tokens) && tokens >= 0 ? tokens : undefined;
}

function totalOf({ usage: [input, output] }: Pick<Answer, "usage">): number {
  return input + output;
}

function usageOf([input, output]: readonly [number, number]): LanguageModelV4GenerateResult["usage"] {
  return {
    inputTokens: { total: input, noCache: undefined, cacheRead: undefined, cacheWrite: undefined },
    outputTokens: { total: output, text: undefined, reasoning: undefined },
  };
}

/** What an endpoint wants to have back with the part, such as a signature. */
function metaOf(metadata: unknown): { readonly meta?: Json } {
  return metadata !== undefined && isJson(metadata) ? { meta: metadata } : {};
}

function metadataOf(meta: Json | undefined): { readonly providerMetadata?: Record<string, JSONObject> } {
  // It was an endpoint's own before it was remembered as JSON.
  return isRecord(meta) ? { providerMetadata: meta as Record<string, JSONObject> } : {};
}
