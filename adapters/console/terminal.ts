/** The prompt of an interactive terminal: history and line editing by readline, and texts that appear above the line being typed. */
import { clearLine, createInterface, cursorTo, type Interface } from "node:readline";
import process from "node:process";

/** What the console needs of a terminal. */
export interface Terminal {
  readonly columns: number;
  /** Hands in each line that is typed, `interrupted` at Ctrl-C, and `ended` at Ctrl-D or when the terminal is gone. */
  open(listener: TerminalListener): Promise<void>;
  /** Shows a text above the line that is being typed. */
  print(text: string): Promise<void>;
  close(): Promise<void>;
}

/** See `Terminal.open`. */
export interface TerminalListener {
  line(text: string): void;
  interrupted(): void;
  ended(): void;
}

const PROMPT = "> ";
/** Lines of history that are kept from one start to the next. */
const HISTORY = 1_000;

/** The process's own terminal. */
export class ReadlineTerminal implements Terminal {
  #lines: Interface | undefined;
  #closed = false;

  /** @param historyFile where the history is kept; only its owner can read it. */
  constructor(private readonly historyFile: string) {}

  get columns(): number {
    return process.stdout.columns ?? 80;
  }

  async open(listener: TerminalListener): Promise<void> {
    const lines = createInterface({
      input: process.stdin,
      output: process.stdout,
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
    const { stdout } = process;
    clearLine(stdout, 0);
    cursorTo(stdout, 0);
    stdout.write(text);
    if (!this.#closed) this.#lines?.prompt(true);
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.#lines?.close();
    const { stdout } = process;
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
