/** Processes of a bench, and how they talk to it: in lines of JSON. */
import { spawn } from "node:child_process";
import { stdin, stdout } from "node:process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const CONFIG = fileURLToPath(new URL("../../../deno.json", import.meta.url));
/** Characters. */
const MOST_ERRORS = 4_000;

/** Another process, asked line by line. */
export class Process implements AsyncDisposable {
  readonly #module: string;
  readonly #child;
  readonly #lines;
  /** The end of what it has written to standard error, which is only of interest when it fails. */
  #errors = "";

  /** Starts a module with one argument, which goes over as JSON. @param flags more of Deno's own. */
  constructor(module: URL, argument: unknown, ...flags: readonly string[]) {
    this.#module = fileURLToPath(module);
    const options = ["--allow-all", "--no-check", "--quiet", "--config", CONFIG];
    this.#child = spawn(Deno.execPath(), ["run", ...options, ...flags, this.#module, JSON.stringify(argument)]);
    this.#child.stderr.on("data", (bytes) => this.#errors = (this.#errors + bytes).slice(-MOST_ERRORS));
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  /** Says a word, and returns what the process answers to it. */
  async ask<T>(word: string): Promise<T> {
    this.#child.stdin.write(`${word}\n`);
    return await this.hear<T>();
  }

  /** What the process says next. */
  async hear<T>(): Promise<T> {
    const { value, done } = await this.#lines.next();
    if (done) throw new Error(`${this.#module} ended before it had said everything:\n${this.#errors}`);
    return JSON.parse(value);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = Promise.withResolvers<void>();
    this.#child.once("close", () => closed.resolve());
    this.#child.kill("SIGKILL");
    if (this.#child.exitCode === null && this.#child.signalCode === null) await closed.promise;
  }
}

/** What this process was started with. */
export function argument<T>(): T {
  return JSON.parse(Deno.args[0]);
}

/** Says something to the process that has started this one. */
export function tell(value: unknown): void {
  stdout.write(`${JSON.stringify(value)}\n`);
}

/** What this process is told, word by word. */
export function words(): AsyncIterable<string> {
  return createInterface({ input: stdin });
}
