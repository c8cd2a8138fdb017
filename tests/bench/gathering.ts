/** Two ways of gathering messages, with one face, so that the same load meets both. */
import { type CancelTimer, SystemClock } from "../../core/mod.ts";
import { MessageAggregator } from "../../plugins/aggregation/message_aggregator.ts";
import type { Arrival } from "../../plugins/aggregation/open_batch.ts";
import type { Terms } from "../../plugins/aggregation/terms.ts";
import { TimerPerUser } from "./peers/timer_per_user.ts";

/** What the benches need of either. */
export interface Gathering {
  add(arrival: Arrival): void;
  /** Batches that are open. */
  size(): number;
  /** Timers that are live. */
  timers(): number;
  stop(): void;
}

/** Makes a gathering whose batches close after `quiet` milliseconds, and tells the chat of each that does. */
export type Gather = (quiet: number, closed?: (chat: string) => void) => Gathering;

/** The real time, with a count of its timers. */
class CountingClock extends SystemClock {
  timers = 0;

  override setTimer(delay: number, fire: () => void): CancelTimer {
    let ended = false;
    const end = (): void => {
      if (!ended) this.timers--;
      ended = true;
    };
    this.timers++;
    const cancel = super.setTimer(delay, () => {
      end();
      fire();
    });
    return () => {
      end();
      cancel();
    };
  }
}

/** Portico's aggregator. */
export const portico: Gather = (quiet, closed = () => {}) => {
  const clock = new CountingClock();
  const window = { quiet: quiet / 1000, maxWait: 24 * 3600, maxMessages: 100 };
  const terms: Terms = { mode: "note", language: "en", settings: {}, window };
  const askTerms = (): Terms => terms;
  const close = ({ conversation }: { conversation: { chat: string } }): Promise<void> => {
    closed(conversation.chat);
    return Promise.resolve();
  };
  const aggregator = new MessageAggregator({ clock, close });
  return {
    add: (arrival) => void aggregator.add(arrival, "note", askTerms),
    size: () => aggregator.size,
    timers: () => clock.timers,
    stop: () => aggregator.stop(),
  };
};

/** One timer per user. */
export const timerPerUser: Gather = (quiet, closed = () => {}) => {
  const gatherer = new TimerPerUser<Arrival>(quiet, ([first]) => closed(first.conversation.chat));
  return {
    add: (arrival) => gatherer.add(arrival.conversation.chat, arrival),
    size: () => gatherer.size,
    timers: () => gatherer.size,
    stop: () => gatherer.stop(),
  };
};

/** One message to each of `count` chats, which came in now. */
export function arrivals(count: number, prefix: string): Arrival[] {
  const now = Date.now();
  return Array.from({ length: count }, (_, index) => ({
    conversation: { platform: "bench", chat: `c${index}`, kind: "private" },
    account: `a${index}`,
    key: `bench:c${index}:${prefix}`,
    id: prefix,
    at: now,
    receivedAt: now,
  }));
}
