import {
  type Adapter,
  type BotAddress,
  type BotEvent,
  type Capabilities,
  type Clock,
  ConfigError,
  type IdShape,
  type Inbox,
  type Logger,
  logger,
  messageOf,
  type PlatformPause,
  RateLimited,
  type Store,
} from "../../core/mod.ts";
import { defaultRates, deliver, type DeliveryLine, type DeliveryOptions } from "../delivery/mod.ts";
import type { HealthChecks, HttpRoutes } from "../http/mod.ts";
import type { Update, UserFromGetMe } from "grammy/types";
import { AddressedAlbums } from "./addressed_albums.ts";
import { Backoff } from "./backoff.ts";
import { TelegramRefusal } from "./call_errors.ts";
import { LARGEST_DOWNLOAD } from "./file_download.ts";
import { fatal } from "./fatal_errors.ts";
import { TELEGRAM } from "./identities.ts";
import { KeptParts } from "./kept_parts.ts";
import { MovingGroups } from "./moving_groups.ts";
import { inParts } from "./part_line.ts";
import { pause } from "./pause.ts";
import { PollingSource } from "./polling_source.ts";
import { TelegramApi } from "./telegram_api.ts";
import { checkServer, type TelegramSettings } from "./telegram_config.ts";
import { methodOf, TelegramTransport } from "./telegram_transport.ts";
import { readUpdate } from "./update_events.ts";
import type { UpdateSource } from "./update_source.ts";
import { WebhookSource } from "./webhook_source.ts";

/** The HTTP server of the program, for a webhook and for health. */
export interface TelegramHttp {
  /** Where a webhook is answered. */
  readonly routes: HttpRoutes;
  /** Where it is said whether updates come. */
  readonly health: HealthChecks;
}

/** What a Telegram adapter is made of. */
export interface TelegramOptions {
  /** As configured. */
  readonly settings: TelegramSettings;
  /** Keeps what must outlive the process: parts of long messages, the webhook's secret. */
  readonly store: Store;
  /** Measures all that takes time. */
  readonly clock: Clock;
  /** How the delivery line behaves; by default as it does by itself, at Telegram's rates. */
  readonly delivery?: Omit<DeliveryOptions, "clock" | "log" | "nameOf" | "shape">;
  /** Needed for a webhook. */
  readonly http?: TelegramHttp;
  /** The platform's own by default. */
  readonly fetch?: typeof globalThis.fetch;
  /** From 0 up to, but not including, 1: spreads what is tried again. */
  readonly random?: () => number;
}

const CAPABILITIES: Capabilities = {
  buttons: "native",
  edit: true,
  delete: true,
  deleteReceived: true,
  react: true,
  typing: true,
  menu: true,
  files: true,
};

/** A command that names its bot, and is not for this one: of one that is, the name has been taken away. */
const OTHERS_COMMAND = /^\/\w+@/;

/** Milliseconds for one attempt to get to know the bot. */
const CONNECT_WITHIN = 10_000;

/** Telegram as a chat platform, by its Bot API. Nobody is let in who is not linked to an account. */
export class TelegramBotAdapter implements Adapter {
  /** Always `telegram`. */
  readonly platform: string = TELEGRAM;
  /** All there is; Telegram's own server gives out no large files. */
  readonly capabilities: Capabilities;
  /** Anybody can write to a bot, so nobody is trusted for having done so. */
  readonly trusted: false = false;
  /** Numbers; a name such as `@anna` may be somebody else's tomorrow. */
  readonly ids: IdShape = { pattern: /^-?\d+$/, example: "12345" };
  readonly #options: TelegramOptions & Required<Pick<TelegramOptions, "random">>;
  readonly #api: TelegramApi;
  readonly #line: DeliveryLine;
  readonly #log: Logger = logger("telegram");
  readonly #stop = new AbortController();
  readonly #albums: AddressedAlbums;
  readonly #undo: (() => void)[] = [];
  readonly #groups = new MovingGroups(this.#log);
  #address: BotAddress | undefined;
  #source: UpdateSource | undefined;
  #connecting: Promise<void> = Promise.resolve();
  /** Until when Telegram wants to be left alone before it says who the bot is, in monotonic milliseconds. */
  #pausedUntil = -Infinity;

