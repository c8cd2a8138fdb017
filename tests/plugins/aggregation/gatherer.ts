/** An aggregator in virtual time, with what it has handed over. */
import { MessageAggregator } from "../../../plugins/aggregation/message_aggregator.ts";
import type { Window } from "../../../plugins/aggregation/mode.ts";
import type { Arrival } from "../../../plugins/aggregation/open_batch.ts";
import type { Terms } from "../../../plugins/aggregation/terms.ts";
import type { Clock } from "@portico/bot";
import { TestClock } from "../../support/clock.ts";

/** A batch that was handed over. */
export interface Closed {
  readonly keys: readonly string[];
  readonly mode: string;
  readonly account: string;
  readonly chat: string;
  readonly albums: readonly string[];
  /** Virtual milliseconds since the beginning. */
  readonly at: number;
}

/** What a test says of a message. */
export interface Said {
  readonly key: string;
  readonly chat?: string;
  readonly thread?: string;
  readonly account?: string;
  readonly mode?: string;
  readonly album?: string;
  readonly isPart?: boolean;
  readonly begins?: boolean;
  /** Platform's time; now by default. */
  readonly at?: number;
  /** Wall time of its arrival; now by default. */
  readonly receivedAt?: number;
  readonly window?: Partial<Window>;
}

/** See the file's comment. */
export class Gatherer {
  readonly aggregator: MessageAggregator;
  readonly closed: Closed[] = [];
  /** Errors that the next hand-overs fail with. */
  readonly failures: Error[] = [];
  /** How often a hand-over has failed. */
  failed = 0;

  /** @param machine the clock of the bot, where that is not the world's. */
  constructor(readonly clock: TestClock = new TestClock(), private readonly machine: Clock = clock) {
    const start = clock.now();
    this.aggregator = new MessageAggregator({
      clock: machine,
      close: ({ keys, terms, account, conversation, albums }) => {
        const failure = this.failures.shift();
        if (failure !== undefined) return Promise.reject(failure);
        const { chat } = conversation;
        this.closed.push({ keys, mode: terms.mode, account, chat, albums, at: clock.now() - start });
        return Promise.resolve();
      },
      failed: () => void this.failed++,
    });
  }

  /** Adds a message of now. */
  async say(key: string, said: Omit<Said, "key"> = {}): Promise<void> {
    const { mode = "note", window } = said;
    const arrival = arrivalOf({ receivedAt: this.machine.now(), ...said, key }, this.clock.now());
    await this.aggregator.add(arrival, mode, () => termsOf(mode, window));
  }

  /** The keys of what was handed over. */
  get batches(): string[] {
    return this.closed.map(({ keys }) => keys.join(" "));
  }

  flush(chat = "c", account = "you"): Promise<void> {
    return this.aggregator.flush({ platform: "test", chat, kind: "private" }, account);
  }
}

export function arrivalOf(
  { key, chat = "c", thread, account = "you", album, isPart, begins, at, receivedAt }: Said,
  now: number,
): Arrival {
  return {
    conversation: { platform: "test", chat, kind: "private", ...(thread === undefined ? {} : { thread }) },
    account,
    key,
    id: key,
    at: at ?? now,
    receivedAt: receivedAt ?? now,
    ...(album === undefined ? {} : { album }),
    ...(isPart === undefined ? {} : { isPart }),
    ...(begins === undefined ? {} : { begins }),
  };
}

export function termsOf(mode: string, window: Partial<Window> = {}): Terms {
  return { mode, language: "en", settings: {}, window: { quiet: 5, maxWait: 30, maxMessages: 100, ...window } };
}
