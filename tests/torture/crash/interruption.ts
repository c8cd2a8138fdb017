/** Ctrl-C ends a long torture in good order: with what it has tried up to there, and the figures of that. A second one ends it at once. */
export class Interruption implements Disposable {
  #isAsked = false;
  readonly #hear = () => {
    this.#isAsked = true;
    this[Symbol.dispose]();
  };

  constructor() {
    Deno.addSignalListener("SIGINT", this.#hear);
  }

  /** Whether somebody has asked for the end. */
  get isAsked(): boolean {
    return this.#isAsked;
  }

  /** Listens no more. */
  [Symbol.dispose](): void {
    Deno.removeSignalListener("SIGINT", this.#hear);
  }
}
