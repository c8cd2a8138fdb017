import {
  type Clock,
  type Deadline,
  Deadlines,
  intentOf,
  type Logger,
  NotSent,
  type Operation,
  type OperationKind,
  type OperationOf,
  type OperationResults,
  type PlatformPause,
  RateLimited,
  Rejected,
  type Transport,
} from "../../core/mod.ts";
import { chatKey, conversationOf, type NameOperation, priorityOf } from "./addresses.ts";
import { BotPace } from "./bot_pace.ts";
import { Departures } from "./departures.ts";
import { type Flow, FLOWS, GateChat, type Ticket } from "./gate_chat.ts";
import { givenUp, PutOff } from "./given_up.ts";
import { logPause } from "./log_line.ts";
import { completeRates, type Rates } from "./rates.ts";
import { SlidingWindow } from "./sliding_window.ts";

/** How a gate behaves. */
export interface GateOptions {
  /** Measures windows and pauses. */
  readonly clock: Clock;
  /** What the platform takes, such as `defaultRates`; everything by default. Pauses that it asks for are kept in any case. */
  readonly rates?: Rates;
  /** Hears of pauses; nobody by default. */
  readonly log?: Logger;
  /** How logs call operations; by their kind by default. */
  readonly nameOf?: NameOperation;
  /** Hears of every pause the platform has asked for. */
  readonly onPause?: (operation: Operation, error: RateLimited) => void;
}

/** The chat of what belongs to the whole bot. */
const NO_CHAT = "";

/** For what an operation waits here. */
const WAITED = "for the platform's rates";

/** A pause the platform can't have meant is one second. */
const STRANGE_PAUSE = 1_000;

/**
 * Lets operations through as fast as the platform takes them, and no faster: interactive ones before broadcasts, chats in turn.
 *
 * - What counts keeps to the sliding windows of the bot and of its chat; the rest passes.
 * - A step of which a message is the effect is in doubt only while the message is on its way, not while it waits.
 * - `RateLimited` pauses its key, the chat or the bot, for everybody. The operation keeps its place, and never rejects with it.
 * - After a pause one operation tries; the others of the key follow when it has passed.
 *
 * However many wait, there is one timer, and nothing polls.
 */
