import type { Deadline } from "../../core/mod.ts";
import type { Priority } from "./addresses.ts";
import { Pause } from "./pause.ts";
import type { SlidingWindow, WindowPlace } from "./sliding_window.ts";

/** How something goes through the gate: past all rates, or within them, before or behind what has time. */
export type Flow = "passing" | Priority;

/** All flows, the one that goes first at the front. */
export const FLOWS: readonly Flow[] = ["passing", "interactive", "broadcast"];

/** An operation at the gate. */
export interface Ticket {
  readonly chat: GateChat;
  flow: Flow;
  /** Lets it go. */
  readonly go: () => void;
  /** Waits no more: the program ends before it may go. */
  readonly giveUp: () => void;
  /** Places it holds since it went. */
  places: { readonly window: SlidingWindow; readonly place: WindowPlace }[];
}

/** One chat at the gate: what waits there, and what it waits for. What belongs to no chat waits in one without a window. */
export class GateChat {
  /** What the platform has paused for this chat alone. */
  readonly pause: Pause = new Pause();
  /** Nothing for a flow in which nobody has waited yet: most go through at once. */
  readonly #waiting: { [F in Flow]?: Set<Ticket> } = {};
  /** How many are on their way. */
  underWay = 0;
  /** Looks again when the chat may go on. */
  deadline: Deadline | undefined;
  /** When `deadline` comes. */
  deadlineAt = Infinity;

  constructor(readonly key: string, readonly window: SlidingWindow | undefined) {}

  /** How many wait. */
  get size(): number {
    const { passing, interactive, broadcast } = this.#waiting;
    return (passing?.size ?? 0) + (interactive?.size ?? 0) + (broadcast?.size ?? 0);
  }

  /** Whether anything waits in this flow. */
  has(flow: Flow): boolean {
    const waiting = this.#waiting[flow];
    return waiting !== undefined && waiting.size > 0;
  }

  /** When the next of this flow may go, as far as the chat is concerned. */
  freeAt(flow: Flow): number {
    const paused = this.pause.freeAt;
    return flow === "passing" || this.window === undefined ? paused : Math.max(paused, this.window.freeAt);
  }

  /** Whether there is nothing to remember. */
  isOver(now: number): boolean {
    return this.underWay === 0 && this.size === 0 &&
      Math.max(this.pause.freeAt, this.window?.emptyAt ?? -Infinity) <= now;
  }

  /** All that wait, those first that go first. */
  get waiting(): Ticket[] {
    return FLOWS.flatMap((flow) => [...this.#waiting[flow] ?? []]);
  }

  /** Waits behind all of its flow, or before them, where it has been turned back. */
  add(ticket: Ticket, first = false): void {
    const waiting = this.#waiting[ticket.flow] ??= new Set();
    const others = first ? [...waiting] : [];
    if (first) waiting.clear();
    waiting.add(ticket);
    for (const other of others) waiting.add(other);
  }

  /** Takes out the one that waits longest. */
  take(flow: Flow): Ticket | undefined {
    const waiting = this.#waiting[flow];
    if (waiting === undefined) return undefined;
    const [ticket] = waiting;
    if (ticket !== undefined) waiting.delete(ticket);
    return ticket;
  }

  /** Waits no more. */
  remove(ticket: Ticket): void {
    this.#waiting[ticket.flow]?.delete(ticket);
  }

  /** Lets what has time go with what has not. */
  expedite(): void {
    const { broadcast } = this.#waiting;
    if (broadcast === undefined) return;
    const interactive = this.#waiting.interactive ??= new Set();
    for (const ticket of broadcast) {
      ticket.flow = "interactive";
      interactive.add(ticket);
    }
    broadcast.clear();
  }
}
