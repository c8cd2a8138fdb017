/** What takes input from outside, as a torture feeds it. */
import type fc from "fast-check";

/** A place that is open, and takes one input after the other. */
export interface OpenTarget<T = unknown> extends AsyncDisposable {
  /** Takes an input, made by chance or out of the corpus. @throws {unknown} whatever must not happen. */
  feed(input: T): void | Promise<void>;
}

/** A place where input comes in. */
export interface InputTarget<T = unknown> {
  /** Also the name of its corpus. */
  readonly name: string;
  /** Inputs that can be written as JSON. */
  readonly inputs: fc.Arbitrary<T>;
  /** One of so many runs of the whole is a run of this one; 1 by default. What goes through a whole bot takes as long as a hundred texts. */
  readonly costs?: number;
  readonly open: () => OpenTarget<T> | Promise<OpenTarget<T>>;
}

/** A target that needs nothing to be open, and takes texts. */
export function textTarget(
  name: string,
  inputs: fc.Arbitrary<string>,
  feed: (text: string) => unknown,
): InputTarget<string> {
  return {
    name,
    inputs,
    open: () => ({
      async feed(text) {
        await feed(text);
      },
      [Symbol.asyncDispose]: () => Promise.resolve(),
    }),
  };
}
