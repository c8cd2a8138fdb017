import { type Clock, Deadlines, DeliveryUnknown, httpFetch, NotSent, secrets } from "../../core/mod.ts";
import { Api } from "grammy/web";
import type { ApiMethods, Opts, UserFromGetMe } from "grammy/types";
import { classify } from "./call_errors.ts";
import { FloodScope } from "./flood_scope.ts";
import { carriesFile, JsonCalls } from "./json_calls.ts";
import { isOfficial } from "./telegram_config.ts";
import { unrepeatedFetch } from "./unrepeated_fetch.ts";

/** What a Bot API client is made of. */
export interface TelegramApiOptions {
  /** As @BotFather gives it. It is a secret of this process from now on. */
  readonly token: string;
  /** Address of the API server, without a slash at its end. */
  readonly apiRoot: string;
  /** Measures timeouts. */
  readonly clock: Clock;
  /** The platform's own by HTTP/1.1 by default. */
  readonly fetch?: typeof globalThis.fetch;
}

/** Methods of the Bot API. */
export type ApiMethod = string & keyof ApiMethods;
/** What a method is given. */
export type ApiPayload<M extends ApiMethod> = Opts<M>;
/** What a method resolves with. */
export type ApiResult<M extends ApiMethod> = ReturnType<ApiMethods[M]>;

/** grammY's types know node's `AbortSignal` only, and those of a method called by its name are a union of all. */
type Invoke<M extends ApiMethod> = (payload: ApiPayload<M>, signal: AbortSignal) => Promise<ApiResult<M>>;

/** How a call is made. */
export interface CallOptions {
  /** Gives the call up. */
  readonly signal?: AbortSignal;
  /** Milliseconds until it is given up; 30 s by default. */
  readonly timeout?: number;
}

/**
 * A time that ends so much too late, in milliseconds, ends for a process that was suspended meanwhile. What has come by then is read before the call is
 * given up: it gets so long once more.
 */
const HELD_UP = 2_000;

/** Milliseconds a call may take. */
const TIMEOUT = 30_000;
/** grammY's own timeout, in seconds, is no concern of ours: our clock keeps the time. */
const NEVER = 24 * 60 * 60;

/**
 * The Bot API: by calls of our own, and by grammY's client where files go with them; with our `fetch`, our timeouts and our errors. All that it
 * throws is a delivery error without token or private text.
 */
export class TelegramApi {
  /** For calls with files. */
  readonly #api: Api;
  readonly #json: JsonCalls;
  readonly #clock: Clock;
  /** One timer for all calls: making it would be most of what a call costs here. */
  readonly #deadlines: Deadlines;
  readonly #flood: FloodScope;
  readonly #fetch: typeof globalThis.fetch;
  readonly #root: string;
  readonly #token: string;

  /** Connects to nothing before the first call. */
  constructor({ token, apiRoot, clock, fetch = httpFetch }: TelegramApiOptions) {
    secrets.add(token);
    this.#token = token;
    this.#root = apiRoot;
    this.#clock = clock;
    this.#deadlines = new Deadlines(clock);
    this.#fetch = fetch;
    this.#flood = new FloodScope(clock);
    const unrepeated = unrepeatedFetch(fetch);
    this.#api = new Api(token, { apiRoot, fetch: unrepeated, timeoutSeconds: NEVER });
    this.#json = new JsonCalls(`${apiRoot}/bot${token}`, unrepeated);
  }

  /** Digits before the colon: the bot's id, known without asking. */
  get botId(): string {
    return this.#token.slice(0, this.#token.indexOf(":"));
  }

  /** Telegram's own server, with its limits; a server of somebody's own may have others. */
  get isOfficial(): boolean {
    return isOfficial(this.#root);
  }

  /** Calls a method. Throws delivery errors only. */
  async call<M extends ApiMethod>(
    method: M,
    payload: ApiPayload<M>,
    options: CallOptions = {},
  ): Promise<ApiResult<M>> {
    const scopeOf = (wait: number) => this.#flood.of(chatOf(payload), wait);
    return await this.#timed(method, options, scopeOf, (signal) => this.#invoke(method, payload, signal));
  }

  /** Who the bot is. */
  async me(options: CallOptions = {}): Promise<UserFromGetMe> {
    const me = await this.#timed<unknown>(
      "getMe",
      options,
      () => "bot",
      (signal) => this.#json.call("getMe", {}, signal),
    );
    if (isBot(me)) return me;
    throw new DeliveryUnknown("what answers getMe is no bot.");
  }

  /** Opens a file of Telegram's by the path that `getFile` gave. The answer's status is the caller's to look at. */
  async open(path: string, options: CallOptions = {}): Promise<Response> {
    const address = `${this.#root}/file/bot${this.#token}/${path.split("/").map(encodeURIComponent).join("/")}`;
    return await this.#timed(
      "the download",
      options,
      () => "chat",
      (signal) => this.#fetch(address, { signal, redirect: "manual" }),
    );
  }

  #invoke<M extends ApiMethod>(method: M, payload: ApiPayload<M>, signal: AbortSignal): Promise<ApiResult<M>> {
    if (!carriesFile(payload)) return this.#json.call(method, payload, signal);
    const call: Invoke<M> = Reflect.get<object, string>(this.#api.raw, method);
    return call(payload, signal);
  }

  async #timed<T>(
    method: string,
    { signal, timeout = TIMEOUT }: CallOptions,
    scopeOf: (wait: number) => "chat" | "bot",
    run: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    if (signal?.aborted) throw new NotSent(`${method} was given up before it was sent.`, { cause: signal.reason });
    const controller = new AbortController();
    let givenUp: string | undefined;
    const giveUp = (why: string) => {
      givenUp ??= why;
      controller.abort();
    };
    const due = this.#clock.monotonic() + timeout;
    const timeUp = () => giveUp(`was not answered within ${timeout} ms`);
    let deadline = this.#deadlines.at(due, () => {
      const now = this.#clock.monotonic();
      if (now - due > HELD_UP) deadline = this.#deadlines.at(now + HELD_UP, timeUp);
      else timeUp();
    });
    const onAbort = () => giveUp("was given up while it was under way");
    signal?.addEventListener("abort", onAbort, { once: true });
    try {
      return await run(controller.signal);
    } catch (error) {
      throw classify(error, { method, scopeOf, ...(givenUp === undefined ? {} : { givenUp }) });
    } finally {
      deadline.cancel();
      signal?.removeEventListener("abort", onAbort);
    }
  }
}

/** Whether there is what a bot is told and called by. */
function isBot(value: unknown): value is UserFromGetMe {
  return typeof value === "object" && value !== null && "id" in value && Number.isSafeInteger(value.id) &&
    "username" in value && typeof value.username === "string";
}

/** Calls about no chat share one place. */
function chatOf(payload: unknown): string {
  return typeof payload === "object" && payload !== null && "chat_id" in payload ? String(payload.chat_id) : "";
}
