/** The real program as a process of its own. */
import project from "../../deno.json" with { type: "json" };
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** One object the program wrote. */
export type Told = Readonly<Record<string, unknown>>;

/** How the program is started. */
export interface ProgramOptions {
  readonly data: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Which start: with the network of Telegram only (the default), or with all of it. */
  readonly task?: "start" | "serve";
}

/** How a run ended. */
export interface Ending {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The words of `deno task start` or `serve`, with the very permissions it gives. */
function command({ data, args = [], env = {}, task = "start" }: ProgramOptions): Deno.Command {
  const [, ...words] = project.tasks[task].command.split(" ");
  return new Deno.Command(Deno.execPath(), {
    args: [...words, "--data", data, ...args],
    cwd: ROOT,
    env: { NO_COLOR: "1", LANG: "C", LC_ALL: "", ...env },
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

/** A program that is driven by `--json` while it runs. */
export class Program implements AsyncDisposable {
  /** Everything it wrote, in order. */
  readonly told: Told[] = [];
  stderr = "";
  readonly #child: Deno.ChildProcess;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #waiting = new Set<() => void>();
  readonly #read: Promise<unknown>;
  #over = false;

  private constructor(options: ProgramOptions) {
    this.#child = command({ ...options, args: ["--json", ...options.args ?? []] }).spawn();
    this.#writer = this.#child.stdin.getWriter();
    this.#writer.closed.catch(() => {}); // it may be killed
    this.#read = Promise.all([this.#readOutput(), this.#readErrors()]);
  }

  static start(options: ProgramOptions): Program {
    return new Program(options);
  }

  /** Writes lines in one go. */
  async send(...objects: object[]): Promise<void> {
    const lines = objects.map((object) => `${JSON.stringify(object)}\n`).join("");
    await this.#writer.write(new TextEncoder().encode(lines)).catch(() => {}); // it may be killed at any moment
  }

  /** Resolves with the first object that fits, now or later; rejects when the program ends without it. */
  async until(fits: (told: Told) => boolean): Promise<Told> {
    for (let seen = 0;;) {
      for (; seen < this.told.length; seen++) if (fits(this.told[seen])) return this.told[seen];
      if (this.#over) throw new Error(`The program ended without it. It said:\n${this.stderr}`);
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#waiting.add(resolve);
      await promise;
      this.#waiting.delete(resolve);
    }
  }

  /** Resolves when the message with this id is in the journal. */
  accepted(id: string): Promise<Told> {
    return this.until((told) => told.type === "accepted" && told.id === id);
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

  async #readOutput(): Promise<void> {
    let rest = "";
    for await (const text of this.#child.stdout.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) this.told.push(JSON.parse(line));
      this.#wake();
    }
    this.#over = true;
    this.#wake();
  }

  async #readErrors(): Promise<void> {
    for await (const text of this.#child.stderr.pipeThrough(new TextDecoderStream())) this.stderr += text;
  }

  #wake(): void {
    for (const wake of this.#waiting) wake();
  }
}
