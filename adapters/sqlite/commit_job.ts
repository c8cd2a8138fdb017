/** One call in a group that is committed together. */
import { isSqliteError } from "./failures.ts";

/**
 * Does its part of the transaction and returns what makes the answer once the whole group has been staged. It may run again
 * when the group has to be taken apart, and refuses by throwing before it writes anything.
 */
export type Stage<T> = () => () => T;

/** A call that waits for its group. */
export interface Job {
  readonly reads: boolean;
  readonly weight: number;
  stage(): void;
  deliver(): void;
  reject(error: unknown): void;
}

/** Makes a job of a call. */
export function jobOf<T>(
  reads: boolean,
  weight: number,
  stage: Stage<T>,
  resolve: (value: T) => void,
  reject: (error: unknown) => void,
): Job {
  let finish: (() => T) | undefined;
  let refusal: { readonly error: unknown } | undefined;
  return {
    reads,
    weight,
    reject,
    stage() {
      refusal = undefined;
      try {
        finish = stage();
      } catch (error) {
        // SQLite may have done a part of it: that is for the group to take back. A refusal came before anything was written.
        if (isSqliteError(error)) throw error;
        refusal = { error };
      }
    },
    deliver() {
      if (refusal) reject(refusal.error);
      else if (finish) resolve(finish());
    },
  };
}
