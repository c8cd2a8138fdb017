/** Parts bytes into lines without ever holding more than one line may have. */

const LINE_END = 10;

/** See the file's comment. */
export class LineBuffer {
  #parts: Uint8Array[] = [];
  #length = 0;
  readonly #decoder = new TextDecoder();

  /** @param longest bytes a line may have. */
  constructor(private readonly longest: number) {}

  /**
   * The lines that are whole now, without their ends. Stop reading them, and the rest of the chunk is lost.
   *
   * @throws {RangeError} a line is longer than it may be.
   */
  *add(chunk: Uint8Array): Generator<string> {
    let start = 0;
    for (let end = chunk.indexOf(LINE_END); end >= 0; end = chunk.indexOf(LINE_END, start)) {
      this.#keep(chunk.subarray(start, end));
      start = end + 1;
      yield this.take();
    }
    this.#keep(chunk.subarray(start));
  }

  /** What has come of a line that has not ended. It is gone then. */
  take(): string {
    const whole = new Uint8Array(this.#length);
    let at = 0;
    for (const part of this.#parts) {
      whole.set(part, at);
      at += part.length;
    }
    this.#parts = [];
    this.#length = 0;
    return this.#decoder.decode(whole).replace(/\r$/, "");
  }

  #keep(part: Uint8Array): void {
    if (part.length === 0) return;
    if (this.#length + part.length > this.longest) throw new RangeError(`A line is longer than ${this.longest} bytes.`);
    // A copy, so that the rest of a chunk is not held by its last line.
    this.#parts.push(part.slice());
    this.#length += part.length;
  }
}
