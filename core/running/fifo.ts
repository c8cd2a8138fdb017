/** First in, first out, of any length: taking one moves nothing, where an array of many thousands moves all the others. */
export class Fifo<T> {
  #items: T[];
  /** Where the queue begins in `#items`. */
  #head = 0;

  constructor(...items: T[]) {
    this.#items = items;
  }

  /** How many wait. */
  get size(): number {
    return this.#items.length - this.#head;
  }

  /** The one that is next. */
  get first(): T | undefined {
    return this.#items[this.#head];
  }

  /** Puts one behind all others. */
  push(item: T): void {
    this.#items.push(item);
  }

  /** Puts one before all others, and moves them. */
  unshift(item: T): void {
    this.#items.splice(this.#head, 0, item);
  }

  /** Takes the one that is next. */
  shift(): T | undefined {
    if (this.#head === this.#items.length) return undefined;
    const item = this.#items[this.#head++];
    // Cut off what was taken when it is most of the array, which costs each item one move altogether. An array that is emptied is given up, since it
    // holds what was in it.
    if (this.#head === this.#items.length || this.#head > 32 && this.#head * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return item;
  }

  /** Drops those for which `stays` is false. */
  retain(stays: (item: T) => boolean): void {
    this.#items = this.#items.slice(this.#head).filter(stays);
    this.#head = 0;
  }
}
