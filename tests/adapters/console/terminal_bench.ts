/** What the tests of the terminal share. */
import { PassThrough, Writable } from "node:stream";
import type { TerminalLine } from "../../../adapters/console/mod.ts";
import { ReadlineTerminal } from "../../../adapters/console/terminal.ts";
import type { Completion } from "../../../adapters/console/path_completion.ts";
import { StandardError } from "../../../core/mod.ts";
import { settle } from "../../support/clock.ts";
import { TestFolder } from "../../support/folder.ts";

/** A terminal of twenty columns in a test's hands. */
export class TerminalBench implements AsyncDisposable {
  /** Keys come one by one. */
  raw = false;
  readonly stdin = Object.assign(new PassThrough(), { setRawMode: (raw: boolean) => this.raw = raw });
  readonly stdout: Writable & { columns: number };
  readonly errors = new StandardError();
  /** What Tab does, by what is before the cursor. */
  readonly completions: Record<string, Completion> = {};
  readonly finished: TerminalLine[] = [];
  readonly terminal: ReadlineTerminal;
  interrupted = 0;
  ended = 0;
  #written = "";

  private constructor(readonly folder: TestFolder) {
    const write = (chunk: unknown, _encoding: string, done: () => void) => {
      this.#written += String(chunk);
      done();
    };
    this.stdout = Object.assign(new Writable({ write }), { columns: 20 });
    this.terminal = new ReadlineTerminal({
      historyFile: folder.join("history"),
      streams: this,
      errors: this.errors,
      complete: (before) => this.completions[before],
    });
  }

  static async open(folder?: TestFolder): Promise<TerminalBench> {
    const bench = new TerminalBench(folder ?? await TestFolder.make());
    await bench.terminal.open({
      line: (line) => bench.finished.push(line),
      interrupted: () => bench.interrupted++,
      ended: () => bench.ended++,
    });
    return bench;
  }

  get lines(): string[] {
    return this.finished.map(({ text }) => text);
  }

  async type(keys: string): Promise<void> {
    this.stdin.write(keys);
    await settle();
  }

  /** What was written since the last call. */
  written(): string {
    const written = this.#written;
    this.#written = "";
    return written;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.terminal.close();
    await this.folder[Symbol.asyncDispose]();
  }
}
