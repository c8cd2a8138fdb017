/** What an aggregator is given, and what it tells of itself. */
import type { Clock, Conversation, Deadlines } from "@portico/bot";
import type { GatheredBatch } from "./open_batch.ts";

/** What the aggregator works with. */
export interface AggregatorOptions {
  /** Measures the windows. */
  readonly clock: Clock;
  /** Shared with others; without it the aggregator has its own, with one timer. */
  readonly deadlines?: Deadlines;
  /**
   * Takes a batch that has closed. Resolves when it is durable. When it rejects, the batch is kept unchanged and handed over again, after
   * growing delays, before any later batch of the same sender.
   */
  readonly close: (batch: GatheredBatch) => Promise<void>;
  /**
   * Runs what a deadline asks for in order with the messages of the conversation, behind those that wait to be added. At once by default.
   */
  readonly enqueue?: (conversation: Conversation, job: () => Promise<void>) => Promise<void>;
  /** Told when `close` rejects. */
  readonly failed?: (batch: GatheredBatch, error: unknown) => void;
}

/** An open batch as others see it. */
export interface OpenBatchInfo {
  /** The id it will have. */
  readonly id: string;
  /** Where it was sent. */
  readonly conversation: Conversation;
  /** Id of the sender's account. */
  readonly account: string;
  /** Name of the mode it was sent in. */
  readonly mode: string;
  /** An album counts as one. */
  readonly messages: number;
  /** Wall time of the first message's arrival, in milliseconds. */
  readonly startedAt: number;
}
