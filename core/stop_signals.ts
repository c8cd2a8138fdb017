/** The signals by which a person or a supervisor stops the program: the first asks to stop, the second to leave at once. */
export class StopSignals {
  readonly #first = Promise.withResolvers<void>();
  readonly #second = Promise.withResolvers<void>();
  #asked = false;

  /** Listens to SIGINT and, where there is one, SIGTERM, for as long as the process lives. */
  constructor() {
    Deno.addSignalListener("SIGINT", () => this.interrupt());
    if (Deno.build.os !== "windows") Deno.addSignalListener("SIGTERM", () => this.interrupt());
  }

  /** Resolves at the first one. */
  get first(): Promise<void> {
    return this.#first.promise;
  }

  /** Resolves at the second one. */
  get second(): Promise<void> {
    return this.#second.promise;
  }

  /** The same as a signal, from within. */
  interrupt(): void {
    if (this.#asked) this.#second.resolve();
    this.#asked = true;
    this.#first.resolve();
  }
}
