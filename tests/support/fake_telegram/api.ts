/** The Bot API: from a request to what goes back, or does not. */
import type { CancelTimer } from "../../../core/clock.ts";
import { Arguments, type JsonObject, readArguments } from "./arguments.ts";
import { Events } from "./events.ts";
import { type Fault, Faults } from "./faults.ts";
import { generatedBytes, openContent } from "./files.ts";
import { methods } from "./methods/mod.ts";
import { jsonReply, type Reply } from "./reply.ts";
import type { State } from "./state.ts";
import { TelegramError, tooManyRequests } from "./telegram_error.ts";
import type { Webhook } from "./webhook.ts";

/** A request, as far as the API looks at it. */
export interface ApiRequest {
  /** The path of the address, encoded as it came. */
  readonly path: string;
  /** The query of the address, without its question mark. */
  readonly query: string;
  readonly type: string;
  readonly body: Uint8Array;
  /** Whether the connection was used before. */
  readonly isReused: boolean;
  /** Aborted when the caller goes away. */
  readonly signal: AbortSignal;
}

/** A call, as it is logged. */
export interface LoggedCall {
  /** In small letters; `file` for a download. */
  readonly method: string;
  readonly chat?: number;
  readonly args: JsonObject;
  /** Monotonic milliseconds. */
  readonly at: number;
  readonly isReused: boolean;
  /** What went wrong on command. */
  readonly fault?: Fault;
  /** Whether it was carried out, whatever its caller heard. */
  isRecorded: boolean;
  /** `ok`, the code of an error, or `lost` when nothing went back; `undefined` while it is under way. */
  outcome?: "ok" | "lost" | number;
  /** What was said of an error. */
  description?: string;
}

/** Answers requests. */
export class Api {
  readonly faults: Faults;
  readonly calls: LoggedCall[] = [];
  readonly events = new Events<LoggedCall>();
  /** Calls that are under way, without polls. */
  busy = 0;
  readonly #token: string;
  readonly #state: State;
  readonly #webhook: Webhook;
  readonly #timers = new Set<CancelTimer>();

  constructor({ token, state, webhook, seed }: { token: string; state: State; webhook: Webhook; seed: number }) {
    this.#token = token;
    this.#state = state;
    this.#webhook = webhook;
    this.faults = new Faults(seed);
  }

  /** Carries out a call and says what goes back. */
  async answer(request: ApiRequest): Promise<Reply> {
    const route = request.path.match(/^\/(file\/)?bot([^/]+)\/(.+)$/);
    if (!route) return refusal(new TelegramError(404, "Not Found"));
    const [, isFile, token, rest] = route;
    if (decodeURIComponent(token) !== this.#token) return refusal(new TelegramError(401, "Unauthorized"));
    const method = isFile ? "file" : rest.toLowerCase();
    if (method !== "getupdates") this.busy++;
    try {
      return await (isFile ? this.#download(rest, request) : this.#call(method, request));
    } finally {
      if (method !== "getupdates") this.busy--;
      this.events.wake();
    }
  }

  async #call(method: string, request: ApiRequest): Promise<Reply> {
    let args: Arguments;
    try {
      args = await readArguments(request.query, request.type, request.body);
    } catch (error) {
      return refusal(error);
    }
    const chat = chatOf(args);
    const fault = this.faults.strike({ method, chat, isReused: request.isReused });
    const call = this.#log({ method, chat, args: args.values, fault, isReused: request.isReused });
    const reply = await this.#serve(call, args, request);
    return this.#finish(call, reply);
  }

  async #serve(call: LoggedCall, args: Arguments, request: ApiRequest): Promise<Reply> {
    const { fault } = call;
    if (!fault) return await this.#carryOut(call, args, request.signal);
    if (fault.kind === "flood" && fault.wholeBot) this.#state.rates.ban(fault.retryAfter);
    const isCarriedOut = "recorded" in fault
      ? fault.recorded === true
      : fault.kind !== "flood" && fault.kind !== "status";
    const reply = isCarriedOut ? await this.#carryOut(call, args, request.signal) : undefined;
    return await this.#spoil(fault, reply);
  }

