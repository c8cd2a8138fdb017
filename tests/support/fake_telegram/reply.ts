/** What goes back over the wire, or does not. */

/** How a call ends for its caller. */
export type Reply =
  | {
    readonly kind: "answer";
    readonly status: number;
    readonly type: string;
    readonly body: string | Uint8Array;
    /** The connection ends in the middle of the body. */
    readonly isTruncated?: boolean;
  }
  /** A file, or what else comes piece by piece; `size` bytes, where its head says how many. */
  | {
    readonly kind: "stream";
    readonly type: string;
    readonly size?: number;
    readonly body: ReadableStream<Uint8Array>;
    readonly isTruncated?: boolean;
  }
  | { readonly kind: "reset"; readonly gently: boolean }
  | { readonly kind: "hang" };

/** A body of JSON. */
export function jsonReply(status: number, body: unknown): Reply & { kind: "answer" } {
  return { kind: "answer", status, type: "application/json", body: JSON.stringify(body) };
}
