/** What is said to whoever runs the program. */
import type { Clock } from "../clock.ts";
import { endsWithin } from "../endings.ts";

/**
 * Says something to the person who runs the program, where they started it: a pairing code, the address of the bot. Abstract, so that it is type and
 * DI token in one.
 */
export abstract class Notices {
  /** The language of that person, as far as their environment tells it. */
  abstract readonly language: string;
  /** Shows one line, or several, of plain text. Nothing of it is logged: it may hold a code that is nobody else's business. */
  abstract tell(text: string): void;
}

/** So much waits for who reads standard error, in UTF-16 units; of what comes meanwhile the lines are counted. */
const MOST_WAITING = 1_000_000;
/** Milliseconds that the end of the program waits for who reads it. */
const LAST_WAIT = 500;

/**
 * Standard error, line by line. A prompt on the same terminal takes the lines over while it is open, to show them above itself. Nobody waits for who
 * reads it: a pipe that is full, or a terminal that somebody has halted, must not halt the program.
 */
export class StandardError {
  #take: ((line: string) => void) | undefined;
  #waiting = "";
  #leftOut = 0;
  #writing: Promise<void> | undefined;

  /** Has nothing to write yet. @param send writes some of the bytes, and resolves with how many; to standard error by default. */
  constructor(private readonly send: (bytes: Uint8Array) => Promise<number> = (bytes) => Deno.stderr.write(bytes)) {}

  /** Writes a line, or several, without the last end. */
  write(line: string): void {
    if (this.#take !== undefined) return this.#take(line);
    if (this.#waiting.length > MOST_WAITING) return void this.#leftOut++;
    this.#waiting += `${line}\n`;
    this.#writing ??= this.#drain();
  }

  /** From now on lines go to `take`; call what it returns to have them written again. */
  divert(take: (line: string) => void): () => void {
    this.#take = take;
    return () => {
      if (this.#take === take) this.#take = undefined;
    };
  }

  /** Resolves when all is written, or nobody reads it. */
  async flush(clock: Clock): Promise<void> {
    if (this.#writing !== undefined) await endsWithin(clock, LAST_WAIT, this.#writing);
  }

  async #drain(): Promise<void> {
    try {
      while (this.#waiting !== "") {
        const told = this.#leftOut === 0 ? "" : `${this.#leftOut} lines were left out, as nobody read them.\n`;
        let bytes: Uint8Array = encoder.encode(this.#waiting + told);
        this.#waiting = "";
        this.#leftOut = 0;
        while (bytes.length > 0) bytes = bytes.subarray(await this.send(bytes));
      }
    } catch {
      this.#waiting = ""; // one that nobody reads any more, or that has no room, is no reason to die
    } finally {
      this.#writing = undefined;
    }
  }
}

const encoder = new TextEncoder();

/** Writes a whole line, and waits until it is: for a thread that has nothing else to do. A standard error that nobody reads any more is no reason to die. */
export function writeStandardError(line: string): void {
  let bytes = encoder.encode(`${line}\n`);
  try {
    while (bytes.length > 0) bytes = bytes.subarray(Deno.stderr.writeSync(bytes));
  } catch (error) {
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  }
}
