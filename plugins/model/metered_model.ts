import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4GenerateResult,
  LanguageModelV4StreamResult,
} from "@ai-sdk/provider";
import { type Clock, type Logger, messageOf } from "@portico/bot";
import type { AccountLimits, AdmittedCall, CallTokens } from "./account_limits.ts";
import { failureOf } from "./call_failure.ts";
import type { ModelOutcome, ModelUse } from "./model.ts";
import { ModelError } from "./model_error.ts";
import { meteredStream } from "./metered_stream.ts";
import { textOfContent, textOfPrompt } from "./prompt_text.ts";
import { type Persistence, repeated } from "./repeated_call.ts";
import { tokensOf, withTokens } from "./call_usage.ts";

/** What all metered models of one endpoint share. */
export interface Meter {
  readonly limits: AccountLimits;
  readonly clock: Clock;
  readonly log: Logger;
  readonly persistence: Persistence;
  /** Tokens that prompt and answer may have together. */
  readonly window: number;
  readonly countTokens: (text: string) => Promise<number>;
  /** Is told what each call came to. */
  readonly onOutcome: (outcome: ModelOutcome) => void;
}

/** UTF-16 units for which a token stands, about; for what is only held until it is known. */
const UNITS_PER_TOKEN = 4;
/** What a token is at least, in UTF-8: a text of fewer bytes than the window has tokens fits. */
const encoder = new TextEncoder();

/** A model of an endpoint for one use: counted, limited, tried again where that is safe, with errors that tell no secret. */
export class MeteredModel implements LanguageModelV4 {
  /** The version of the AI SDK's contract. */
  readonly specificationVersion = "v4" as const;

  /** Wraps the endpoint's model. */
  constructor(
    private readonly inner: LanguageModelV4,
    private readonly use: ModelUse,
    private readonly meter: Meter,
  ) {}

  /** As the endpoint's model. */
  get provider(): string {
    return this.inner.provider;
  }

  /** As the endpoint's model. */
  get modelId(): string {
    return this.inner.modelId;
  }

  /** As the endpoint's model. */
  get supportedUrls(): LanguageModelV4["supportedUrls"] {
    return this.inner.supportedUrls;
  }

  /** One answer. */
  async doGenerate(options: LanguageModelV4CallOptions): Promise<LanguageModelV4GenerateResult> {
    const { prompt, call } = await this.#begin(options);
    try {
      const result = await this.#repeated(() => this.inner.doGenerate(options), options.abortSignal);
      const told = await tokensOf(result.usage, prompt, textOfContent(result.content), this.meter.countTokens);
      call.end(told);
      this.#succeed(told);
      this.#note(result.warnings);
      return { ...result, warnings: [], usage: withTokens(result.usage, told) };
    } catch (error) {
      const failure = this.#fail(error, options.abortSignal);
      call.end(paidFor(failure, prompt));
      throw failure;
    }
  }

  /** An answer while it is written. What goes wrong within it comes as a part of it, as the AI SDK wants it. */
  async doStream(options: LanguageModelV4CallOptions): Promise<LanguageModelV4StreamResult> {
    const { prompt, call } = await this.#begin(options);
    const signal = options.abortSignal;
    try {
      const result = await this.#repeated(() => this.inner.doStream(options), signal);
      const stream = meteredStream(result.stream, {
        signal,
        clock: this.meter.clock,
        longest: this.meter.window,
        onWarnings: (warnings) => this.#note(warnings),
        count: (usage, text) => tokensOf(usage, prompt, text, this.meter.countTokens),
        end: (tokens, outcome) => {
          call.end(tokens);
          if (outcome === "answered") this.#succeed(tokens);
          else if (outcome !== "left") this.#fail(outcome, signal);
        },
      });
      return { ...result, stream };
    } catch (error) {
      const failure = this.#fail(error, signal);
      call.end(paidFor(failure, prompt));
      throw failure;
    }
  }

  async #begin(options: LanguageModelV4CallOptions): Promise<{ readonly prompt: string; readonly call: AdmittedCall }> {
    options.abortSignal?.throwIfAborted();
    const prompt = textOfPrompt(options);
    await this.#checkLength(prompt);
    const call = await this.meter.limits.admit(this.use, aboutTokens(prompt));
    return { prompt, call };
  }

  /** Counting costs time, so it is done only where the prompt may not fit. */
  async #checkLength(prompt: string): Promise<void> {
    const { window, countTokens } = this.meter;
    if (prompt.length * 3 <= window || encoder.encode(prompt).byteLength <= window) return;
    // A token has rarely more letters than this, so what is longer need not be counted.
    const tokens = prompt.length > window * 50 ? prompt.length / 50 : await countTokens(prompt);
    if (tokens < window) return;
    throw new ModelError("too-long", `A prompt of ${Math.round(tokens)} tokens or more is too long for ${window}.`);
  }

  #repeated<T>(call: () => PromiseLike<T>, signal: AbortSignal | undefined): Promise<T> {
    return repeated(call, this.meter.persistence, signal, ({ error }) => {
      this.meter.log.info("The call for {purpose} is made again: {reason}", {
        ...this.use,
        reason: messageOf(error),
      });
    });
  }

  #succeed({ input, output }: CallTokens): void {
    this.meter.onOutcome({ at: this.meter.clock.now(), error: undefined });
    this.meter.log.debug("{account} had {output} tokens for {input} by {purpose}.", { ...this.use, input, output });
  }

  /** The AI SDK would write warnings past our logs. They are about the endpoint, and the same with each call. */
  #note(warnings: readonly unknown[]): void {
    for (const warning of warnings) this.meter.log.debug("The endpoint's provider warns: {warning}", { warning });
  }

  /** What to throw. A call that was called off has not failed. */
  #fail(error: unknown, signal: AbortSignal | undefined): unknown {
    if (signal?.aborted) return signal.reason;
    const now = this.meter.clock.now();
    const { error: failure } = failureOf(error, now);
    this.meter.onOutcome({ at: now, error: failure });
    this.meter.log.warn("The model gave {purpose} of {account} no answer: {code}, {reason}", {
      ...this.use,
      code: failure.code,
      reason: failure.message,
    });
    return failure;
  }
}

function aboutTokens(text: string): number {
  return Math.ceil(text.length / UNITS_PER_TOKEN);
}

/** What a call without an answer has used: where the endpoint may have read the prompt, that. */
function paidFor(failure: unknown, prompt: string): CallTokens {
  const isUnread = failure instanceof ModelError && failure.code !== "timeout" && failure.code !== "broken";
  return { input: isUnread ? 0 : aboutTokens(prompt), output: 0 };
}
