/** Several async iterables as one, in the order in which their items come. */
export class MuxAsyncIterator<T> implements AsyncIterable<T> {
  /** Adds one more. */
  add(iterable: AsyncIterable<T>): void;
  /** Iterates until all of them have ended. */
  iterate(): AsyncIterableIterator<T>;
  [Symbol.asyncIterator](): AsyncIterator<T>;
}
