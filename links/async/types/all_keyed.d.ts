/** Values, or promises of them, by key. */
export type PromiseRecord<T extends Record<PropertyKey, unknown>> = { [K in keyof T]: PromiseLike<T[K]> | T[K] };

/** How each promise of a record ended. */
export type SettledRecord<T extends Record<PropertyKey, unknown>> = { [K in keyof T]: PromiseSettledResult<T[K]> };

/** `Promise.all` for a record. */
export function allKeyed<T extends Record<PropertyKey, unknown>>(record: PromiseRecord<T>): Promise<T>;

/** `Promise.allSettled` for a record. */
export function allSettledKeyed<T extends Record<PropertyKey, unknown>>(
  record: PromiseRecord<T>,
): Promise<SettledRecord<T>>;