  /** Runs the method. */
  async #carryOut(call: LoggedCall, args: Arguments, signal: AbortSignal): Promise<Reply> {
    const run = methods.get(call.method);
    try {
      if (!run) throw new TelegramError(404, "Not Found: method not found");
      if (call.method !== "getupdates") this.#state.rates.checkBan(call.chat ?? 0);
      const result = await run({ state: this.#state, webhook: this.#webhook, args, method: call.method, signal });
      call.isRecorded = true;
      return jsonReply(200, { ok: true, result });
    } catch (error) {
      return refusal(error);
    }
  }

  async #spoil(fault: Fault, reply: Reply | undefined): Promise<Reply> {
    switch (fault.kind) {
      case "flood":
        return refusal(tooManyRequests(fault.retryAfter));
      case "status":
        return fault.html
          ? page(fault.code)
          : refusal(new TelegramError(fault.code, fault.description ?? names[fault.code] ?? "Error"));
      case "reset":
        return { kind: "reset", gently: fault.gently ?? false };
      case "hang":
        return { kind: "hang" };
      case "slow":
        await this.#sleep(fault.delay);
        return reply ?? { kind: "hang" };
      case "truncated":
        return reply && "body" in reply ? { ...reply, isTruncated: true } : { kind: "hang" };
      case "garbage":
        return { kind: "answer", status: 200, type: "application/json", body: `{"ok":true,"result":` };
      case "shape":
        return { kind: "answer", status: 200, type: "application/json", body: fault.body };
      case "huge": {
        const size = fault.announced ? { size: fault.size } : {};
        return { kind: "stream", type: "application/json", body: openContent(generatedBytes(fault.size)), ...size };
      }
      case "drip":
        return reply?.kind === "answer" ? this.#drip(reply, fault.every) : reply ?? { kind: "hang" };
    }
  }

  async #download(path: string, request: ApiRequest): Promise<Reply> {
    const fault = this.faults.strike({ method: "file", isReused: request.isReused });
    const call = this.#log({ method: "file", args: { path }, fault, isReused: request.isReused });
    const file = this.#state.files.at(decodeURIComponent(path));
    const reply: Reply = file
      ? { kind: "stream", type: file.type, size: file.size, body: openContent(file.content) }
      : refusal(new TelegramError(404, "Not Found"));
    call.isRecorded = file !== undefined;
    return this.#finish(call, fault ? await this.#spoil(fault, reply) : reply);
  }

  #log(call: Omit<LoggedCall, "at" | "isRecorded">): LoggedCall {
    const logged = { ...call, at: this.#state.clock.monotonic(), isRecorded: false };
    this.calls.push(logged);
    return logged;
  }

  #finish(call: LoggedCall, reply: Reply): Reply {
    if (reply.kind === "answer" && reply.status !== 200) {
      call.outcome = reply.status;
      call.description = String(reply.body);
    } else call.outcome = reply.kind === "answer" || reply.kind === "stream" ? "ok" : "lost";
    this.events.emit(call);
    return reply;
  }

  /** Carries out a method that came in the answer of a webhook. */
  async call(method: string, values: JsonObject): Promise<void> {
    const args = new Arguments(values);
    const call = this.#log({ method: method.toLowerCase(), chat: chatOf(args), args: values, isReused: true });
    this.#finish(call, await this.#carryOut(call, args, new AbortController().signal));
  }

  /** The same answer, a byte at a time. */
  #drip({ type, body }: Reply & { kind: "answer" }, every: number): Reply {
    const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
    let sent = 0;
    const dripping = new ReadableStream<Uint8Array<ArrayBuffer>>({
      pull: async (controller) => {
        await this.#sleep(every);
        if (sent === bytes.length) controller.close();
        else controller.enqueue(new Uint8Array(bytes.subarray(sent, ++sent)));
      },
    }, { highWaterMark: 0 });
    return { kind: "stream", type, body: dripping, size: bytes.length };
  }

  #sleep(delay: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#state.clock.setTimer(delay, () => {
        this.#timers.delete(cancel);
        resolve();
      });
      this.#timers.add(cancel);
    });
  }

  /** Cancels slow replies. */
  close(): void {
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
  }
}

const names: Record<number, string> = {
  401: "Unauthorized",
  409: "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
  500: "Internal Server Error",
  502: "Bad Gateway",
  503: "Service Unavailable",
  504: "Gateway Timeout",
};

function chatOf(args: Arguments): number | undefined {
  const id = args.integer("chat_id", NaN);
  return Number.isNaN(id) ? undefined : id;
}

function refusal(error: unknown): Reply {
  if (!(error instanceof TelegramError)) throw error;
  const { code, description, parameters } = error;
  return jsonReply(code, { ok: false, error_code: code, description, ...parameters && { parameters } });
}

/** A page, as a proxy in front of Telegram answers. */
function page(code: number): Reply {
  const title = `${code} ${names[code] ?? ""}`.trim();
  const body = `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n` +
    `<hr><center>nginx/1.18.0</center>\r\n</body>\r\n</html>\r\n`;
  return { kind: "answer", status: code, type: "text/html", body };
}
