/** The design that gathering usually has: for each user what came and a timer of their own, set anew by each message. */

interface Pending<Message> {
  readonly messages: Message[];
  timer: ReturnType<typeof setTimeout>;
}

export class TimerPerUser<Message> {
  readonly #pending = new Map<string, Pending<Message>>();

  constructor(private readonly quiet: number, private readonly close: (messages: readonly Message[]) => void) {}

  get size(): number {
    return this.#pending.size;
  }

  add(user: string, message: Message): void {
    const found = this.#pending.get(user);
    if (found) {
      clearTimeout(found.timer);
      found.messages.push(message);
      found.timer = this.#timer(user);
    } else {
      this.#pending.set(user, { messages: [message], timer: this.#timer(user) });
    }
  }

  stop(): void {
    for (const { timer } of this.#pending.values()) clearTimeout(timer);
    this.#pending.clear();
  }

  #timer(user: string): ReturnType<typeof setTimeout> {
    return setTimeout(() => {
      const pending = this.#pending.get(user);
      this.#pending.delete(user);
      if (pending) this.close(pending.messages);
    }, this.quiet);
  }
}
