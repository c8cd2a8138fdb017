/** Options of `deadline`. */
export interface DeadlineOptions {
  /** Gives up earlier when it is aborted. */
  signal?: AbortSignal;
}

/** Settles as `p` does, or rejects with a `TimeoutError` (a `DOMException`) after `ms` milliseconds. */
export function deadline<T>(p: Promise<T>, ms: number, options?: DeadlineOptions): Promise<T>;
