import type { Acceptance, BotEvent, Inbox, OpenQuestion } from "../../core/mod.ts";

/** An inbox that notes what is handed in, and answers as it is told. */
export class TestInbox implements Inbox {
  /** What each call brought. */
  readonly calls: (readonly BotEvent[])[] = [];
  /** Groups that have moved, as `from to`. */
  readonly moves: string[] = [];
  ended = false;
  /** How often the platform was reached late. */
  reaches = 0;
  /** Why it has ended, where that was no wish. */
  failure: unknown;
  /** Decides about each call; accepts everything by default. */
  answer: (events: readonly BotEvent[], onDurable?: () => void) => Promise<readonly Acceptance[]> = (events) =>
    Promise.resolve(events.map(() => "accepted"));
  /** The question that a text would answer; none by default. */
  question: OpenQuestion | undefined;
  /** Commands that there are not. */
  readonly unknownCommands = new Set<string>();
  readonly #waiting = new Set<() => void>();

  get events(): BotEvent[] {
    return this.calls.flat();
  }

  accept(events: readonly BotEvent[], onDurable?: () => void): Promise<readonly Acceptance[]> {
    this.calls.push(events);
    this.#wake();
    return this.answer(events, onDurable);
  }

  move(from: string, to: string): Promise<void> {
    this.moves.push(`${from} ${to}`);
    return Promise.resolve();
  }

  asked(): Promise<OpenQuestion | undefined> {
    return Promise.resolve(this.question);
  }

  knowsCommand(text: string): boolean {
    return !this.unknownCommands.has(text.split(" ")[0]);
  }

  reached(): void {
    this.reaches++;
    this.#wake();
  }

  end(failure?: unknown): void {
    this.ended = true;
    if (failure !== undefined) this.failure = failure;
    this.#wake();
  }

  /** Resolves when what was handed in is as wanted. */
  async until(wanted: (inbox: TestInbox) => boolean): Promise<void> {
    while (!wanted(this)) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#waiting.add(resolve);
      await promise;
      this.#waiting.delete(resolve);
    }
  }

  #wake(): void {
    for (const wake of this.#waiting) wake();
  }
}
