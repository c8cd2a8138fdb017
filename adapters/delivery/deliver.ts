import type {
  Clock,
  DeliveryMiddleware,
  Logger,
  OperationKind,
  OperationOf,
  OperationResults,
  Transport,
} from "../../core/mod.ts";
import { openGate } from "./gate.ts";
import { Outbox } from "./outbox.ts";
import { retry } from "./retry.ts";

/** How a delivery line behaves. */
export interface DeliveryOptions {
  /** Measures delays and pauses. */
  readonly clock: Clock;
  /** Hears of retries, pauses and what was given up; nobody by default. */
  readonly log?: Logger;
  /** From 0 up to, but not including, 1: spreads retries. */
  readonly random?: () => number;
  /** How many ordered operations may wait at once before callers wait at the door; 10,000 by default. */
  readonly capacity?: number;
  /** How often an operation is tried at most; 3 by default. */
  readonly attempts?: number;
  /** Longest delay before the second attempt, in milliseconds; 1,000 by default. It doubles with each attempt. */
  readonly firstDelay?: number;
  /** Holds operations back to the platform's rates; open by default. */
  readonly gate?: DeliveryMiddleware;
}

/**
 * The line that every chat adapter puts around its raw transport: outbox (order per chat), retry (by error class), gate (rates).
 *
 * @example
 * ```ts
 * readonly transport = deliver(new TelegramTransport(api), { clock, log, gate: buckets(rates) });
 * ```
 */
export function deliver(transport: Transport, options: DeliveryOptions): DeliveryLine {
  const gate = options.gate ?? openGate;
  return new DeliveryLine(new Outbox(retry(options)(gate(transport)), options.capacity));
}

/** A transport with a queue in it, that can be waited for. */
export class DeliveryLine implements Transport {
  /** Made by `deliver`. */
  constructor(private readonly outbox: Outbox) {}

  /** See `Transport.perform`. */
  perform<K extends OperationKind>(operation: OperationOf<K>, signal: AbortSignal): Promise<OperationResults[K]> {
    return this.outbox.perform<K>(operation, signal);
  }

  /** How many ordered operations wait or are under way. */
  get pending(): number {
    return this.outbox.pending;
  }

  /** Resolves when no ordered operation waits or is under way. An adapter waits for it before it lets go of its platform. */
  idle(): Promise<void> {
    return this.outbox.idle();
  }
}
