/** The prompt of an interactive terminal: history and line editing by readline, pastes in one piece, and texts above the line being typed. */
import { clearScreenDown, createInterface, cursorTo, type Interface, moveCursor } from "node:readline";
import process from "node:process";
import type { StandardError } from "../../core/mod.ts";
import { clean } from "./text_face.ts";
import { KeyStream } from "./key_stream.ts";
import { MARK_PASTES, PasteSplitter, STOP_MARKING } from "./paste_splitter.ts";
import { PastedTexts } from "./pasted_texts.ts";
import type { Completion } from "./path_completion.ts";

/** What the console needs of a terminal. */
export interface Terminal {
  /** Width in characters. */
  readonly columns: number;
  /** Hands in each line that is typed, `interrupted` at Ctrl-C, and `ended` at Ctrl-D or when the terminal is gone. */
  open(listener: TerminalListener): Promise<void>;
  /** Shows a text above the line that is being typed. */
  print(text: string): Promise<void>;
  /** Shows plain lines there, without the last end, wrapped at words. */
  tell(text: string): Promise<void>;
  /** Takes the prompt away; nothing is read any more. */
  close(): Promise<void>;
}

/** A line somebody has finished with Enter. */
export interface TerminalLine {
  /** With what was pasted, which may have several lines. */
  readonly text: string;
  /** It came in one go with the line before: typed ahead, or pasted where the terminal does not mark pastes. */
  readonly follows: boolean;
  /** It begins with a paste of several lines, so that nothing in it is meant for the terminal. */
  readonly literal: boolean;
}

/** See `Terminal.open`. */
export interface TerminalListener {
  /** A line was typed. */
  line(line: TerminalLine): void;
  /** Ctrl-C. */
  interrupted(): void;
  /** Ctrl-D, or the terminal is gone. Once. */
  ended(): void;
}

const PROMPT = "> ";
/** Lines of history that are kept from one start to the next. */
const HISTORY = 1_000;
/** So many files are listed by Tab. */
const CHOICES = 50;
/** A pasted line up to this length is inserted as if it was typed, in UTF-16 units. */
const INSERTED = 500;

/** The two ends of a terminal; `process` is the process's own. */
export interface TerminalStreams {
  readonly stdin: NodeJS.ReadableStream & { setRawMode?(raw: boolean): unknown };
  readonly stdout: NodeJS.WritableStream & { readonly columns?: number };
}

/** What a terminal by readline is made of. */
export interface ReadlineOptions {
  /** Where the history is kept; only its owner can read it. */
  readonly historyFile: string;
  /** Set where standard error is the same terminal: its lines are shown above the prompt. */
  readonly errors?: Pick<StandardError, "divert">;
  /** What Tab does behind this text; `undefined` where it is a tab like any other. */
  readonly complete?: (before: string) => Completion | undefined;
  /** Whether Ctrl-Z stops the program until the shell's `fg`; the key does nothing otherwise. */
  readonly canStop?: boolean;
  /** The process's own by default. */
  readonly streams?: TerminalStreams;
}

