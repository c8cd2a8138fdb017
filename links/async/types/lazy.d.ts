/** Options of `Lazy.get`. */
export interface LazyGetOptions {
  /** Stops this caller's waiting; the initialization goes on for others. */
  signal?: AbortSignal;
}

/** A value made at its first use, once, also when several ask at the same time. */
export class Lazy<T> {
  constructor(init: () => T | Promise<T>);
  /** The value; a failed initialization is tried again at the next call. */
  get(options?: LazyGetOptions): Promise<T>;
  /** Whether the value is there. */
  get initialized(): boolean;
  /** The value if it is there, without making it. */
  peek(): { ok: true; value: T } | { ok: false };
  /** Forgets the value. */
  reset(): void;
}
