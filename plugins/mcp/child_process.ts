/** A program that serves by its standard input and output, and goes when it is told to, one way or another. */
import { type Clock, endsWithin } from "@portico/bot";

/** What to start. */
export interface ChildOptions {
  readonly command: string;
  readonly args: readonly string[];
  /** Its environment beside what every program needs. */
  readonly env: Readonly<Record<string, string>>;
  readonly clock: Clock;
}

/** So long it may take to end by itself once nothing more comes, and once it was asked to, in milliseconds. */
const POLITE = 1_000;
const TERMINATED = 2_000;

const isWindows = Deno.build.os === "windows";
/** All that a child is given of the bot's environment: what programs are found by, and where a person's own files are. */
const INHERITED: readonly string[] = isWindows
  ? ["APPDATA", "LOCALAPPDATA", "PATH", "PATHEXT", "SYSTEMDRIVE", "SYSTEMROOT", "TEMP", "USERPROFILE"]
  : ["PATH", "HOME"];

/** See the file's comment. */
export class ChildProcess {
  readonly #child: Deno.ChildProcess;
  readonly #clock: Clock;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  #ending: Promise<void> | undefined;

  /** Starts it. Throws where it can't be. */
  constructor({ command, args, env, clock }: ChildOptions) {
    const inherited: Record<string, string> = {};
    for (const name of INHERITED) {
      const value = Deno.env.get(name);
      if (value !== undefined) inherited[name] = value;
    }
    this.#clock = clock;
    this.#child = new Deno.Command(command, {
      args: [...args],
      env: { ...inherited, ...env },
      clearEnv: true,
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
      // A group of its own: it ends with all that it has started, and Ctrl-C at a terminal is for the bot.
      detached: !isWindows,
    }).spawn();
    this.#input = this.#child.stdin.getWriter();
    // Whoever writes hears of it.
    this.#input.closed.catch(() => {});
  }

  /** Its standard output. */
  get output(): ReadableStream<Uint8Array> {
    return this.#child.stdout;
  }

  /** Its standard error. */
  get errors(): ReadableStream<Uint8Array> {
    return this.#child.stderr;
  }

  /** How it ended. */
  get status(): Promise<Deno.CommandStatus> {
    return this.#child.status;
  }

  /** Writes to its standard input. Rejects where nobody reads it any more. */
  async write(text: string): Promise<void> {
    await this.#input.write(new TextEncoder().encode(text));
  }

  /**
   * Ends it: nothing more comes, then it is asked, then it is not asked. Resolves when it is gone.
   *
   * @param atOnce it is not asked at all.
   */
  end(atOnce = false): Promise<void> {
    return this.#ending ??= this.#end(atOnce);
  }

  async #end(atOnce: boolean): Promise<void> {
    if (atOnce) this.#kill("SIGKILL");
    // A write that it never takes holds up the close of its input, which is given up then.
    this.#input.close().catch(() => {});
    if (!await endsWithin(this.#clock, POLITE, this.#child.status)) {
      this.#kill("SIGTERM");
      if (!await endsWithin(this.#clock, TERMINATED, this.#child.status)) this.#kill("SIGKILL");
    }
    await this.#child.status;
    // What it has started and left behind.
    this.#kill("SIGKILL");
    await this.#input.abort().catch(() => {});
  }

  #kill(signal: Deno.Signal): void {
    try {
      if (isWindows) this.#child.kill(signal);
      else Deno.kill(-this.#child.pid, signal);
    } catch {
      // Nobody of it is there any more.
    }
  }
}
