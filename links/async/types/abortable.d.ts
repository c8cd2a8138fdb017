/** Rejects with the signal's reason as soon as it is aborted; otherwise settles as `p` does. */
export function abortable<T>(p: Promise<T>, signal: AbortSignal): Promise<T>;
/** Yields what `p` yields, and throws the signal's reason as soon as it is aborted. */
export function abortable<T>(p: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T>;
