/** The fake Telegram: all of it together. */
import type { UserFromGetMe } from "grammy/types";
import { type Clock, SystemClock } from "../../../core/clock.ts";
import { Api, type LoggedCall } from "./api.ts";
import type { Faults } from "./faults.ts";
import { type Outage, refused, respond } from "./response.ts";
import { HttpServer } from "./http_server.ts";
import { Channel, Group, type GroupOptions, Person, type PersonOptions } from "./people.ts";
import { documentedLimits, type RateLimits, type Rates } from "./rates.ts";
import { State } from "./state.ts";
import type { Updates } from "./updates.ts";
import { Webhook } from "./webhook.ts";

/** How a fake Telegram begins. */
export interface FakeTelegramOptions {
  readonly token?: string;
  /** What `getMe` says beside the usual. */
  readonly bot?: Partial<Pick<UserFromGetMe, "first_name" | "username" | "can_read_all_group_messages">>;
  /** The real time by default. */
  readonly clock?: Clock;
  /** For faults by chance: 1 by default. */
  readonly seed?: number;
  /** Those that Telegram documents by default; `{}` for none. */
  readonly limits?: RateLimits;
  /** The number of the first update. */
  readonly firstUpdateId?: number;
  /**
   * Seconds for which Telegram holds back a `getUpdates` that repeats the offset of the one before and finds nothing, whatever
   * its timeout: 3 by default. The call that confirms the last offset at a stop may be one.
   */
  readonly repeatedPollWait?: number;
  /** How updates go to a webhook: the real `fetch` by default. */
  readonly webhookFetch?: typeof fetch;
}

/** A Telegram of one bot, in this process. See README.md. */
export class FakeTelegram implements AsyncDisposable {
  readonly token: string;
  readonly state: State;
  readonly webhook: Webhook;
  readonly server: HttpServer;
  readonly #api: Api;
  readonly #closing = new AbortController();
  #isDown: Outage | undefined;

  /** One that is asked through {@link FakeTelegram.handle} only; {@link FakeTelegram.start} makes one that listens. */
  constructor(options: FakeTelegramOptions = {}) {
    const { token = "123456789:AAFakeTokenOfAFakeTelegram-0123456789", seed = 1 } = options;
    this.token = token;
    const bot = botOf(Number(token.split(":")[0]), options.bot);
    const clock = options.clock ?? new SystemClock();
    this.state = new State(clock, bot, {
      limits: options.limits ?? documentedLimits,
      firstUpdateId: options.firstUpdateId ?? 870_000_001,
      repeatedPollWait: options.repeatedPollWait ?? 3,
    });
    this.webhook = new Webhook({
      updates: this.state.updates,
      clock,
      fetch: options.webhookFetch ?? fetch,
      call: (method, values) => this.#api.call(method, values),
    });
    this.#api = new Api({ token, state: this.state, webhook: this.webhook, seed });
    this.server = new HttpServer((request) => this.#api.answer(request));
    this.state.updates.onChange = () => this.#api.events.wake();
  }

  /** A fake Telegram that listens on a free port of 127.0.0.1. */
  static async start(options: FakeTelegramOptions = {}): Promise<FakeTelegram> {
    const telegram = new FakeTelegram(options);
    await telegram.server.start();
    return telegram;
  }

  /** Where the Bot API is: for `TELEGRAM_API_ROOT`. */
  get root(): string {
    return `http://127.0.0.1:${this.server.port}`;
  }

  /** Answers a request without any network; what would break a connection makes it reject as `fetch` does. */
  readonly handle = (request: Request): Promise<Response> =>
    this.#isDown !== undefined
      ? Promise.reject(refused(request.url, this.#isDown))
      : respond(this.#api, request, this.#closing.signal);

  /** {@link FakeTelegram.handle} in the shape of `fetch`. */
  readonly fetch =
    ((input: string | URL | Request, init?: RequestInit): Promise<Response> =>
      this.handle(new Request(input, init))) satisfies typeof fetch;

  /** Refuses connections from now on, and resets those that there are. @param how without a network, what is in the way. */
  async down(how: Outage = "refused"): Promise<void> {
    this.#isDown = how;
    await this.server.stop();
  }

  /** Is there again, on the same port. */
  async up(): Promise<void> {
    this.#isDown = undefined;
    if (this.server.port !== 0) await this.server.start();
  }

  get updates(): Updates {
    return this.state.updates;
  }

  get rates(): Rates {
    return this.state.rates;
  }

  get faults(): Faults {
    return this.#api.faults;
  }

  /** What Telegram silently changed in texts of the bot, such as white space that it trimmed. */
  get changes(): State["changes"] {
    return this.state.changes;
  }

  /** Every call, in the order in which they came. */
  get calls(): readonly LoggedCall[] {
    return this.#api.calls;
  }

  /** Calls of a method that were carried out or not; all in small letters or not. */
  callsOf(method: string): LoggedCall[] {
    return this.calls.filter((call) => call.method === method.toLowerCase());
  }

  /** The next call that ends and `matches`, after the one that was returned last. @throws {Error} after 30 s. */
  nextCall(matches: (call: LoggedCall) => boolean): Promise<LoggedCall> {
    return this.#api.events.next(matches, `a call for which ${matches}`);
  }

  /** A new person, who has opened the chat with the bot. */
  user(options: PersonOptions = {}): Person {
    return new Person(this.state, options);
  }

  group(options: GroupOptions = {}): Group {
    return new Group(this.state, "group", options);
  }

  supergroup(options: GroupOptions = {}): Group {
    return new Group(this.state, "supergroup", options);
  }

  channel(options: GroupOptions = {}): Channel {
    return new Channel(this.state, options);
  }

  /**
   * Waits until the bot has taken everything: no update is left, no call is under way, and somebody polls or a webhook is
   * set. What the bot makes of it may come later: wait for that by `next` of a chat.
   *
   * @throws {Error} after 30 s.
   */
  idle(): Promise<void> {
    const { updates } = this.state;
    const isTaken = () => updates.isPolled || (this.webhook.target !== undefined && this.webhook.isIdle);
    return this.#api.events.until(
      () => updates.pending === 0 && this.#api.busy === 0 && isTaken(),
      () => `the bot to be idle: ${updates.pending} updates and ${this.#api.busy} calls are left`,
    );
  }

  /** Waits until `holds` is true, which is asked whenever something happens here. @throws {Error} after 30 s. */
  until(holds: () => boolean): Promise<void> {
    return this.#api.events.until(holds, () => `${holds}`);
  }

  /** Stops. @throws what the fake itself got wrong, so that a test with a broken fake fails. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    this.webhook.close();
    this.#api.close();
    this.state.updates.close();
    await this.server.stop();
    if (this.server.failures.length > 0) throw this.server.failures[0];
  }
}

function botOf(id: number, given: FakeTelegramOptions["bot"]): UserFromGetMe {
  return {
    id,
    is_bot: true,
    first_name: "Portico",
    username: "portico_bot",
    can_join_groups: true,
    can_read_all_group_messages: true,
    supports_inline_queries: false,
    can_connect_to_business: false,
    has_main_web_app: false,
    has_topics_enabled: false,
    allows_users_to_create_topics: false,
    can_manage_bots: false,
    supports_join_request_queries: false,
    ...given,
  };
}
