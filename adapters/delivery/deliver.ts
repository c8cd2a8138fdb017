import type {
  Conversation,
  DeliveryMiddleware,
  OperationKind,
  OperationOf,
  OperationResults,
  PlatformPause,
  Transport,
} from "../../core/mod.ts";
import { describeOperation } from "./addresses.ts";
import { ChatBook } from "./chat_book.ts";
import { Gate, type GateOptions } from "./gate.ts";
import { Outbox, type OutboxOptions } from "./outbox.ts";
import { retry, type RetryOptions } from "./retry.ts";

/** How a delivery line behaves. */
export interface DeliveryOptions extends RetryOptions, Omit<GateOptions, "onPause">, Pick<OutboxOptions, "capacity"> {
  /**
   * Makes several operations of one, such as the parts of a message that is too long for the platform; by default one stays one. Sees each
   * operation in its turn, and each that it makes has its own retries and its own place in the rates.
   */
  readonly shape?: DeliveryMiddleware;
}

/**
 * The line that every chat adapter puts around its raw transport: outbox (order per chat), retry (by error class), gate (rates and pauses).
 *
 * @example
 * ```ts
 * readonly transport = deliver(new TelegramTransport(api), { clock, log, rates: defaultRates });
 * ```
 *
 * @throws {RangeError} options that let nothing through.
 */
export function deliver(transport: Transport, options: DeliveryOptions): DeliveryLine {
  const { watch } = options;
  const gate = new Gate(transport, {
    ...options,
    ...(watch && { onPause: (operation, error) => watch.pause(operation, error) }),
  });
  const book = new ChatBook(gate);
  const { shape = (next) => next } = options;
  const outbox = new Outbox(shape(retry(options)(book)), { ...options, expedite: (chat) => gate.expedite(chat) });
  return new DeliveryLine({ outbox, book, gate }, options);
}

/** So many names stand in one line of the log: a broadcast may have thousands of chats. */
const MOST_NAMED = 50;

/** A transport with a queue in it, that can be waited for. */
export class DeliveryLine implements Transport {
  readonly #outbox: Outbox;
  readonly #book: ChatBook;
  readonly #gate: Gate;

  /** Made by `deliver`. */
  constructor(
    parts: { readonly outbox: Outbox; readonly book: ChatBook; readonly gate: Gate },
    private readonly options: Pick<DeliveryOptions, "log" | "nameOf" | "watch">,
  ) {
    this.#outbox = parts.outbox;
    this.#book = parts.book;
    this.#gate = parts.gate;
  }

  /** See `Transport.perform`. Rejects with `NotSent`, `DeliveryUnknown` or `Rejected`, never with `RateLimited`. */
  perform<K extends OperationKind>(operation: OperationOf<K>, signal: AbortSignal): Promise<OperationResults[K]> {
    this.options.watch?.ask(operation);
    return this.#outbox.perform<K>(operation, signal);
  }

  /** How many ordered operations wait or are under way. */
  get pending(): number {
    return this.#outbox.pending;
  }

  /** The longest pause that the platform has asked for; `undefined` where nothing is paused. */
  get pause(): PlatformPause | undefined {
    return this.#gate.pause;
  }

  /**
   * The program ends in so many milliseconds. What the platform has put off for longer is rejected with `NotSent` at once, so that nobody waits for
   * it until the end; all else goes on.
   */
  endWithin(milliseconds: number): void {
    this.#gate.endWithin(milliseconds);
  }

  /** How much is remembered of chats, for tests: 0 when nothing is on its way and all windows have passed. */
  get remembered(): number {
    return this.#outbox.chats + this.#gate.chats;
  }

  /** Something has come from this chat, so that it can be written to again. An adapter calls it for what it hands in. */
  hear(conversation: Conversation): void {
    this.#book.hear(conversation);
  }

  /** Resolves when no ordered operation waits or is under way. */
  idle(): Promise<void> {
    return this.#outbox.idle();
  }

  /**
   * Resolves when all that was asked for has gone out, or has been given up. When the signal is aborted, what is left is given up, told by name, and
   * rejects with `NotSent`; what is under way then is asked to stop. An adapter waits for it before it lets go of its platform.
   */
  async drain(signal?: AbortSignal): Promise<void> {
    const giveUp = () => {
      const left = this.#outbox.giveUp(signal?.reason);
      if (left.length === 0) return;
      const names = Map.groupBy(left, (operation) => describeOperation(operation, this.options.nameOf));
      const told = Array.from(names, ([name, { length }]) => length === 1 ? name : `${name} ×${length}`);
      const operations = told.length <= MOST_NAMED
        ? told.join(", ")
        : `${told.slice(0, MOST_NAMED).join(", ")} and others, ${left.length} in all`;
      this.options.log?.warn("Not sent at the end: {operations}.", { operations });
    };
    if (signal?.aborted) giveUp();
    else signal?.addEventListener("abort", giveUp, { once: true });
    await this.#outbox.idle();
    signal?.removeEventListener("abort", giveUp);
  }
}