export class Gate implements Transport {
  readonly #clock: Clock;
  readonly #deadlines: Deadlines;
  readonly #departures: Departures;
  readonly #bot: BotPace;
  readonly #rates: ReturnType<typeof completeRates>;
  readonly #chats = new Map<string, GateChat>();
  /** Chats with something that may go, as far as they are concerned, in turn. */
  readonly #ready: Readonly<Record<Flow, Set<GateChat>>> = {
    passing: new Set(),
    interactive: new Set(),
    broadcast: new Set(),
  };
  #deadline: Deadline | undefined;
  #deadlineAt = Infinity;
  /** When the program ends, in monotonic milliseconds, once that is known. */
  #endsAt = Infinity;

  /** Performs by `next`. @throws {RangeError} a rate that lets nothing through. */
  constructor(private readonly next: Transport, private readonly options: GateOptions) {
    const { clock, rates = {} } = options;
    this.#clock = clock;
    this.#deadlines = new Deadlines(clock);
    this.#rates = completeRates(rates);
    this.#departures = new Departures(clock, this.#deadlines, this.#rates.guard);
    this.#bot = new BotPace(rates.bot, this.#rates.guard);
  }

  /** How many operations wait here. */
  get waiting(): number {
    return this.#chats.values().reduce((sum, chat) => sum + chat.size, 0);
  }

  /** Of how many chats anything has to be remembered. */
  get chats(): number {
    this.#forget(this.#chats.size);
    return this.#chats.size;
  }

  /** The longest pause that the platform has asked for, for a chat or for the bot; `undefined` where nothing is paused. */
  get pause(): PlatformPause | undefined {
    const last = this.#chats.values().reduce((last, { pause }) => Math.max(last, pause.until), this.#bot.pause.until);
    const left = last - this.#clock.monotonic();
    return left > 0 ? { left, waiting: this.waiting } : undefined;
  }

  /** The program ends in so many milliseconds: what the platform has put off for longer is given up at once, now and from now on. */
  endWithin(milliseconds: number): void {
    this.#endsAt = this.#clock.monotonic() + milliseconds;
    this.#giveUpHopeless();
  }

  /** Lets what waits in this chat go before broadcasts: somebody waits behind it. */
  expedite(key: string): void {
    const chat = this.#chats.get(key);
    if (chat === undefined || !chat.has("broadcast")) return;
    chat.expedite();
    this.#ready.broadcast.delete(chat);
    this.#wake(chat);
  }

  /** Performs an operation as soon as the platform may be asked. */
  async perform<K extends OperationKind>(operation: OperationOf<K>, signal: AbortSignal): Promise<OperationResults[K]> {
    let flow: Flow = this.#rates.counts(operation) ? priorityOf(operation) : "passing";
    const conversation = conversationOf(operation);
    const chat = this.#chatOf(conversation ? chatKey(conversation) : NO_CHAT, conversation?.kind);
    if (flow === "interactive") this.#bot.noticePerson(this.#clock.monotonic());
    let ticket = signal.aborted ? undefined : this.#pass(chat, flow);
    for (let turnedBack = false;; turnedBack = true) {
      ticket ??= await this.#admit(operation, chat, flow, turnedBack, signal);
      const intent = intentOf(operation);
      try {
        if (intent !== undefined) await intent.commit();
        const result = await this.next.perform<K>(operation, signal);
        this.#end(ticket, true);
        return result;
      } catch (error) {
        if (error instanceof RateLimited || error instanceof NotSent) intent?.takeBack();
        if (error instanceof RateLimited) this.#pause(operation, chat, error);
        // Only an answer shows that a pause is over.
        this.#end(ticket, error instanceof Rejected);
        if (!(error instanceof RateLimited)) throw error;
        flow = ticket.flow;
        ticket = undefined;
      }
    }
  }

  /** Goes at once where nothing is in the way, as nearly everything does; `undefined` where it has to wait. */
  #pass(chat: GateChat, flow: Flow): Ticket | undefined {
    const now = this.#clock.monotonic();
    if (FLOWS.some((other) => this.#ready[other].size > 0 || chat.has(other))) return undefined;
    if (this.#bot.freeAt(flow) > now || chat.freeAt(flow) > now) return undefined;
    const ticket: Ticket = { chat, flow, go: () => {}, giveUp: () => {}, places: [] };
    this.#chats.set(chat.key, chat);
    this.#begin(ticket, now);
    return ticket;
  }

  #admit(
    operation: Operation,
    chat: GateChat,
    flow: Flow,
    turnedBack: boolean,
    signal: AbortSignal,
  ): Promise<Ticket> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(givenUp(operation, signal.reason, WAITED));
      if (this.#isHopeless(chat)) return reject(new PutOff(operation));
      const leave = (error: NotSent) => {
        signal.removeEventListener("abort", onAbort);
        chat.remove(ticket);
        reject(error);
        this.#wake(chat);
      };
      const onAbort = () => leave(givenUp(operation, signal.reason, WAITED));
      const go = () => {
        signal.removeEventListener("abort", onAbort);
        resolve(ticket);
      };
      const ticket: Ticket = { chat, flow, go, giveUp: () => leave(new PutOff(operation)), places: [] };
      signal.addEventListener("abort", onAbort, { once: true });
      // It is known again, should it have been forgotten while the operation was on its way.
      this.#chats.set(chat.key, chat);
      chat.add(ticket, turnedBack);
      this.#wake(chat);
    });
  }

  #pause(operation: Operation, chat: GateChat, error: RateLimited): void {
    const { retryAfter, scope } = error;
    const isStrange = !(Number.isFinite(retryAfter) && retryAfter >= 0);
    const wait = isStrange ? STRANGE_PAUSE : retryAfter;
    const isChat = scope === "chat" && chat.key !== NO_CHAT;
    (isChat ? chat.pause : this.#bot.pause).extend(this.#clock.monotonic() + wait);
    logPause(this.options, operation, error, wait);
    this.#giveUpHopeless();
    this.options.onPause?.(operation, new RateLimited(retryAfter, isChat ? "chat" : "bot"));
  }

  /** What would go out after the end of the program. */
  #isHopeless(chat: GateChat): boolean {
    return Math.max(chat.pause.until, this.#bot.pause.until) > this.#endsAt;
  }

  #giveUpHopeless(): void {
    if (this.#endsAt === Infinity) return;
    const hopeless = [...this.#chats.values()].filter((chat) => this.#isHopeless(chat));
    for (const { waiting } of hopeless) for (const ticket of waiting) ticket.giveUp();
  }

  /** The chat may go on, or something of it has changed: it is its turn again, behind those that wait already. */
  #wake(chat: GateChat): void {
    for (const flow of FLOWS) {
      if (chat.has(flow)) this.#ready[flow].add(chat);
      else this.#ready[flow].delete(chat);
    }
    if (chat.size === 0) this.#unpark(chat);
    this.#pump();
  }

  /** Lets go what may go, and sets the timer for the rest. */
  #pump(): void {
    let earliest = Infinity;
    for (const flow of FLOWS) {
      const freeAt = this.#drain(flow);
      earliest = Math.min(earliest, freeAt);
    }
    if (earliest === this.#deadlineAt) return;
    this.#deadline?.cancel();
    this.#deadlineAt = earliest;
    this.#deadline = earliest === Infinity ? undefined : this.#deadlines.at(earliest, () => {
      this.#deadlineAt = Infinity;
      this.#departures.notice(earliest);
      this.#pump();
    });
  }

  /** Lets go what may go of one flow; returns when the bot may go on with it, infinite where nothing waits for that. */
  #drain(flow: Flow): number {
    const ready = this.#ready[flow];
    for (const chat of ready) {
      const now = this.#clock.monotonic();
      const botAt = this.#bot.freeAt(flow);
      if (botAt > now) return botAt;
      ready.delete(chat);
      const freeAt = chat.freeAt(flow);
      if (freeAt > now) {
        this.#park(chat, freeAt);
        continue;
      }
      const ticket = chat.take(flow);
      if (ticket === undefined) continue;
      if (chat.has(flow)) ready.add(chat);
      this.#begin(ticket, now);
    }
    return Infinity;
  }

  /** Waits for its time; an infinite one ends with the operation that tries, which wakes the chat. */
  #park(chat: GateChat, freeAt: number): void {
    if (freeAt >= chat.deadlineAt) return;
    this.#unpark(chat);
    chat.deadlineAt = freeAt;
    chat.deadline = this.#deadlines.at(freeAt, () => {
      chat.deadlineAt = Infinity;
      this.#departures.notice(freeAt);
      this.#wake(chat);
    });
  }

  #unpark(chat: GateChat): void {
    chat.deadline?.cancel();
    chat.deadlineAt = Infinity;
  }

  #begin(ticket: Ticket, now: number): void {
    const { chat, flow } = ticket;
    chat.underWay++;
    chat.pause.begin(ticket);
    this.#bot.begin(ticket, now);
    if (flow !== "passing" && chat.window !== undefined) {
      ticket.places.push({ window: chat.window, place: chat.window.take(now) });
    }
    this.#departures.begin(ticket, now);
    ticket.go();
  }

  #end(ticket: Ticket, passed: boolean): void {
    const now = this.#clock.monotonic();
    const { chat } = ticket;
    this.#departures.end(ticket);
    for (const { window, place } of ticket.places) window.answer(place, now);
    chat.underWay--;
    chat.pause.end(ticket, passed, now);
    this.#bot.end(ticket, passed, now);
    if (chat.isOver(now)) this.#chats.delete(chat.key);
    this.#wake(chat);
  }

  #chatOf(key: string, kind: "private" | "group" | "channel" | undefined): GateChat {
    this.#forget(2);
    const known = this.#chats.get(key);
    if (known !== undefined) return known;
    const rate = kind === undefined ? undefined : kind === "private" ? this.#rates.private : this.#rates.group;
    return new GateChat(key, rate && new SlidingWindow(rate, this.#rates.guard));
  }

  /** Forgets chats of which there is nothing to remember: a few at each operation, which keeps up with those that come, and needs no timer. */
  #forget(count: number): void {
    const now = this.#clock.monotonic();
    for (const [key, chat] of this.#chats) {
      if (count-- <= 0) return;
      this.#chats.delete(key);
      if (!chat.isOver(now)) this.#chats.set(key, chat);
    }
  }
}
