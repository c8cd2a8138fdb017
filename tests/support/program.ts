/** The real program as a process of its own. */
import project from "../../deno.json" with { type: "json" };
import { deadline } from "@std/async/deadline";
import { fileURLToPath } from "node:url";

/** Milliseconds after which what a test waits for does not come any more. */
const PATIENCE = 60_000;

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** One object the program wrote. */
export type Told = Readonly<Record<string, unknown>>;

/** The text of a message or an edit; empty for anything else. */
export function textOf({ text }: Told): string {
  return typeof text === "string" ? text : "";
}

/** True for a text behind which no more of it comes: what is going on ends with an ellipsis. */
export function isWhole(told: Told): boolean {
  return textOf(told) !== "" && !textOf(told).endsWith("…");
}

/** The actions of its buttons, by what stands on them, in their order. */
export function actionsOf({ buttons }: Told): ReadonlyMap<string, string> {
  const found: [string, string][] = [];
  for (const row of Array.isArray(buttons) ? buttons : []) {
    for (const { text, action } of row) if (typeof action === "string") found.push([text, action]);
  }
  return new Map(found);
}

/** The action of the button on which this stands, or of the first one. @throws {Error} when there is none. */
export function actionOf(told: Told, button?: string): string {
  const actions = actionsOf(told);
  const found = button === undefined ? actions.values().next().value : actions.get(button);
  if (found === undefined) throw new Error(`There is no button ${button ?? ""} on ${JSON.stringify(told)}`);
  return found;
}

/** Who says something, and where; the owner at the console by default. */
export interface Place {
  readonly user?: string;
  readonly chat?: string;
}

/** How the program is started. */
export interface ProgramOptions {
  readonly data: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Of Deno itself, beside those of the task. */
  readonly flags?: readonly string[];
  /** The task by which it starts, with the very permissions that gives: `start` by default, which reaches no server of a test. */
  readonly task?: "start" | "serve" | "host";
  /** Words before the command: a program that runs it, such as one that limits or watches it. */
  readonly under?: readonly string[];
}

/** How a run ended. */
export interface Ending {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function command(options: ProgramOptions): Deno.Command {
  const { data, args = [], env = {}, flags = [], task = "start", under = [] } = options;
  const [, , ...words] = project.tasks[task].command.split(" ");
  return denoRun([...flags, ...words, "--data", data, ...args], env, under);
}

function denoRun(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  under: readonly string[] = [],
): Deno.Command {
  const [program, ...before] = [...under, Deno.execPath()];
  return new Deno.Command(program, {
    args: [...before, "run", ...args],
    cwd: ROOT,
    env: { NO_COLOR: "1", LANG: "C", LC_ALL: "", LC_MESSAGES: "", ...env },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  });
}

/** Runs the program on an input to its end. */
export async function run(input: string, options: ProgramOptions): Promise<Ending> {
  const child = command(options).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(input)).catch(() => {}); // it may be gone before it reads
  await writer.close().catch(() => {});
  const { code, stdout, stderr } = await child.output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** The program while it runs. */
export class RunningProgram implements AsyncDisposable {
  stdout = "";
  stderr = "";
  readonly #child: Deno.ChildProcess;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #waiting = new Set<() => void>();
  readonly #read: Promise<unknown>;
  #over = false;

  protected constructor(program: Deno.Command) {
    this.#child = program.spawn();
    this.#writer = this.#child.stdin.getWriter();
    this.#writer.closed.catch(() => {}); // it may be killed
    this.#read = this.#readAll();
  }

  /** Starts it as it is configured. */
  static launch(options: ProgramOptions): RunningProgram {
    return new RunningProgram(command(options));
  }

  /** Starts another one: a module with arguments of its own, which may do anything. */
  static launchModule(module: URL, ...args: readonly string[]): RunningProgram {
    return new RunningProgram(denoRun(["--allow-all", "--no-check", "--quiet", fileURLToPath(module), ...args]));
  }

  /** Resolves with the first part of its standard error that fits, now or later; rejects when it ends without. */
  async said(pattern: RegExp): Promise<RegExpExecArray> {
    return await this.when(() => pattern.exec(this.stderr) ?? undefined);
  }