  /** Connects to nothing before `start`. @throws {ConfigError} for a webhook without an HTTP server. */
  constructor(options: TelegramOptions) {
    const { settings, clock, store, fetch, http, delivery = {} } = options;
    const problems = checkServer(settings.mode, http !== undefined);
    if (problems.length > 0) throw new ConfigError(problems);
    this.#options = { random: Math.random, ...options };
    this.#albums = new AddressedAlbums(store, clock, this.#log);
    const { token, apiRoot } = settings;
    this.#api = new TelegramApi({ token, apiRoot, clock, ...(fetch === undefined ? {} : { fetch }) });
    const log = logger("delivery");
    this.capabilities = this.#api.isOfficial ? { ...CAPABILITIES, largestDownload: LARGEST_DOWNLOAD } : CAPABILITIES;
    this.#line = deliver(new TelegramTransport(this.#api, clock, this.#log), {
      random: this.#options.random,
      ...delivery,
      clock,
      log,
      nameOf: methodOf,
      rates: { ...defaultRates, ...delivery.rates },
      shape: inParts(new KeptParts(store, clock), log),
    });
  }

  /** Whether Telegram has told who the bot is. */
  get isReached(): boolean {
    return this.#address !== undefined;
  }

  /** Known once Telegram has told who the bot is. */
  get address(): BotAddress | undefined {
    return this.#address;
  }

  /** What Telegram has asked for, of what is sent or of fetching. */
  get pause(): PlatformPause | undefined {
    const sending = this.#line.pause;
    const connecting = this.#pausedUntil - this.#options.clock.monotonic();
    const left = Math.max(sending?.left ?? 0, this.#source?.pausedFor ?? 0, connecting);
    return left > 0 ? { left, waiting: sending?.waiting ?? 0 } : undefined;
  }

  /** The delivery line down to the Bot API. */
  get transport(): DeliveryLine {
    return this.#line;
  }

  /**
   * Resolves when the bot fetches, or when a first attempt to reach Telegram has failed: then it goes on trying.
   *
   * @throws {AdapterFailed} Telegram does not know the token.
   * @throws {ConfigError} Telegram does not take the webhook.
   */
  async start(inbox: Inbox): Promise<void> {
    const { http } = this.#options;
    if (http !== undefined) {
      this.#undo.push(
        http.health.watch(TELEGRAM, () => this.#source?.health() ?? { healthy: false, connected: false }),
      );
    }
    const tried = Promise.withResolvers<void>();
    let isFirst = true;
    this.#connecting = this.#connect(inbox, () => {
      if (!isFirst && this.isReached) inbox.reached();
      isFirst = false;
      tried.resolve();
    }).catch((error) => isFirst ? tried.reject(error) : inbox.end(error));
    await tried.promise;
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#connecting;
    await this.#source?.stop();
  }

  endWithin(milliseconds: number): void {
    this.#line.endWithin(milliseconds);
  }

  async close(signal?: AbortSignal): Promise<void> {
    await this.#line.drain(signal);
    for (const undo of this.#undo.splice(0).reverse()) undo();
  }

  /** Tries until Telegram answers; throws what no waiting helps against. @param tried called after each attempt, unless it throws. */
  async #connect(inbox: Inbox, tried: () => void): Promise<void> {
    const { clock, random } = this.#options;
    const { signal } = this.#stop;
    const backoff = new Backoff(random);
    while (!signal.aborted) {
      try {
        const me = await this.#api.me({ signal, timeout: CONNECT_WITHIN });
        await this.#albums.load();
        const source = this.#sourceOf(inbox, me);
        await source.start(signal);
        this.#source = source;
        this.#address = addressOf(me);
        this.#log.info("This bot is {name} on Telegram: {link}", {
          name: this.#address.name,
          link: this.#address.link(),
        });
        return tried();
      } catch (error) {
        if (signal.aborted) return tried();
        const end = fatal(error) ?? refusedWebhook(error);
        if (end !== undefined) throw end;
        const isAsked = error instanceof RateLimited;
        const delay = isAsked ? error.retryAfter : backoff.next();
        if (isAsked) this.#pausedUntil = clock.monotonic() + delay;
        this.#log.warn("Telegram can't be reached at {root}, and is tried again after {delay} ms: {error}", {
          root: this.#options.settings.apiRoot,
          delay,
          error: messageOf(error),
        });
        tried();
        await pause(clock, delay, signal);
      }
    }
  }

  #sourceOf(inbox: Inbox, me: UserFromGetMe): UpdateSource {
    const { settings, clock, store, http, random } = this.#options;
    const common = {
      api: this.#api,
      inbox: {
        accept: async (events: readonly BotEvent[], onDurable?: () => void) => {
          await this.#groups.settled();
          return await inbox.accept(events, onDurable);
        },
      },
      clock,
      log: this.#log,
      read: (update: Update) => this.#read(update, me, inbox),
    };
    return settings.mode === "webhook" && http !== undefined
      ? new WebhookSource({ ...common, store, routes: http.routes, settings })
      : new PollingSource({ ...common, random, onFatal: (error) => inbox.end(error) });
  }

  /** What is for the bot, and tells the delivery line who can be written to again. */
  #read(update: Update, me: UserFromGetMe, inbox: Inbox): BotEvent | undefined {
    const reading = readUpdate(update, { me, now: this.#options.clock.now() });
    switch (reading.kind) {
      case "event": {
        const { event } = reading;
        this.#line.hear(event.conversation);
        if (event.kind === "action" || this.#albums.includes(reading)) return event;
        return OTHERS_COMMAND.test(event.text) ? undefined : { ...event, overheard: true };
      }
      case "membership":
        if (reading.reachable) this.#line.hear(reading.conversation);
        return undefined;
      case "migration":
        this.#groups.follow(reading, inbox);
        return undefined;
      case "ignored":
        this.#log.debug("Update {update} is nothing for the bot: {what}", {
          update: update.update_id,
          what: reading.what,
        });
        return undefined;
    }
  }
}

/**
 * Opening the link with `start` makes Telegram send `/start` and that text: https://core.telegram.org/bots/features#deep-linking. With privacy mode
 * Telegram keeps back what is not said to the bot, but for administrators: https://core.telegram.org/bots/features#privacy-mode
 */
function addressOf({ username, can_read_all_group_messages: hearsAll }: UserFromGetMe): BotAddress {
  const link = `https://t.me/${username}`;
  return {
    name: `@${username}`,
    link: (start) => start === undefined ? link : `${link}?start=${encodeURIComponent(start)}`,
    ...(hearsAll ? {} : { hears: "addressed" }),
  };
}

function refusedWebhook(error: unknown): ConfigError | undefined {
  if (!(error instanceof TelegramRefusal && error.method === "setWebhook" && error.status === 400)) return undefined;
  return new ConfigError([`TELEGRAM_WEBHOOK_URL: ${error.message} Correct it, or set TELEGRAM_MODE to polling.`]);
}
