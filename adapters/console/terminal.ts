/** The prompt of an interactive terminal: history and line editing by readline, and texts that appear above the line being typed. */
import { clearLine, clearScreenDown, createInterface, cursorTo, type Interface, moveCursor } from "node:readline";
import process from "node:process";

/** What the console needs of a terminal. */
export interface Terminal {
  /** Width in characters. */
  readonly columns: number;
  /** Hands in each line that is typed, `interrupted` at Ctrl-C, and `ended` at Ctrl-D or when the terminal is gone. */
  open(listener: TerminalListener): Promise<void>;
  /** Shows a text above the line that is being typed. */
  print(text: string): Promise<void>;
  /** Takes the prompt away; nothing is read any more. */
  close(): Promise<void>;
}

/** See `Terminal.open`. */
export interface TerminalListener {
  /** A line was typed. */
  line(text: string): void;
  /** Ctrl-C. */
  interrupted(): void;
  /** Ctrl-D, or the terminal is gone. Once. */
  ended(): void;
}

const PROMPT = "> ";
/** Lines of history that are kept from one start to the next. */
const HISTORY = 1_000;

/** The two ends of a terminal; `process` is the process's own. */
export interface TerminalStreams {
  readonly stdin: NodeJS.ReadableStream;
  readonly stdout: NodeJS.WritableStream & { readonly columns?: number };
}

/** A terminal by readline: the process's own, unless it is given other streams. */
export class ReadlineTerminal implements Terminal {
  #lines: Interface | undefined;
  #closed = false;

  /** @param historyFile where the history is kept; only its owner can read it. */
  constructor(private readonly historyFile: string, private readonly streams: TerminalStreams = process) {}

  get columns(): number {
    return this.streams.stdout.columns ?? 80;
  }

  async open(listener: TerminalListener): Promise<void> {
    const lines = createInterface({
      input: this.streams.stdin,
      output: this.streams.stdout,
      terminal: true,
      prompt: PROMPT,
      history: await this.#readHistory(),
      historySize: HISTORY,
      removeHistoryDuplicates: true,
    });
    this.#lines = lines;
    let history: readonly string[] | undefined;
    lines.on("history", (entries: readonly string[]) => history = entries);
    lines.on("line", (line: string) => {
      listener.line(line);
      lines.prompt();
    });
    lines.on("SIGINT", () => listener.interrupted());
    lines.on("close", () => {
      this.#closed = true;
      if (history !== undefined) this.#saveHistory(history);
      listener.ended();
    });
    lines.prompt();
  }

  print(text: string): Promise<void> {
    const { stdout } = this.streams;
    const lines = this.#closed ? undefined : this.#lines;
    // A line that is being typed may have wrapped: all its rows go, from the first one down.
    if (lines !== undefined) moveCursor(stdout, 0, -lines.getCursorPos().rows);
    cursorTo(stdout, 0);
    clearScreenDown(stdout);
    stdout.write(text);
    if (lines !== undefined) {
      // Readline goes up as many rows as the line had when it drew it last, which would now erase the text.
      Object.assign(lines, { prevRows: 0 });
      lines.prompt(true);
    }
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.#lines?.close();
    const { stdout } = this.streams;
    clearLine(stdout, 0);
    cursorTo(stdout, 0);
    return Promise.resolve();
  }

  async #readHistory(): Promise<string[]> {
    try {
      return (await Deno.readTextFile(this.historyFile)).split("\n").filter((line) => line !== "");
    } catch {
      return []; // none yet, or nothing that can be read: a prompt works without
    }
  }

  /** At the very end, so at once. A history that can't be kept is no reason to complain. */
  #saveHistory(history: readonly string[]): void {
    try {
      Deno.writeTextFileSync(this.historyFile, history.slice(0, HISTORY).join("\n"), { mode: 0o600 });
    } catch {
      // see above
    }
  }
}
