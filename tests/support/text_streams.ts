/** Streams of text for tests that stand in for standard input and output. */

/** An input that a test writes to. */
export class TestInput {
  #controller!: ReadableStreamDefaultController<Uint8Array>;
  readonly stream: ReadableStream<Uint8Array> = new ReadableStream({
    start: (controller) => void (this.#controller = controller),
  });

  /** Arrives as one chunk. */
  write(text: string | Uint8Array<ArrayBuffer>): void {
    this.#controller.enqueue(typeof text === "string" ? new TextEncoder().encode(text) : text);
  }

  end(): void {
    this.#controller.close();
  }

  /** Can't be read any further, as a file on a disk that fails. */
  fail(): void {
    this.#controller.error(new Error("Input/output error"));
  }
}

/** An output that a test reads. */
export class TestOutput {
  text = "";
  readonly #decoder = new TextDecoder();
  readonly #waiting = new Set<() => void>();
  readonly stream: WritableStream<Uint8Array> = new WritableStream({
    write: (chunk) => {
      this.text += this.#decoder.decode(chunk, { stream: true });
      for (const wake of this.#waiting) wake();
    },
  });

  /** The lines so far, each as JSON. */
  get objects(): Record<string, unknown>[] {
    return this.text.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line));
  }

  /** Resolves when the output so far is as wanted. */
  async until(wanted: (output: TestOutput) => boolean): Promise<void> {
    while (!wanted(this)) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#waiting.add(resolve);
      await promise;
      this.#waiting.delete(resolve);
    }
  }
}
