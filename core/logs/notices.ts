/** What is said to whoever runs the program. */

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

/** Standard error, line by line. A prompt on the same terminal takes the lines over while it is open, to show them above itself. */
export class StandardError {
  #take: ((line: string) => void) | undefined;

  /** Writes a line, or several, without the last end. */
  write(line: string): void {
    if (this.#take === undefined) writeStandardError(line);
    else this.#take(line);
  }

  /** From now on lines go to `take`; call what it returns to have them written again. */
  divert(take: (line: string) => void): () => void {
    this.#take = take;
    return () => {
      if (this.#take === take) this.#take = undefined;
    };
  }
}

const encoder = new TextEncoder();

/** Writes a whole line at once; a standard error that nobody reads any more is no reason to die. */
export function writeStandardError(line: string): void {
  let bytes = encoder.encode(`${line}\n`);
  try {
    while (bytes.length > 0) bytes = bytes.subarray(Deno.stderr.writeSync(bytes));
  } catch (error) {
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  }
}
