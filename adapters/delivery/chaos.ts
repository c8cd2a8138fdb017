import {
  type DeliveryMiddleware,
  DeliveryUnknown,
  type Logger,
  NotSent,
  type Operation,
  type OperationKind,
  type OperationOf,
  type OperationResults,
  RateLimited,
  Rejected,
  type Transport,
} from "../../core/mod.ts";
import { describeOperation } from "./addresses.ts";
import { writeLine } from "./log_line.ts";

/** Ways to fail, each with its share of 100 attempts; the rest go well. */
const FAILURES = [
  {
    share: 10,
    says: "asks to wait for the chat",
    isDone: false,
    error: (r: number) => new RateLimited(pause(r), "chat"),
  },
  {
    share: 5,
    says: "asks the whole bot to wait",
    isDone: false,
    error: (r: number) => new RateLimited(pause(r), "bot"),
  },
  { share: 10, says: "is not reached", isDone: false, error: () => new NotSent("Chaos: the connection was refused.") },
  {
    share: 5,
    says: "is lost on the way there",
    isDone: false,
    error: () => new DeliveryUnknown("Chaos: no answer came."),
  },
  {
    share: 5,
    says: "does it, and its answer is lost",
    isDone: true,
    error: () => new DeliveryUnknown("Chaos: no answer came."),
  },
  { share: 5, says: "says no", isDone: false, error: () => new Rejected("Chaos: the platform said no.", 400) },
] as const;

/** How a platform is made to fail. */
export interface ChaosOptions {
  /** The same seed fails in the same way, as far as operations come in the same order. */
  readonly seed: string;
  /** Hears of each failure. */
  readonly log?: Logger;
}

/**
 * Makes the transport behind it fail now and then, so that whoever writes a plugin sees what their users may see: of 100 attempts 10 are asked to
 * wait with their chat and 5 with the whole bot (0.5 to 2 seconds), 10 do not reach the platform, 5 are lost on the way there and 5 on the way back,
 * and 5 are rejected.
 */
export function chaos({ seed, log }: ChaosOptions): DeliveryMiddleware {
  const random = randomFrom(seed);
  return (next) => new Chaos(next, random, log);
}

class Chaos implements Transport {
  constructor(
    private readonly next: Transport,
    private readonly random: () => number,
    private readonly log: Logger | undefined,
  ) {}

  async perform<K extends OperationKind>(operation: OperationOf<K>, signal: AbortSignal): Promise<OperationResults[K]> {
    const failure = pick(this.random() * 100);
    const size = this.random();
    if (failure === undefined) return await this.next.perform<K>(operation, signal);
    this.#tell(operation, failure.says);
    if (failure.isDone) await this.next.perform<K>(operation, signal);
    throw failure.error(size);
  }

  #tell(operation: Operation, says: string): void {
    writeLine(this.log, "warn", operation, `Chaos at ${describeOperation(operation)}: the platform ${says}`);
  }
}

function pick(point: number): typeof FAILURES[number] | undefined {
  let end = 0;
  return FAILURES.find(({ share }) => point < (end += share));
}

/** Milliseconds. */
function pause(size: number): number {
  return Math.round(500 + size * 1_500);
}

/** A sequence of numbers from 0 up to, but not including, 1, the same for the same seed: xorshift over a hash (FNV-1a) of it. */
function randomFrom(seed: string): () => number {
  let state = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(seed)) state = Math.imul(state ^ byte, 0x01000193);
  state = state === 0 ? 1 : state; // from 0 the sequence would stay there
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
  for (let turn = 0; turn < 10; turn++) next(); // like seeds begin alike
  return next;
}
