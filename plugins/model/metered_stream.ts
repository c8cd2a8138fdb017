/** A stream of a model's answer that is counted, bounded, and whose failures tell no secret. */
import type { LanguageModelV4StreamPart, LanguageModelV4Usage } from "@ai-sdk/provider";
import type { Clock } from "@portico/bot";
import type { CallTokens } from "./account_limits.ts";
import { failureInStream, failureOf } from "./call_failure.ts";
import { NOTHING_TOLD, withTokens } from "./call_usage.ts";
import { ModelError } from "./model_error.ts";

/** How a stream is metered. */
export interface StreamMeter {
  readonly signal: AbortSignal | undefined;
  readonly clock: Clock;
  /** Tokens that an answer has at most. */
  readonly longest: number;
  /** Is told what the provider warns of; the stream does not tell it. */
  readonly onWarnings: (warnings: readonly unknown[]) => void;
  /** Counts the call, by what the endpoint said of it and by what it wrote. */
  readonly count: (usage: LanguageModelV4Usage, text: string) => Promise<CallTokens>;
  /** Called once, with what it came to: why it failed, or that nobody waited for its end. */
  readonly end: (tokens: CallTokens, outcome: ModelError | "answered" | "left") => void;
}

/** UTF-16 units of a long token, white space included: what is longer than so many for each token of the window does not end by itself. */
const UNITS_PER_TOKEN = 16;

/**
 * The same parts. A failure is an `error` part with a `ModelError`, followed by `finish` with the reason `error`. When the caller calls it off, the
 * stream fails with the signal's reason.
 */
export function meteredStream(
  parts: ReadableStream<LanguageModelV4StreamPart>,
  meter: StreamMeter,
): ReadableStream<LanguageModelV4StreamPart> {
  const reader = parts.getReader();
  const run = new StreamRun(meter);
  return new ReadableStream<LanguageModelV4StreamPart>({
    async pull(controller) {
      try {
        const { value, done } = await reader.read();
        if (done) throw new ModelError("broken", "The answer ended in the middle.");
        run.write(value);
        if (value.type === "finish") {
          controller.enqueue(await run.finish(value));
          controller.close();
        } else if (value.type === "stream-start") {
          meter.onWarnings(value.warnings);
          controller.enqueue({ ...value, warnings: [] });
        } else controller.enqueue(value);
      } catch (error) {
        reader.cancel(error).catch(() => {});
        if (meter.signal?.aborted) {
          controller.error(meter.signal.reason); // at once: counting may take a moment
          return await run.leave();
        }
        const failed = failureOf(error, meter.clock.now()).error;
        controller.enqueue({ type: "error", error: failed });
        controller.enqueue(await run.fail(failed));
        controller.close();
      }
    },
    async cancel(reason) {
      await reader.cancel(reason).catch(() => {});
      await run.leave();
    },
  }, { highWaterMark: 0 });
}

/** What has come of one answer. */
class StreamRun {
  #text = "";

  constructor(private readonly meter: StreamMeter) {}

  /** @throws {ModelError} the endpoint tells of its trouble, or the answer does not end. */
  write(part: LanguageModelV4StreamPart): void {
    if (part.type === "error") throw failureInStream(part.error, this.meter.clock.now()).error;
    if (part.type === "text-delta" || part.type === "reasoning-delta" || part.type === "tool-input-delta") {
      this.#text += part.delta;
    }
    if (this.#text.length > this.meter.longest * UNITS_PER_TOKEN) {
      throw new ModelError("broken", "The answer is longer than the model's window, and goes on.");
    }
  }

  async finish(part: LanguageModelV4StreamPart & { type: "finish" }): Promise<LanguageModelV4StreamPart> {
    const tokens = await this.meter.count(part.usage, this.#text);
    this.meter.end(tokens, "answered");
    return { ...part, usage: withTokens(part.usage, tokens) };
  }

  async fail(error: ModelError): Promise<LanguageModelV4StreamPart> {
    const tokens = await this.meter.count(NOTHING_TOLD, this.#text);
    this.meter.end(tokens, error);
    return {
      type: "finish",
      finishReason: { unified: "error", raw: undefined },
      usage: withTokens(NOTHING_TOLD, tokens),
    };
  }

  /** Nobody wants the rest. What was written so far has been paid. */
  async leave(): Promise<void> {
    this.meter.end(await this.meter.count(NOTHING_TOLD, this.#text), "left");
  }
}
