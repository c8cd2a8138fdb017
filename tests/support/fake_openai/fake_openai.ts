import { type Clock, SystemClock } from "../../../core/mod.ts";
import type { Answer, Fault } from "./answer.ts";
import { bodyOf, event, eventsOf } from "./answer_parts.ts";
import { ChatRequest } from "./chat_request.ts";

/** Says what is answered to a request. */
export type Answering = (request: ChatRequest) => string | Answer | Promise<string | Answer>;

/** How a fake endpoint is made. */
export interface FakeOpenAIOptions {
  /** Real time by default. */
  readonly clock?: Clock;
  /** The only key that is let in; any by default. */
  readonly key?: string;
  /** The only model there is; `fake` by default. */
  readonly model?: string;
  /** What is answered where nothing was queued; `OK` by default. */
  readonly answer?: Answering;
  /** Where `start` listens; a free port by default. */
  readonly port?: number;
}

/** A fault among the parts of an answer. */
type PartFault = Exclude<Fault, { readonly kind: "status" | "redirect" | "html" }>;

const ENCODER = new TextEncoder();

/** An OpenAI-compatible endpoint for tests: see README.md. */
export class FakeOpenAI implements AsyncDisposable {
  /** What was asked, oldest first. */
  readonly requests: ChatRequest[] = [];
  /** The name of its only model. */
  readonly model: string;
  /** What is answered where nothing was queued. */
  answer: Answering;
  /** Without a connection, as when nothing listens; for `fetch` only. */
  isDown = false;
  readonly #clock: Clock;
  readonly #key: string | undefined;
  readonly #queue: (string | Answer)[] = [];
  readonly #closing = new AbortController();
  readonly #waiting = new Set<() => void>();
  #server: Deno.HttpServer<Deno.NetAddr> | undefined;

  /** One that listens nowhere: give its `fetch` to the client. */
  constructor({ clock = new SystemClock(), key, model = "fake", answer = () => "OK" }: FakeOpenAIOptions = {}) {
    this.#clock = clock;
    this.#key = key;
    this.model = model;
    this.answer = answer;
  }

