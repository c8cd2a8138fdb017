/** The real adapter on a fake Telegram, in virtual time. */
import type { Conversation, OperationKind, OperationOf, OperationResults } from "../../../core/mod.ts";
import type { HealthCheck, HttpHandler } from "../../../adapters/http/mod.ts";
import {
  TelegramBotAdapter,
  type TelegramHttp,
  type TelegramOptions,
  type TelegramSettings,
} from "../../../adapters/telegram/mod.ts";
import { settle, TestClock } from "../../support/clock.ts";
import { FakeTelegram, type FakeTelegramOptions } from "../../support/fake_telegram/mod.ts";
import { MemoryStore } from "../../support/memory_store.ts";
import { TestInbox } from "../../support/test_inbox.ts";

/** How a bench begins. */
export interface TelegramBenchOptions {
  readonly settings?: Partial<TelegramSettings>;
  readonly options?: Partial<TelegramOptions>;
  readonly telegram?: FakeTelegramOptions;
  /** Whether the program has an HTTP server; it has by default. */
  readonly withHttp?: boolean;
}

/** An adapter, its platform and its surroundings. */
export class TelegramBench implements AsyncDisposable {
  readonly clock = new TestClock();
  readonly telegram: FakeTelegram;
  readonly store = new MemoryStore();
  readonly inbox = new TestInbox();
  readonly adapter: TelegramBotAdapter;
  readonly routes = new Map<string, HttpHandler>();
  readonly checks = new Map<string, HealthCheck>();
  #started = false;

  constructor({ settings = {}, options = {}, telegram = { limits: {} }, withHttp = true }: TelegramBenchOptions = {}) {
    const { clock } = this;
    this.telegram = new FakeTelegram({ clock, ...telegram });
    this.adapter = new TelegramBotAdapter({
      settings: {
        token: this.telegram.token,
        apiRoot: "https://api.telegram.org",
        mode: "polling",
        webhookUrl: "",
        webhookSecret: "",
        ...settings,
      },
      store: this.store,
      clock,
      random: () => 0.5,
      fetch: this.telegram.fetch,
      ...(withHttp ? { http: this.#http() } : {}),
      ...options,
    });
  }

  static async start(options: TelegramBenchOptions = {}): Promise<TelegramBench> {
    const bench = new TelegramBench(options);
    await bench.start();
    return bench;
  }

  async start(): Promise<void> {
    this.#started = true;
    await this.adapter.start(this.inbox);
    await settle();
  }

  /** Performs an operation of a plugin. */
  async perform<K extends OperationKind>(
    operation: OperationOf<K> & { readonly kind: K },
    signal = new AbortController().signal,
  ): Promise<OperationResults[K]> {
    return await this.adapter.transport.perform<K>(operation, signal);
  }

  /** Performs it while time passes, as for what waits for rates or retries. */
  async performInTime<K extends OperationKind>(
    operation: OperationOf<K> & { readonly kind: K },
    duration = 60_000,
  ): Promise<OperationResults[K]> {
    const result = this.perform<K>(operation);
    result.catch(() => {}); // it is looked at below
    await this.clock.advance(duration);
    return await result;
  }

  /** The calls of these methods, in order. */
  calls(...methods: string[]): string[] {
    const wanted = methods.map((method) => method.toLowerCase());
    return this.telegram.calls.map(({ method }) => method.toLowerCase()).filter((method) => wanted.includes(method));
  }

  #http(): TelegramHttp {
    return {
      routes: {
        route: (path, handler) => {
          this.routes.set(path, handler);
          return () => this.routes.delete(path);
        },
      },
      health: {
        watch: (name, check) => {
          this.checks.set(name, check);
          return () => this.checks.delete(name);
        },
      },
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#started) {
      const stopped = this.adapter.stop();
      await this.clock.advance(5_000); // for what Telegram answers late
      await stopped;
      await this.adapter.close();
    }
    await this.telegram[Symbol.asyncDispose]();
    await this.store.close();
  }
}

/** A private conversation as the kernel knows it. */
export function privately(chat: { readonly id: number }): Conversation {
  return { platform: "telegram", chat: String(chat.id), kind: "private" };
}

/** A message to somebody. */
export function send(
  conversation: Conversation,
  text: string,
  more: Partial<OperationOf<"send">> = {},
): OperationOf<"send"> & { readonly kind: "send" } {
  return { kind: "send", conversation, text, priority: "interactive", ...more };
}
