import type { BotEvent, Inbox } from "../../core/mod.ts";

interface Waiting {
  readonly order: number;
  readonly events: readonly BotEvent[];
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Hands in what many requests bring at once, one call after the other: what came meanwhile goes together, in order. */
export class AcceptQueue {
  #waiting: Waiting[] = [];
  #running: Promise<void> | undefined;

  constructor(private readonly inbox: Pick<Inbox, "accept">) {}

  /** Resolves when the events are in the journal. @param order where they belong among others that wait. */
  add(order: number, events: readonly BotEvent[]): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ order, events, resolve, reject });
      this.#running ??= this.#run();
    });
  }

  /** Resolves when all that was added has been handed in, or refused. */
  async idle(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    await Promise.resolve(); // what arrives in the same moment goes together
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.sort((a, b) => a.order - b.order);
      this.#waiting = [];
      try {
        await this.inbox.accept(batch.flatMap(({ events }) => events));
        for (const { resolve } of batch) resolve();
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.#running = undefined;
  }
}
