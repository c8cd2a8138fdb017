/** Options of `poll`. */
export interface PollOptions {
  /** Rejects with its reason when it is aborted. */
  signal?: AbortSignal;
  /** Milliseconds between two calls; 1000 by default. */
  interval?: number;
}

/** Calls `fn` until `isDone` says so, and resolves to its last result. */
export function poll<T>(
  fn: () => T,
  isDone: (result: Awaited<T>) => boolean,
  options?: PollOptions,
): Promise<Awaited<T>>;
