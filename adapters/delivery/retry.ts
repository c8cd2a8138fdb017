import {
  ChatUnreachable,
  type Clock,
  type DeliveryMiddleware,
  DeliveryUnknown,
  type Logger,
  MarkupRejected,
  messageOf,
  NotSent,
  type Operation,
  type OperationKind,
  type OperationOf,
  type OperationResults,
  type Transport,
  Unchanged,
} from "../../core/mod.ts";
import { describeOperation, type NameOperation } from "./addresses.ts";
import { PutOff } from "./given_up.ts";
import { writeLine } from "./log_line.ts";
import type { DeliveryWatch } from "./telemetry.ts";

/** Waits so many milliseconds; rejects when the signal is aborted. */
export type Wait = (milliseconds: number, options: { readonly signal: AbortSignal }) => Promise<void>;

/** How operations are tried again. */
export interface RetryOptions {
  /** Measures how long it goes on. */
  readonly clock: Clock;
  /** How it waits between two attempts; `delay` of `@std/async` by default. Tests in virtual time bring their own. */
  readonly wait?: Wait;
  /** Hears of every attempt; nobody by default. */
  readonly log?: Logger;
  /** How logs call operations, such as `sendMessage`; by their kind by default. */
  readonly nameOf?: NameOperation;
  /** Counts and traces, such as `openTelemetry()`; nobody by default. */
  readonly watch?: DeliveryWatch;
  /** From 0 up to, but not including, 1: spreads retries. */
  readonly random?: () => number;
  /** How often an operation is tried at most; 3 by default. */
  readonly attempts?: number;
  /** Longest delay before the second attempt, in milliseconds; 1,000 by default. It doubles with each attempt, up to 30 seconds. */
  readonly firstDelay?: number;
  /** No attempt begins more than so many milliseconds after the first has failed; 2 minutes by default. */
  readonly patience?: number;
}

/** Doing these twice does no harm, so they may be tried again where nobody knows whether they arrived. */
const IDEMPOTENT: ReadonlySet<OperationKind> = new Set([
  "edit",
  "delete",
  "react",
  "menu",
  "download",
  "typing",
  "answerAction",
]);

/** What has text that may be sent without its formatting. */
const FORMATTED: ReadonlySet<OperationKind> = new Set(["send", "edit", "sendFile"]);

const LONGEST_DELAY = 30_000;

/** Only loaded when something fails: no start has to wait for it. */
const waitForReal: Wait = async (milliseconds, options) => {
  const { delay } = await import("@std/async/delay");
  await delay(milliseconds, options);
};

/**
 * Tries again what may be tried again, by the error's class: `NotSent` with full jitter; `DeliveryUnknown` only where repeating does no harm or is
 * asked for; `MarkupRejected` once more, without formatting; anything else never. `Unchanged` is success. `RateLimited` never comes up to here: the
 * gate waits, and no attempt is used up.
 *
 * @throws {RangeError} no attempt at all, or no sensible times.
 */
export function retry(options: RetryOptions): DeliveryMiddleware {
  const { attempts = 1, firstDelay = 0, patience = 0 } = options;
  if (!(attempts >= 1)) throw new RangeError(`At least 1 attempt is needed, not ${attempts}.`);
  for (const [name, time] of Object.entries({ firstDelay, patience })) {
    if (!(time >= 0)) throw new RangeError(`${name} needs milliseconds from 0, not ${time}.`);
  }
  return (next) => new Retry(next, options);
}

class Retry implements Transport {
  constructor(private readonly next: Transport, private readonly options: RetryOptions) {}

  async perform<K extends OperationKind>(operation: OperationOf<K>, signal: AbortSignal): Promise<OperationResults[K]> {
    let current = operation;
    let unknown: DeliveryUnknown | undefined;
    let failedAt: number | undefined;
    for (let attempt = 1;;) {
      try {
        const perform = () => this.next.perform<K>(current, signal);
        const result = await (this.options.watch?.attempt(operation, attempt, perform) ?? perform());
        this.#log(operation, attempt > 1 ? "info" : "debug", `succeeded on attempt ${attempt}`);
        return result;
      } catch (error) {
        const done = error instanceof Unchanged ? unchanged<K>(operation) : undefined;
        if (done) return done.result;
        const plain = error instanceof MarkupRejected ? withoutFormat(current) : undefined;
        if (plain !== undefined) {
          this.#log(operation, "warn", `is sent once more as plain text: ${messageOf(error)}`);
          current = plain;
          continue;
        }
        if (error instanceof DeliveryUnknown) unknown = error;
        // Once an attempt may have arrived, a later one that did not says nothing about the first.
        const told = error instanceof NotSent ? unknown ?? error : error;
        failedAt ??= this.options.clock.monotonic();
        if (!this.#mayRetry(error, operation, attempt, failedAt, signal)) throw told;
        await this.#wait(operation, attempt, error, signal);
        if (signal.aborted) throw told;
        attempt++;
      }
    }
  }

  #mayRetry(error: unknown, operation: Operation, attempt: number, failedAt: number, signal: AbortSignal): boolean {
    const { attempts = 3, patience = 120_000, clock } = this.options;
    const isHarmless = (error instanceof NotSent && !(error instanceof PutOff)) ||
      (error instanceof DeliveryUnknown && mayRepeat(operation));
    const isOver = attempt >= attempts || clock.monotonic() - failedAt > patience;
    if (isHarmless && !isOver && !signal.aborted) return true;
    // That somebody has blocked the bot, or has never written to it, is no trouble of the program's; who wanted the operation knows what it is worth.
    const level = signal.aborted ? "debug" : error instanceof ChatUnreachable ? "info" : "warn";
    this.#log(
      operation,
      level,
      `failed for good on attempt ${attempt}: ${messageOf(error)}`,
    );
    return false;
  }

  /** Full jitter: those that failed together do not come back together. */
  async #wait(operation: Operation, attempt: number, error: unknown, signal: AbortSignal): Promise<void> {
    const { firstDelay = 1_000, random = Math.random, wait = waitForReal } = this.options;
    const delay = Math.round(random() * Math.min(LONGEST_DELAY, firstDelay * 2 ** (attempt - 1)));
    this.#log(operation, "info", `failed on attempt ${attempt}, next in ${delay} ms: ${messageOf(error)}`);
    try {
      await wait(delay, { signal });
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  #log(operation: Operation, level: "debug" | "info" | "warn", what: string): void {
    const { log, nameOf } = this.options;
    writeLine(log, level, operation, `${describeOperation(operation, nameOf)} ${what}`);
  }
}

function mayRepeat(operation: Operation): boolean {
  return IDEMPOTENT.has(operation.kind) || ("atLeastOnce" in operation && operation.atLeastOnce === true);
}

/** What an operation comes to that has nothing left to do; `undefined` where there would have been something new. */
function unchanged<K extends OperationKind>(
  operation: OperationOf<K>,
): { readonly result: OperationResults[K] } | undefined {
  const any: Operation = operation;
  if (any.kind === "send" || any.kind === "sendFile" || any.kind === "download") return undefined;
  return { result: (any.kind === "edit" ? any.message : undefined) as OperationResults[K] };
}

function withoutFormat<O extends Operation>(operation: O): O | undefined {
  if (!FORMATTED.has(operation.kind) || "format" in operation) return undefined;
  return { ...operation, format: "plain" };
}
