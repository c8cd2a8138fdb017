/** Options of `delay`. */
export interface DelayOptions {
  /** Rejects with its reason when it is aborted. */
  signal?: AbortSignal;
  /** Whether the process stays alive for it; `true` by default. */
  persistent?: boolean;
}

/** Resolves after `ms` milliseconds, which may be more than a timer can hold. */
export function delay(ms: number, options?: DelayOptions): Promise<void>;
