/** A function whose calls are held back. */
export interface DebouncedFunction<T extends Array<unknown>> {
  (...args: T): void;
  /** Forgets the pending call. */
  clear(): void;
  /** Makes the pending call now. */
  flush(): void;
  /** Whether a call is pending. */
  readonly pending: boolean;
}

/** Options of `debounce`. */
export interface DebounceOptions {
  /** Forgets the pending call when it is aborted. */
  signal?: AbortSignal | undefined;
}

/** Calls `fn` once, `wait` milliseconds after the last of a series of calls. */
// deno-lint-ignore no-explicit-any -- as the original is declared
export function debounce<T extends Array<any>>(
  fn: (this: DebouncedFunction<T>, ...args: T) => void,
  wait: number,
  options?: DebounceOptions,
): DebouncedFunction<T>;
