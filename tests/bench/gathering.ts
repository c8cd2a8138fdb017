/** Two ways of gathering messages, with one face, so that the same load meets both. */
import { type CancelTimer, type IncomingMessage, SystemClock } from "../../core/mod.ts";
import { MessageAggregator } from "../../plugins/aggregation/message_aggregator.ts";
import type { Terms } from "../../plugins/aggregation/terms.ts";
import { TimerPerUser } from "./peers/timer_per_user.ts";

/** What the benches need of either. */
export interface Gathering {
  add(message: IncomingMessage): void;
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
    add({ conversation, sender, key, id, at }) {
      void aggregator.add({ conversation, account: sender.user, key, id, at, receivedAt: at }, "note", askTerms);
    },
    size: () => aggregator.size,
    timers: () => clock.timers,
    stop: () => aggregator.stop(),
  };
};

/** One timer per user. */
export const timerPerUser: Gather = (quiet, closed = () => {}) => {
  const gatherer = new TimerPerUser<IncomingMessage>(quiet, ([first]) => closed(first.conversation.chat));
  return {
    add: (message) => gatherer.add(message.conversation.chat, message),
    size: () => gatherer.size,
    timers: () => gatherer.size,
    stop: () => gatherer.stop(),
  };
};

/** One message to each of `count` chats, sent now. Made one at a time, so that nobody holds those that nobody keeps. */
export function* messages(count: number, id: string): Generator<IncomingMessage> {
  const at = Date.now();
  for (let index = 0; index < count; index++) {
    yield {
      kind: "message",
      key: `bench:${index}:${id}`,
      conversation: { platform: "bench", chat: `chat${index}`, kind: "private" },
      sender: { platform: "bench", user: `user${index}` },
      at,
      id,
      text: `Remember number ${index}: buy milk, bread and whatever else there is to buy today`,
      attachments: [],
    };
  }
}