/** A terminal by readline. */
export class ReadlineTerminal implements Terminal {
  #lines: Interface | undefined;
  #keys: KeyStream | undefined;
  #closed = false;
  readonly #splitter = new PasteSplitter();
  readonly #pasted = new PastedTexts();
  /** Lines that the chunk of input has brought that is being read. */
  #linesInChunk = 0;
  readonly #streams: TerminalStreams;
  #undivert = () => {};
  #wrap = (text: string, _columns: number) => text;
  /** However the process ends, the terminal is left as it was found. */
  readonly #restore = () => {
    const { stdin, stdout } = this.#streams;
    stdin.setRawMode?.(false);
    stdout.write(STOP_MARKING);
  };

  /** A terminal that gets narrower wraps again what it shows: the line has other rows now than when readline drew it. */
  readonly #resized = () => {
    if (this.#lines !== undefined) Object.assign(this.#lines, { prevRows: this.#lines.getCursorPos().rows });
  };

  /** Touches nothing before `open`. */
  constructor(private readonly options: ReadlineOptions) {
    this.#streams = options.streams ?? process;
  }

  get columns(): number {
    return this.#streams.stdout.columns || 80; // some terminals say 0
  }

  async open(listener: TerminalListener): Promise<void> {
    const { stdin, stdout } = this.#streams;
    const history = await this.#readHistory();
    const keys = this.#keys = new KeyStream(stdin);
    stdout.on("resize", this.#resized); // before readline's own
    const lines = this.#lines = createInterface({
      input: keys,
      output: stdout,
      terminal: true,
      prompt: PROMPT,
      history,
      historySize: HISTORY,
      removeHistoryDuplicates: true,
    });
    this.#listen(lines, listener);
    stdout.write(MARK_PASTES);
    globalThis.addEventListener("unload", this.#restore);
    lines.prompt();
    keys.listen((text) => this.#read(text, keys, lines));
    this.#undivert = this.options.errors?.divert((line) => void this.tell(line)) ?? this.#undivert;
    const { default: wrapAnsi } = await import("wrap-ansi"); // the prompt waits for none of it
    // Stacks are indented, and stay so.
    this.#wrap = (text, columns) =>
      text.replace(/^([ \t]*)(.+)$/gm, (_, indent, line) => indent + wrapAnsi(line, columns));
  }

  tell(text: string): Promise<void> {
    return this.print(`${this.#wrap(text, this.columns)}\n`);
  }

  print(text: string): Promise<void> {
    const { stdout } = this.#streams;
    const lines = this.#closed ? undefined : this.#lines;
    // A line that is being typed may have wrapped: all its rows go, from the first one down.
    if (lines !== undefined) moveCursor(stdout, 0, -lines.getCursorPos().rows);
    cursorTo(stdout, 0);
    clearScreenDown(stdout);
    stdout.write(text);
    if (lines !== undefined) this.#draw(lines);
    return Promise.resolve();
  }

  close(): Promise<void> {
    const { stdout } = this.#streams;
    if (this.#lines !== undefined && !this.#closed) {
      moveCursor(stdout, 0, -this.#lines.getCursorPos().rows);
      this.#lines.close();
    }
    cursorTo(stdout, 0);
    clearScreenDown(stdout);
    return Promise.resolve();
  }

  #listen(lines: Interface, listener: TerminalListener): void {
    let history: readonly string[] | undefined;
    lines.on("history", (entries: string[]) => {
      // A label means nothing without its text.
      if (entries.length > 0 && this.#pasted.isIn(entries[0])) entries.shift();
      history = entries;
    });
    lines.on("line", (line: string) => {
      const follows = this.#linesInChunk++ > 0;
      const whole = this.#pasted.expand(line);
      this.#pasted.clear();
      listener.line({ ...whole, follows });
      lines.prompt();
    });
    lines.on("SIGINT", () => listener.interrupted());
    // Without a listener readline stops the process, and draws the line again when it goes on; the shell has changed the terminal meanwhile.
    if (!this.options.canStop) lines.on("SIGTSTP", () => {});
    lines.on("SIGCONT", () => void this.#streams.stdout.write(MARK_PASTES));
    lines.on("close", () => {
      this.#closed = true;
      this.#undivert();
      this.#keys?.release();
      this.#restore();
      globalThis.removeEventListener("unload", this.#restore);
      this.#streams.stdout.removeListener("resize", this.#resized);
      if (history !== undefined) this.#saveHistory(history);
      listener.ended();
    });
  }

  /** A chunk of input: keys go to readline, a paste into the line. */
  #read(text: string, keys: KeyStream, lines: Interface): void {
    this.#linesInChunk = 0;
    for (const part of this.#splitter.push(text)) {
      if (this.#closed) return;
      if ("pasted" in part) this.#paste(part.pasted, lines);
      else if (part.typed.endsWith("\t")) {
        this.#type(part.typed.slice(0, -1), keys, lines);
        if (!this.#closed && !this.#complete(lines)) this.#type("\t", keys, lines);
      } else this.#type(part.typed, keys, lines);
    }
  }

  #type(typed: string, keys: KeyStream, lines: Interface): void {
    if (typed === "") return;
    if (this.#pasted.isEmpty) keys.type(typed);
    else for (const key of typed) this.#typeAround(key, keys, lines);
  }

  #paste(pasted: string, lines: Interface): void {
    const text = pasted.replace(/\r\n?/g, "\n")
      // deno-lint-ignore no-control-regex -- shown as they are, they would move the cursor
      .replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/g, "")
      .replace(/^(?:[ \t]*\n)+/, "").replace(/(?<!\s)([^\S\n]*)\n\s*$/, "$1");
    if (text === "") return;
    lines.write(text.includes("\n") || text.length > INSERTED ? this.#pasted.hold(text) : text);
  }

  /** Tab; false when there is nothing to be completed here. */
  #complete(lines: Interface): boolean {
    const completion = this.options.complete?.(lines.line.slice(0, lines.cursor));
    if (completion === undefined) return false;
    if (completion.insert !== "") lines.write(completion.insert);
    else if (completion.choices.length > 1) this.#list(completion.choices);
    return true;
  }

  #list(choices: readonly string[]): void {
    const more = choices.length > CHOICES ? "  …" : "";
    void this.tell(clean(choices.slice(0, CHOICES).join("  ") + more));
  }

  /** A key, where the line may have labels. */
  #typeAround(key: string, keys: KeyStream, lines: Interface): void {
    const before = { line: lines.line, cursor: lines.cursor };
    keys.type(key);
    if (this.#closed) return;
    const after = { line: lines.line, cursor: lines.cursor };
    const { line, cursor } = this.#pasted.repair(before, after);
    if (line === after.line && cursor === after.cursor) return;
    moveCursor(this.#streams.stdout, 0, -lines.getCursorPos().rows);
    Object.assign(lines, { line, cursor });
    cursorTo(this.#streams.stdout, 0);
    clearScreenDown(this.#streams.stdout);
    this.#draw(lines);
  }

  /** Draws the line from where the cursor is. */
  #draw(lines: Interface): void {
    // Readline goes up as many rows as the line had when it drew it last, which would now erase what is above.
    Object.assign(lines, { prevRows: 0 });
    lines.prompt(true);
  }

  async #readHistory(): Promise<string[]> {
    try {
      return (await Deno.readTextFile(this.options.historyFile)).split("\n").filter((line) => line !== "");
    } catch {
      return []; // none yet, or nothing that can be read: a prompt works without
    }
  }

  /** At the very end, so at once. A history that can't be kept is no reason to complain. */
  #saveHistory(history: readonly string[]): void {
    try {
      Deno.writeTextFileSync(this.options.historyFile, history.slice(0, HISTORY).join("\n"), { mode: 0o600 });
    } catch {
      // see above
    }
  }
}