  /** One that listens. */
  static start(options: FakeOpenAIOptions = {}): FakeOpenAI {
    const fake = new FakeOpenAI(options);
    fake.#server = Deno.serve({
      hostname: "127.0.0.1",
      port: options.port ?? 0,
      signal: fake.#closing.signal,
      onListen: () => {},
      onError: () => new Response(null, { status: 500 }),
    }, (request) => fake.#handle(request));
    return fake;
  }

  /** The base URL. */
  get url(): string {
    return `http://127.0.0.1:${this.#server?.addr.port ?? 1}/v1`;
  }

  /** Makes it the model of a program. */
  get env(): Readonly<Record<string, string>> {
    return { PORTICO_MODEL_URL: this.url, PORTICO_MODEL: this.model };
  }

  /** Requests whose answer is under way. */
  get open(): number {
    return this.requests.filter(({ isAnswered, isLeft }) => !isAnswered && !isLeft).length;
  }

  /** Answers the next requests so, one each, before `answer` is asked. */
  queue(...answers: readonly (string | Answer)[]): void {
    this.#queue.push(...answers);
  }

  /** Waits until something holds; looked at whenever a request comes or ends. */
  async until(holds: (fake: FakeOpenAI) => boolean): Promise<void> {
    while (!holds(this)) await new Promise<void>((resolve) => this.#waiting.add(resolve));
  }

  /** As the platform's `fetch`, with no network between. */
  readonly fetch = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init);
    const { signal } = request;
    signal.throwIfAborted();
    if (this.isDown) {
      throw new TypeError("error sending request", { cause: new Error("client error (Connect): refused") });
    }
    const response = await unlessAborted(this.#handle(request), signal);
    if (response.body === null) return response;
    const { status, headers } = response;
    return new Response(abortable(response.body, signal), { status, headers });
  };

  /** Breaks off whatever is under way and listens no more. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    await this.#server?.finished;
  }

  async #handle(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url);
    if (this.#key !== undefined && request.headers.get("authorization") !== `Bearer ${this.#key}`) {
      return failure({ status: 401, code: "invalid_api_key", message: "Incorrect API key provided." });
    }
    if (pathname === "/v1/models") {
      return Response.json({
        object: "list",
        data: [{ id: this.model, object: "model", created: 0, owned_by: "fake" }],
      });
    }
    if (pathname !== "/v1/chat/completions" || request.method !== "POST") {
      return failure({ status: 404, code: "unknown_url", message: "Unknown request URL." });
    }
    const chat = new ChatRequest(await request.json(), request.headers, this.#clock.monotonic());
    this.requests.push(chat);
    this.#tell();
    if (chat.model !== this.model) {
      return this.#sent(chat, failure({ status: 404, code: "model_not_found", message: "No such model." }));
    }
    const said = this.#queue.shift() ?? await this.answer(chat);
    return await this.#respond(chat, typeof said === "string" ? { text: said } : said, request);
  }

  async #respond(chat: ChatRequest, answer: Answer, request: Request): Promise<Response> {
    const { fault } = answer;
    if (fault?.kind === "status") return this.#sent(chat, failure(fault));
    if (fault?.kind === "redirect") {
      return this.#sent(chat, new Response(null, { status: 307, headers: { location: fault.to } }));
    }
    if (fault?.kind === "html") {
      const headers = { "content-type": "text/html" };
      return this.#sent(chat, new Response("<!doctype html><title>Welcome</title><p>It works!", { headers }));
    }
    if (fault?.kind === "stall" && fault.after === undefined) {
      await this.#never(request.signal).catch(() => this.#leave(chat));
      return new Response(null, { status: 500 });
    }
    const id = `chatcmpl-${this.requests.indexOf(chat) + 1}`;
    const parts = chat.stream ? eventsOf(chat, answer, id) : bodyOf(chat, answer, id);
    const headers = { "content-type": chat.stream ? "text/event-stream" : "application/json" };
    return new Response(this.#send(chat, parts, fault), { headers });
  }

  /** Each part when it is wanted, and the fault where it belongs. */
  #send(chat: ChatRequest, parts: Generator<string>, fault: PartFault | undefined): ReadableStream<Uint8Array> {
    const left = new AbortController();
    let sent = 0;
    return new ReadableStream({
      pull: async (controller) => {
        if (fault?.kind === "slow") await this.#pause(fault.every, left.signal);
        if (fault !== undefined && fault.kind !== "slow" && sent === (fault.after ?? 0)) {
          if (fault.kind === "stall") return await this.#never(left.signal).catch(() => {});
          if (fault.kind === "cut") {
            this.#end(chat);
            return controller.error(new TypeError("the connection was cut"));
          }
          if (fault.kind !== "end") controller.enqueue(ENCODER.encode(wrong(chat, fault)));
          this.#end(chat);
          return controller.close();
        }
        const { value, done } = parts.next();
        if (done) {
          this.#end(chat);
          return controller.close();
        }
        sent++;
        controller.enqueue(ENCODER.encode(value));
      },
      cancel: () => {
        left.abort();
        this.#leave(chat);
      },
    }, { highWaterMark: 0 });
  }

  #pause(milliseconds: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#clock.setTimer(milliseconds, resolve);
      signal.addEventListener("abort", () => {
        cancel();
        resolve();
      });
    });
  }

  /** Rejects when whoever waits has left, or the server is closed. */
  #never(signal: AbortSignal): Promise<never> {
    return unlessAborted(new Promise<never>(() => {}), AbortSignal.any([signal, this.#closing.signal]));
  }

  #end(chat: ChatRequest): void {
    chat.isAnswered = true;
    this.#tell();
  }

  #sent(chat: ChatRequest, response: Response): Response {
    this.#end(chat);
    return response;
  }

  #leave(chat: ChatRequest): void {
    chat.isLeft = true;
    this.#tell();
  }

  #tell(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const resolve of waiting) resolve();
  }
}

function failure(
  { status, code = "server_error", message = "It failed.", retryAfter, body }: Omit<Fault & { kind: "status" }, "kind">,
): Response {
  const headers = new Headers({ "content-type": "application/json" });
  if (retryAfter !== undefined) headers.set("retry-after", String(retryAfter));
  return new Response(body ?? JSON.stringify({ error: { message, type: code, param: null, code } }), {
    status,
    headers,
  });
}

function wrong(chat: ChatRequest, fault: PartFault): string {
  if (fault.kind !== "error") return chat.stream ? `data: {"choices": [{"del\n\n` : `{"choices": [`;
  const { code = 502, message = "Upstream failed." } = fault;
  return event({ error: { message, code } });
}

function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) return abort();
    signal.addEventListener("abort", abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

/** A body that ends with an error as soon as nobody wants it, as one from a network does. */
function abortable(body: ReadableStream<Uint8Array>, signal: AbortSignal): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  let abort = () => {};
  const forget = () => signal.removeEventListener("abort", abort);
  return new ReadableStream({
    start(controller) {
      abort = () => {
        controller.error(signal.reason);
        reader.cancel(signal.reason).catch(() => {});
      };
      signal.addEventListener("abort", abort, { once: true });
    },
    async pull(controller) {
      const { value, done } = await reader.read();
      if (signal.aborted) return;
      if (!done) return controller.enqueue(value);
      forget();
      controller.close();
    },
    cancel(reason) {
      forget();
      return reader.cancel(reason);
    },
  }, { highWaterMark: 0 });
}
