/** Bracketed paste: a terminal that is asked to marks what is pasted, so that it can be told from what is typed. */

/** Asks the terminal to mark what is pasted. */
export const MARK_PASTES = "\x1b[?2004h";
/** Takes that back. */
export const STOP_MARKING = "\x1b[?2004l";

/** What came from a terminal, in order. */
export type Keys = { readonly typed: string } | { readonly pasted: string };

const BEGIN = "\x1b[200~";
const END = "\x1b[201~";
const CTRL_C = "\x03";

/** Parts what is typed from what is pasted, whatever the chunks. */
export class PasteSplitter {
  /** The beginning of a mark that the next chunk may complete. */
  #rest = "";
  /** What has come of an open paste. */
  #pasted: string[] | undefined;

  /** What the chunk brings; a paste when it is complete. */
  push(chunk: string): Keys[] {
    // The end of a paste may be lost with the connection. A press of Ctrl-C comes alone, and gets people out of there.
    if (this.#pasted !== undefined && chunk === CTRL_C) {
      this.#pasted = undefined;
      this.#rest = "";
    }
    const keys: Keys[] = [];
    let text = this.#rest + chunk;
    this.#rest = "";
    while (text !== "") text = this.#pasted === undefined ? this.#type(text, keys) : this.#paste(text, keys);
    return keys;
  }

  /** Takes what is typed; resolves with what is left for a paste. */
  #type(text: string, keys: Keys[]): string {
    const [typed, left] = this.#cut(text, BEGIN);
    if (typed !== "") keys.push({ typed });
    if (left !== undefined) this.#pasted = [];
    return left ?? "";
  }

  #paste(text: string, keys: Keys[]): string {
    const [pasted, left] = this.#cut(text, END);
    this.#pasted?.push(pasted);
    if (left === undefined) return "";
    keys.push({ pasted: this.#pasted?.join("") ?? "" });
    this.#pasted = undefined;
    return left;
  }

  /** What is before the mark and what is behind it; there is nothing behind one that has not come. */
  #cut(text: string, mark: string): readonly [before: string, behind?: string] {
    const at = text.indexOf(mark);
    if (at >= 0) return [text.slice(0, at), text.slice(at + mark.length)];
    let kept = Math.min(mark.length - 1, text.length);
    while (!mark.startsWith(text.slice(text.length - kept))) kept--;
    this.#rest = text.slice(text.length - kept);
    return [text.slice(0, text.length - kept)];
  }
}
