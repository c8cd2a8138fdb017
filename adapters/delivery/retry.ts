import {
  type Clock,
  type DeliveryMiddleware,
  DeliveryUnknown,
  type Logger,
  messageOf,
  NotSent,
  type Operation,
  type OperationKind,
  type OperationOf,
  type OperationResults,
  RateLimited,
  type Transport,
} from "../../core/mod.ts";
import { chatKey, conversationOf, describeOperation } from "./chat_key.ts";
import { Pauses } from "./pauses.ts";
import { untilAborted } from "./until_aborted.ts";

/** How operations are tried again. */
export interface RetryOptions {
  /** Measures delays and pauses. */
  readonly clock: Clock;
  /** Hears of retries, pauses and what was given up; nobody by default. */
  readonly log?: Logger;
  /** From 0 up to, but not including, 1: spreads retries. */
  readonly random?: () => number;
  /** How often an operation is tried at most; 3 by default. */
  readonly attempts?: number;
  /** Longest delay before the second attempt, in milliseconds; 1,000 by default. It doubles with each attempt. */
  readonly firstDelay?: number;
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

/** The whole bot's key beside those of its chats. */
const BOT = "";

/**
 * Tries again what may be tried again, by the error's class: `RateLimited` pauses the chat or the bot for everybody and uses up no attempt;
 * `NotSent` is tried again with full jitter; `DeliveryUnknown` only where repeating does no harm; anything else never.
 */
export function retry(options: RetryOptions): DeliveryMiddleware {
  return (next) => new Retry(next, options);
}

class Retry implements Transport {
  readonly #pauses: Pauses;

  constructor(private readonly next: Transport, private readonly options: RetryOptions) {
    this.#pauses = new Pauses(options.clock);
  }

  async perform<K extends OperationKind>(operation: OperationOf<K>, signal: AbortSignal): Promise<OperationResults[K]> {
    const keys = pauseKeys(operation);
    let unknown: DeliveryUnknown | undefined;
    for (let attempt = 1;;) {
      await this.#pauses.over(keys, signal);
      if (signal.aborted) throw unknown ?? givenUp(operation, signal);
      try {
        const result = await this.next.perform<K>(operation, signal);
        if (attempt > 1) this.#log(operation, "info", `succeeded on attempt ${attempt}`);
        return result;
      } catch (error) {
        if (error instanceof RateLimited) {
          this.#pause(operation, error);
          continue;
        }
        if (error instanceof DeliveryUnknown) unknown = error;
        // Once an attempt may have arrived, a later one that did not says nothing about the first.
        const told = error instanceof NotSent ? unknown ?? error : error;
        if (!this.#mayRetry(error, operation, attempt, signal)) throw told;
        await this.#delay(operation, attempt, error, signal);
        if (signal.aborted) throw told;
        attempt++;
      }
    }
  }

  #mayRetry(error: unknown, operation: Operation, attempt: number, signal: AbortSignal): boolean {
    const passing = error instanceof NotSent || (error instanceof DeliveryUnknown && IDEMPOTENT.has(operation.kind));
    if (!passing || signal.aborted) return false;
    if (attempt < (this.options.attempts ?? 3)) return true;
    this.#log(operation, "warn", `failed for good on attempt ${attempt}: ${messageOf(error)}`);
    return false;
  }

  async #delay(operation: Operation, attempt: number, error: unknown, signal: AbortSignal): Promise<void> {
    const { firstDelay = 1_000, random = Math.random, clock } = this.options;
    const delay = Math.round(random() * firstDelay * 2 ** (attempt - 1));
    this.#log(operation, "info", `failed on attempt ${attempt}, next in ${delay} ms: ${messageOf(error)}`);
    const due = Promise.withResolvers<void>();
    const cancel = clock.setTimer(delay, due.resolve);
    await untilAborted(due.promise, signal);
    cancel();
  }

  #pause(operation: Operation, { retryAfter, scope }: RateLimited): void {
    const conversation = conversationOf(operation);
    this.#pauses.pause(scope === "chat" && conversation ? chatKey(conversation) : BOT, retryAfter);
    this.#log(operation, "info", `waits ${retryAfter} ms, as the platform asks for this ${scope}`);
  }

  #log(operation: Operation, level: "info" | "warn", what: string): void {
    // Braces would be read as placeholders of the log's template.
    const text = `${describeOperation(operation)} ${what}`.replace(/[{}]/g, "$&$&");
    this.options.log?.[level](text, { operation: operation.kind, chat: conversationOf(operation)?.chat });
  }
}

function pauseKeys(operation: Operation): readonly string[] {
  const conversation = conversationOf(operation);
  return conversation ? [BOT, chatKey(conversation)] : [BOT];
}

function givenUp(operation: Operation, signal: AbortSignal): NotSent {
  return new NotSent(`${describeOperation(operation)} was given up while the platform asked to wait.`, {
    cause: signal.reason,
  });
}
