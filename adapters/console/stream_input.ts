import { type BotEvent, type Inbox, messageOf } from "../../core/mod.ts";
import { InputProblem } from "./console_texts.ts";
import type { Input } from "./input.ts";
import { type InputLine, LineSplitter } from "./line_splitter.ts";

/** An event to hand in, and what to tell of its fate. */
export interface Delivery {
  readonly event: BotEvent;
  /** The id by which its sender knows it. */
  readonly id?: string;
}

/** What is done with lines. */
export interface LineReader {
  /** Makes something to hand in of a line; nothing of one that needs no event, and `end` of the last to be read. @throws {InputProblem} */
  read(line: string, inbox: Inbox): Promise<Delivery | "end" | undefined>;
  /** A line was wrong. */
  reject(line: number, problem: InputProblem): Promise<void>;
  /** An event is in the journal, was there before, or was refused. */
  accepted(delivery: Delivery, outcome: "accepted" | "duplicate" | "refused"): Promise<void>;
  /** An event could not be kept and must be sent again. */
  lost(delivery: Delivery, reason: string): Promise<void>;
  /** One delivery in place of two that come one after the other, where that is the same. */
  merge?(before: Delivery, next: Delivery): Delivery | undefined;
  /** All lines have been read. */
  ended?(): Promise<void>;
}

/** So many lines are handed in at once at the most. */
const MOST = 500;

/** Reads a stream line by line, and hands in what has arrived together in one delivery; the next is read when that is durable. */
export class StreamInput implements Input {
  readonly #splitter = new LineSplitter();
  #reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  #done: Promise<void> = Promise.resolve();
  #stopped = false;
  /** A line has ended the input: what is behind it is not read. */
  #ended = false;

  constructor(private readonly stream: ReadableStream<Uint8Array>, private readonly lines: LineReader) {}

  start(inbox: Inbox): Promise<void> {
    this.#reader = this.stream.getReader();
    this.#done = this.#pump(this.#reader, inbox).catch((error) => inbox.end(error));
    return Promise.resolve();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#reader?.cancel().catch(() => {}); // a stream that has failed is as good as stopped
    await this.#done;
  }

  async #pump(reader: ReadableStreamDefaultReader<Uint8Array>, inbox: Inbox): Promise<void> {
    while (!this.#stopped && !this.#ended) {
      const chunk = await read(reader);
      await this.#handIn(chunk === undefined ? this.#splitter.end() : this.#splitter.push(chunk), inbox);
      if (chunk === undefined) break;
    }
    await this.lines.ended?.();
    if (!this.#stopped) inbox.end();
  }

  async #handIn(lines: readonly InputLine[], inbox: Inbox): Promise<void> {
    for (let start = 0; start < lines.length && !this.#stopped && !this.#ended; start += MOST) {
      const deliveries: Delivery[] = [];
      for (const line of lines.slice(start, start + MOST)) {
        const delivery = await this.#read(line, inbox);
        this.#ended = delivery === "end";
        if (delivery === "end") break;
        if (delivery === undefined) continue;
        const before = deliveries.at(-1);
        const merged = before === undefined ? undefined : this.lines.merge?.(before, delivery);
        if (merged === undefined) deliveries.push(delivery);
        else deliveries[deliveries.length - 1] = merged;
      }
      if (deliveries.length > 0) await this.#deliver(deliveries, inbox);
    }
  }

  async #read(line: InputLine, inbox: Inbox): Promise<Delivery | "end" | undefined> {
    try {
      if ("problem" in line) throw new InputProblem({ id: line.problem });
      return await this.lines.read(line.text, inbox);
    } catch (error) {
      if (!(error instanceof InputProblem)) throw error;
      await this.lines.reject(line.number, error);
    }
  }

  async #deliver(deliveries: readonly Delivery[], inbox: Inbox): Promise<void> {
    try {
      const outcomes = await inbox.accept(deliveries.map(({ event }) => event));
      await Promise.all(deliveries.map((delivery, index) => this.lines.accepted(delivery, outcomes[index])));
    } catch (error) {
      for (const delivery of deliveries) await this.lines.lost(delivery, messageOf(error));
    }
  }
}

/** `undefined` at the end, and where the other side is gone. */
async function read(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<Uint8Array | undefined> {
  try {
    return (await reader.read()).value;
  } catch {
    return undefined;
  }
}
