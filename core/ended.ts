/**
 * The end of what has ended within the call that began it: one promise for all, by which whoever called knows that there is nothing to wait for. For
 * everybody else it is a promise as any other.
 */
export const ENDED: Promise<void> = Promise.resolve();
