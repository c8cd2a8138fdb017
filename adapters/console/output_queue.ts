/**
 * What goes out of the process, in order. Texts of one turn, and those that come while a write is under way, are written together. Where nobody
 * reads any more (a closed pipe), texts are dropped quietly: the bot still has its work to do.
 */
export class OutputQueue {
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #encoder = new TextEncoder();
  #waiting: string[] = [];
  #waitingLength = 0;
  /** The write under way. */
  #current: Promise<void> = Promise.resolve();
  /** The write behind it, which will take what waits. */
  #next: Promise<void> | undefined;
  #closed = false;

  constructor(stream: WritableStream<Uint8Array>) {
    this.#writer = stream.getWriter();
    this.#writer.closed.catch(() => this.#closed = true);
  }

  /** How many characters wait to be written. */
  get waiting(): number {
    return this.#waitingLength;
  }

  /** Resolves when the text is written, or dropped. Never rejects. */
  write(text: string): Promise<void> {
    if (this.#closed || text === "") return this.#current;
    this.#waiting.push(text);
    this.#waitingLength += text.length;
    return this.#next ??= this.#current.then(() => this.#flush());
  }

  /** Resolves when everything so far is written. The stream stays open: it is the process's. */
  async close(): Promise<void> {
    await (this.#next ?? this.#current);
    this.#writer.releaseLock();
    this.#closed = true;
  }

  #flush(): Promise<void> {
    const text = this.#waiting.join("");
    this.#waiting = [];
    this.#waitingLength = 0;
    this.#next = undefined;
    if (this.#closed) return Promise.resolve();
    return this.#current = this.#writer.write(this.#encoder.encode(text)).catch(() => void (this.#closed = true));
  }
}
