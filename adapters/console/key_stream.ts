import { Readable } from "node:stream";
import type { TerminalStreams } from "./terminal.ts";

/** The keys that readline is given. They reach it at once, so that whatever happens between two of them finds the line as it is. */
export class KeyStream extends Readable {
  readonly #decoder = new TextDecoder();
  #release = () => {};

  /** @param terminal where the keys come from. */
  constructor(private readonly terminal: TerminalStreams["stdin"]) {
    super({ read: () => {} });
  }

  /** Begins to read the terminal; each chunk of its input is handed to `read`, which types what is meant for readline. */
  listen(read: (text: string) => void): void {
    const onData = (chunk: Uint8Array | string) =>
      read(typeof chunk === "string" ? chunk : this.#decoder.decode(chunk, { stream: true }));
    const onEnd = () => void this.emit("end");
    this.terminal.on("data", onData);
    this.terminal.once("end", onEnd);
    this.terminal.resume();
    this.#release = () => {
      this.terminal.removeListener("data", onData);
      this.terminal.removeListener("end", onEnd);
      this.terminal.pause();
    };
  }

  /** Hands keys to readline. */
  type(keys: string): void {
    this.emit("data", keys);
  }

  /** Reads the terminal no more. */
  release(): void {
    this.#release();
  }

  /** Called by readline. */
  setRawMode(raw: boolean): void {
    this.terminal.setRawMode?.(raw);
  }
}
