/** What a fake model may be told to answer, and how it may break. */

/** A call of a tool. */
export interface AnsweredCall {
  readonly name: string;
  /** Sent as JSON; a string is sent as it is, so that it may be broken. */
  readonly input: unknown;
  /** Made up where it is left out. */
  readonly id?: string;
}

/** How an endpoint breaks. Parts are those in which an answer is sent: events of a stream, or pieces of a body. */
export type Fault =
  /** An error's status. */
  | {
    readonly kind: "status";
    readonly status: number;
    /** The header, in seconds or as a date. */
    readonly retryAfter?: number | string;
    readonly code?: string;
    readonly message?: string;
    /** Instead of JSON that tells code and message. */
    readonly body?: string;
  }
  /** Says nothing more behind so many parts; before the headers where it is left out. */
  | { readonly kind: "stall"; readonly after?: number }
  /** Breaks the connection behind so many parts. */
  | { readonly kind: "cut"; readonly after: number }
  /** Ends the answer behind so many parts, as if that were all. */
  | { readonly kind: "end"; readonly after: number }
  /** Sends what is no JSON behind so many parts. */
  | { readonly kind: "garbage"; readonly after?: number }
  /** Sends a page for people. */
  | { readonly kind: "html" }
  /** Tells of an error within a stream, behind so many parts. */
  | { readonly kind: "error"; readonly after: number; readonly code?: string | number; readonly message?: string }
  /** Waits so many milliseconds before each part. */
  | { readonly kind: "slow"; readonly every: number }
  /** Leads elsewhere. */
  | { readonly kind: "redirect"; readonly to: string };

/** An answer, whole or broken. */
export interface Answer {
  /** In pieces where it is a list; one that never ends is an answer that never ends. */
  readonly text?: string | Iterable<string>;
  /** What the model thought before. */
  readonly reasoning?: string;
  readonly calls?: readonly AnsweredCall[];
  /** Made up of the lengths where it is left out; `none` tells nothing. */
  readonly usage?: "none" | { readonly prompt: number; readonly completion: number };
  /** `stop` or `tool_calls` where it is left out. */
  readonly finish?: string;
  readonly fault?: Fault;
}

/** Text `x`, for ever. */
export function* endlessText(piece = "and so on "): Generator<string> {
  for (;;) yield piece;
}

/** An answer that breaks. */
export function broken(fault: Fault, answer: Omit<Answer, "fault"> = { text: ["One ", "two ", "three."] }): Answer {
  return { ...answer, fault };
}

/** An error's status. */
export function status(status: number, more: Omit<Fault & { kind: "status" }, "kind" | "status"> = {}): Answer {
  return { fault: { kind: "status", status, ...more } };
}
