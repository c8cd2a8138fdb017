/** The last attempt failed; `cause` is how. */
export class RetryError extends Error {
  constructor(cause: unknown, attempts: number);
}

/** Options of `retry`. */
export interface RetryOptions {
  /** What the wait grows by from attempt to attempt; 2 by default. */
  multiplier?: number;
  /** Longest wait in milliseconds; 60000 by default. */
  maxTimeout?: number;
  /** 5 by default. */
  maxAttempts?: number;
  /** First wait in milliseconds; 1000 by default. */
  minTimeout?: number;
  /** Part of the wait that is random, from 0 to 1; 1 by default. */
  jitter?: number;
  /** Whether to try again after this error; always by default. */
  isRetriable?: (err: unknown) => boolean;
  /** Rejects with its reason when it is aborted. */
  signal?: AbortSignal;
}

/** Calls `fn` again, with growing waits, until it succeeds or the attempts are used up. */
export function retry<T>(fn: (() => Promise<T>) | (() => T), options?: RetryOptions): Promise<T>;
