import { Buffer } from "node:buffer";

/** One line of input, or what is wrong with it. Lines are counted from 1. */
export type InputLine =
  | { readonly number: number; readonly text: string }
  | { readonly number: number; readonly problem: "line-too-long" | "line-not-utf8" | "line-unreadable" };

/** A line of this many bytes is refused, and not kept in memory while it arrives. */
export const LINE_LIMIT = 1_000_000;

const NEWLINE = 0x0a;

/** Cuts a stream of bytes into lines, whatever the chunks. `\r` before the end of a line belongs to it. */
export class LineSplitter {
  readonly #decoder = new TextDecoder("utf-8", { fatal: true });
  /** The line that is still arriving. */
  #parts: Uint8Array[] = [];
  #length = 0;
  #number = 0;

  /** The lines that end in this chunk. */
  push(chunk: Uint8Array): InputLine[] {
    const lines: InputLine[] = [];
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      this.#keep(chunk.subarray(start, end));
      lines.push(this.#finish());
      start = end + 1;
    }
    this.#keep(chunk.subarray(start));
    return lines;
  }

  /** The last line, where the input does not end with a newline. */
  end(): InputLine[] {
    return this.#length === 0 ? [] : [this.#finish()];
  }

  /** As `end`, where the input could not be read to its end. */
  breakOff(): InputLine[] {
    return [...this.end(), { number: this.#number + 1, problem: "line-unreadable" }];
  }

  #keep(part: Uint8Array): void {
    this.#length += part.length;
    if (this.#length >= LINE_LIMIT) this.#parts = [];
    // A copy: whoever reads the stream may use its buffer again.
    else if (part.length > 0) this.#parts.push(part.slice());
  }

  #finish(): InputLine {
    const number = ++this.#number;
    const parts = this.#parts;
    const tooLong = this.#length >= LINE_LIMIT;
    this.#parts = [];
    this.#length = 0;
    if (tooLong) return { number, problem: "line-too-long" };
    try {
      const text = this.#decoder.decode(parts.length === 1 ? parts[0] : Buffer.concat(parts));
      return { number, text: text.endsWith("\r") ? text.slice(0, -1) : text };
    } catch {
      return { number, problem: "line-not-utf8" };
    }
  }
}
