/** What takes input from outside, as a torture feeds it. */
import type fc from "fast-check";

/** A place that is open, and takes one input after the other. */
export interface OpenTarget extends AsyncDisposable {
  /** Takes an input as its corpus holds it. @throws {unknown} whatever must not happen. */
  feed(input: unknown): void | Promise<void>;
}

/** A place where input comes in. */
export interface InputTarget {
  /** Also the name of its corpus. */
  readonly name: string;
  /** Inputs that can be written as JSON. */
  readonly inputs: fc.Arbitrary<unknown>;
  /** One of so many runs of the whole is a run of this one; 1 by default. What goes through a whole bot takes as long as a hundred texts. */
  readonly costs?: number;
  readonly open: () => OpenTarget | Promise<OpenTarget>;
}

/** A target that needs nothing to be open, and takes texts. */
export function textTarget(name: string, inputs: fc.Arbitrary<string>, feed: (text: string) => unknown): InputTarget {
  return {
    name,
    inputs,
    open: () => ({
      async feed(input) {
        if (typeof input !== "string") throw new TypeError(`The corpus of ${name} has something that is no text.`);
        await feed(input);
      },
      [Symbol.asyncDispose]: () => Promise.resolve(),
    }),
  };
}
