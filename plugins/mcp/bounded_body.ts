/** A body that has an end, and never an error: the SDK does not take hold of all of those. */

/** What is watched. */
export interface BodyRules {
  /** Bytes. */
  readonly limit: number;
  /** There are more. */
  readonly onFlood: () => void;
  /** It broke off. */
  readonly onCut: (error: unknown) => void;
}

/** The body up to its limit. Whoever waits for the rest of it is told by the rules' callbacks. */
export function boundedBody(
  body: ReadableStream<Uint8Array>,
  { limit, onFlood, onCut }: BodyRules,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const reader = body.getReader();
  let left = limit;
  return new ReadableStream({
    async pull(to) {
      try {
        const { done, value } = await reader.read();
        if (done) return to.close();
        left -= value.length;
        if (left >= 0) return to.enqueue(new Uint8Array(value));
        onFlood();
        to.close();
        await reader.cancel();
      } catch (error) {
        onCut(error);
        to.close();
      }
    },
    cancel: () => reader.cancel().catch(() => {}),
  }, { highWaterMark: 0 });
}
