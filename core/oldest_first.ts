/** What has `keys` in the order in which they came: a map or a set. */
interface Ordered<Key> {
  keys(): Iterator<Key, unknown>;
}

/**
 * Goes through a map or a set from what has been in it longest, to take it out. Whoever looks from the beginning each time passes the places of all that
 * was taken out before, which are cleared away only now and then: with ten thousand keys that costs twenty times what is done with one of them. This
 * remembers where it was.
 *
 * ```ts
 * const recent = new Map<string, number>();
 * const oldest = new OldestFirst(recent);
 * recent.set(key, value);
 * if (recent.size > limit) recent.delete(oldest.next());
 * ```
 */
export class OldestFirst<Key> {
  #keys: Iterator<Key, unknown> | undefined;

  /** @param all must not be empty when `next` is called. */
  constructor(private readonly all: Ordered<Key>) {}

  /** The key that has been there longest. It has to be taken out, or put at the end, before the next call. @throws {RangeError} there is none. */
  next(): Key {
    let found = this.#keys?.next();
    if (found === undefined || found.done) {
      // One that had come to the end does not see what came later.
      this.#keys = this.all.keys();
      found = this.#keys.next();
    }
    if (found.done) throw new RangeError("Nothing is in it.");
    return found.value;
  }
}