  /** Resolves with what `look` finds, which is asked whenever it has written something; rejects when it ends without. */
  async when<T>(look: () => T | undefined): Promise<T> {
    for (;;) {
      const found = look();
      if (found !== undefined) return found;
      if (this.#over) throw new Error(`The program ended without it. It said:\n${this.stderr}`);
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#waiting.add(resolve);
      await promise;
      this.#waiting.delete(resolve);
    }
  }

  get pid(): number {
    return this.#child.pid;
  }

  signal(signal: Deno.Signal): void {
    this.#child.kill(signal);
  }

  /** Ends its input. */
  async end(): Promise<number> {
    await this.#writer.close().catch(() => {});
    return await this.ended();
  }

  /** Resolves with its exit code. */
  async ended(): Promise<number> {
    const { code } = await this.#child.status;
    await this.#read;
    return code;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#over) {
      try {
        this.#child.kill("SIGKILL");
      } catch {
        // it has just ended
      }
    }
    await this.#child.status;
    await this.#writer.abort().catch(() => {});
    await this.#read;
  }

  /** Writes to its standard input. */
  async type(text: string): Promise<void> {
    await this.#writer.write(new TextEncoder().encode(text)).catch(() => {}); // it may be killed at any moment
  }

  /** Hears what it writes to standard output. */
  protected hear(text: string): void {
    this.stdout += text;
  }

  async #readAll(): Promise<void> {
    const read = async (stream: ReadableStream<Uint8Array<ArrayBuffer>>, hear: (text: string) => void) => {
      for await (const text of stream.pipeThrough(new TextDecoderStream())) {
        hear(text);
        this.#wake();
      }
    };
    await Promise.all([
      read(this.#child.stdout, (text) => this.hear(text)),
      read(this.#child.stderr, (text) => void (this.stderr += text)),
    ]);
    this.#over = true;
    this.#wake();
  }

  #wake(): void {
    for (const wake of this.#waiting) wake();
  }
}

/** A program that is driven by `--json` while it runs. */
export class Program extends RunningProgram {
  /** Everything it wrote, in order. */
  readonly told: Told[] = [];
  #met = 0;
  #rest = "";

  private constructor(options: ProgramOptions) {
    super(command({ ...options, args: ["--json", ...options.args ?? []] }));
  }

  static start(options: ProgramOptions): Program {
    return new Program(options);
  }

  /** Writes lines in one go. */
  async send(...objects: object[]): Promise<void> {
    await this.type(objects.map((object) => `${JSON.stringify(object)}\n`).join(""));
  }

  /** Resolves with the first object that fits, now or later; rejects when the program ends without it, or it does not come for a minute. */
  async until(fits: (told: Told) => boolean): Promise<Told> {
    let seen = 0;
    return await this.#soon(() => {
      for (; seen < this.told.length; seen++) if (fits(this.told[seen])) return this.told[seen];
      return undefined;
    });
  }

  /** As `until`, with the first one behind the one it resolved with before: nothing is missed or met twice. */
  async next(fits: (told: Told) => boolean): Promise<Told> {
    return await this.#soon(() => {
      while (this.#met < this.told.length) {
        const told = this.told[this.#met++];
        if (fits(told)) return told;
      }
      return undefined;
    });
  }

  /** Says something, and resolves with the next text that is no mere progress. */
  async say(text: string, place: Place = {}): Promise<Told> {
    await this.send({ type: "message", text, ...place });
    return await this.next(isWhole);
  }

  /** Presses a button, by what stands on it, or the first one; resolves as `say` does. */
  async press(told: Told, button?: string, place: Place = {}): Promise<Told> {
    await this.send({ type: "action", action: actionOf(told, button), ...place });
    return await this.next(isWhole);
  }

  /** Resolves when the message with this id is in the journal. */
  accepted(id: string): Promise<Told> {
    return this.until((told) => told.type === "accepted" && told.id === id);
  }

  async #soon<T>(look: () => T | undefined): Promise<T> {
    try {
      return await deadline(this.when(look), PATIENCE);
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      const last = this.told.slice(-5).map((told) => JSON.stringify(told)).join("\n");
      throw new Error(`It did not come. The program said last:\n${last}\n${this.stderr}`, { cause: error });
    }
  }

  protected override hear(text: string): void {
    const lines = (this.#rest + text).split("\n");
    this.#rest = lines.pop() ?? "";
    for (const line of lines) this.told.push(JSON.parse(line));
  }
}
