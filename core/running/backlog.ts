/**
 * What waits in the journal alone. A lane holds a window of units in memory, and of those behind it nothing but their places in the journal, from where
 * they are fetched page by page as it goes on. So one conversation that is far behind takes no room from the others, and a journal full of units is
 * worked off in a fixed amount of memory.
 */
import { Fifo } from "./fifo.ts";

/** Units a lane may have waiting in memory before more of it are put by: it runs one at a time, each with a write of its own, so few keep it going. */
export const LANE_WINDOW = 64;

/** Units of one lane that are fetched at once, when no more than as many wait in it. */
export const LANE_PAGE = LANE_WINDOW / 2;

/** The lanes, and where units are fetched. */
export interface BacklogParts {
  /** How many wait in the lane. */
  readonly depth: (lane: string) => number;
  /** How many more there is room for in memory. */
  readonly room: () => number;
  /** Reads the pending ones of these units and queues them, in order. Never rejects. */
  readonly fetch: (places: readonly number[]) => Promise<void>;
}

/** What a lane has in the journal alone: places of units, and between them what has to be queued when all before it has been. */
interface Waiting {
  readonly lane: string;
  readonly rest: Fifo<number | (() => void)>;
  /** It stands in line for room, or is being fetched. */
  asked: boolean;
}

/** See the file's comment. */
export class Backlog {
  /** Nothing for a lane of which all is in memory. */
  readonly #lanes = new Map<string, Waiting>();
  /** Lanes that may go on as soon as there is room, longest first: they take turns. */
  readonly #line = new Fifo<Waiting>();
  #size = 0;
  #fetching = 0;
  #stopped = false;
  #empty: PromiseWithResolvers<void> | undefined;

  constructor(private readonly parts: BacklogParts) {}

  /** How many units are put by. */
  get size(): number {
    return this.#size;
  }

  /** Nothing is put by or being fetched. */
  get isEmpty(): boolean {
    return this.#size === 0 && this.#fetching === 0;
  }

  /** Whether the lane's next unit has to be put by, behind others or because too many wait. */
  isDue(lane: string): boolean {
    return this.#lanes.has(lane) || this.parts.depth(lane) >= LANE_WINDOW;
  }

  /** Leaves a unit to the journal until it is its turn. */
  put(lane: string, place: number): void {
    let waiting = this.#lanes.get(lane);
    if (waiting === undefined) this.#lanes.set(lane, waiting = { lane, rest: new Fifo(), asked: false });
    waiting.rest.push(place);
    this.#size++;
    this.#ask(waiting);
  }

  /** Queues something behind all that the lane has put by; at once where there is nothing. */
  follow(lane: string, queue: () => void): void {
    const waiting = this.#lanes.get(lane);
    if (waiting === undefined) return queue();
    waiting.rest.push(queue);
    this.#size++;
  }

  /** The lane has gone on. */
  advanced(lane: string): void {
    const waiting = this.#lanes.get(lane);
    if (waiting !== undefined) this.#ask(waiting);
  }

  /** Fetches as long as there is room. */
  serve(): void {
    while (this.#line.size > 0) {
      const room = this.parts.room();
      const waiting = room > 0 ? this.#line.shift() : undefined;
      if (waiting === undefined) return;
      void this.#fetch(waiting, Math.min(room, LANE_PAGE));
    }
  }

  /** Resolves when everything that was put by is in its lane. */
  whenEmpty(): Promise<void> {
    if (this.isEmpty) return Promise.resolve();
    this.#empty ??= Promise.withResolvers();
    return this.#empty.promise;
  }

  /** Fetches nothing more. It is in the journal. */
  stop(): void {
    this.#stopped = true;
    this.#lanes.clear();
    this.#size = 0;
    while (this.#line.shift() !== undefined);
    this.#checkEmpty();
  }

  #ask(waiting: Waiting): void {
    if (waiting.asked || this.parts.depth(waiting.lane) > LANE_PAGE) return;
    waiting.asked = true;
    this.#line.push(waiting);
    this.serve();
  }

  async #fetch(waiting: Waiting, most: number): Promise<void> {
    const { rest, lane } = waiting;
    const page: number[] = [];
    for (let next = rest.first; typeof next === "number" && page.length < most; next = rest.first) {
      rest.shift();
      page.push(next);
    }
    this.#size -= page.length;
    this.#fetching++;
    await this.parts.fetch(page);
    this.#fetching--;
    waiting.asked = false;
    if (!this.#stopped) {
      for (let next = rest.first; typeof next === "function"; next = rest.first) {
        rest.shift();
        this.#size--;
        next();
      }
      // Only now may others of this lane be queued at once: they are behind these.
      if (rest.size === 0) this.#lanes.delete(lane);
      else this.#ask(waiting);
    }
    this.#checkEmpty();
  }

  #checkEmpty(): void {
    if (!this.isEmpty) return;
    this.#empty?.resolve();
    this.#empty = undefined;
  }
}
