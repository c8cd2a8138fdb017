import { type Clock, SystemClock } from "../clock.ts";

/**
 * Milliseconds in which a signal is the echo of the same one before: one Ctrl-C reaches the whole process group, and a runner such as `deno task`
 * hands its own on as well.
 */
const ECHO = 500;

/** A signal that asks to stop. */
export type StopSignal = "SIGINT" | "SIGTERM";

/** Listens to a signal of the process. */
export type SignalListener = (signal: StopSignal, heard: () => void) => void;

/** The signals by which a person or a supervisor stops the program: the first asks to stop, the second to leave at once. */
export class StopSignals {
  readonly #first = Promise.withResolvers<void>();
  readonly #second = Promise.withResolvers<void>();
  readonly #clock: Clock;
  #asked = false;
  /** Monotonic time at which each was heard, but for its echoes. */
  readonly #heard = new Map<StopSignal, number>();

  /** Listens to SIGINT and, where there is one, SIGTERM, for as long as the process lives. */
  constructor(clock: Clock = new SystemClock(), listen: SignalListener = Deno.addSignalListener) {
    this.#clock = clock;
    listen("SIGINT", () => this.#hear("SIGINT"));
    if (Deno.build.os !== "windows") listen("SIGTERM", () => this.#hear("SIGTERM"));
  }

  /** Resolves at the first one. */
  get first(): Promise<void> {
    return this.#first.promise;
  }

  /** Resolves at the second one. */
  get second(): Promise<void> {
    return this.#second.promise;
  }

  /** The same as a signal, from within, where nothing comes twice by itself. */
  interrupt(): void {
    if (this.#asked) this.#second.resolve();
    this.#asked = true;
    this.#first.resolve();
  }

  #hear(signal: StopSignal): void {
    const now = this.#clock.monotonic();
    if (now - (this.#heard.get(signal) ?? -Infinity) < ECHO) return;
    this.#heard.set(signal, now);
    this.interrupt();
  }
}
