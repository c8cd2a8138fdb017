/** What a line is within the lines around it. */
export type LinePlace =
  /** Nothing but space, which stands between the lines around it. */
  | { readonly type: "blank" }
  /** It may be a command. */
  | { readonly type: "command" }
  /** A text; `joint` is what stands between it and the line before that it goes on with. */
  | { readonly type: "text"; readonly joint?: string };

/** A command begins with its line, and is no path. */
const COMMAND = /^\/[^\s/]+(?:\s|$)/;
/** A fence of backticks with a backtick behind it is a code span. Deeper indented, it is the text of a code block. */
const FENCE = /^ {0,3}(?:(`{3,})[^`]*|(~{3,}).*)$/;
/** So much blank space is kept between two lines, in UTF-16 units: who pipes in nothing but line breaks must not fill the memory. */
const MOST_BLANK = 10_000;

/**
 * Lines in a row are one text, until a command parts them: each line after the first is joined to the one before by what stood between them.
 * Within a code fence nothing is a command, and everything between its marks is part of the text; nor is a line of a text that only looks like one.
 */
export class TextRun {
  /** What stands behind the last line of the text; `undefined` where no text has begun. */
  #joint: string | undefined;
  /** The mark that the open fence began with. */
  #fence: string | undefined;

  /**
   * Finds the place of the next line, which counts from now on.
   *
   * @param isKnown whether there is the command that a line begins with. At the beginning it may be mistyped, which is for whoever carries it out to tell.
   */
  take(line: string, isKnown: (line: string) => boolean): LinePlace {
    if (this.#fence === undefined && COMMAND.test(line) && (this.#joint === undefined || isKnown(line))) {
      this.end();
      return { type: "command" };
    }
    if (line.trim() === "") {
      if (this.#joint !== undefined && this.#joint.length < MOST_BLANK) this.#joint += `${line}\n`;
      return { type: "blank" };
    }
    this.#followFence(line);
    const joint = this.#joint;
    this.#joint = "\n";
    return joint === undefined ? { type: "text" } : { type: "text", joint };
  }

  /** What comes next is no part of what came before. */
  end(): void {
    this.#joint = undefined;
    this.#fence = undefined;
  }

  #followFence(line: string): void {
    const [, ticks, tildes] = FENCE.exec(line) ?? [];
    const mark = ticks ?? tildes;
    if (mark === undefined) return;
    if (this.#fence === undefined) this.#fence = mark;
    // The end is at least as long as the beginning, and stands alone.
    else if (mark.startsWith(this.#fence) && line.trim() === mark) this.#fence = undefined;
  }
}
