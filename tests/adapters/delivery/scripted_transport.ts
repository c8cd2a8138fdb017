import type { Wait } from "../../../adapters/delivery/mod.ts";
import type {
  Clock,
  Conversation,
  EditOperation,
  Operation,
  OperationKind,
  OperationOf,
  OperationResults,
  SendOperation,
  Transport,
} from "../../../core/mod.ts";

/** A call that has reached the transport and waits for the test to end it. */
interface Call {
  readonly operation: Operation;
  readonly signal: AbortSignal;
  readonly succeed: () => void;
  readonly fail: (error: unknown) => void;
}

/** A transport that does what the test says: first what is scripted, then it holds each call until `succeed` or `fail`. */
export class ScriptedTransport implements Transport {
  /** Every call in order, ended or not. */
  readonly calls: Call[] = [];
  readonly #script: ("ok" | Error)[] = [];
  #ids = 0;

  /** Says how the next calls end, in order. */
  script(...outcomes: ("ok" | Error)[]): this {
    this.#script.push(...outcomes);
    return this;
  }

  /** What was performed, in short: `send(a) one`, `edit(m1) two`. */
  get log(): string[] {
    return this.calls.map(({ operation }) => short(operation));
  }

  /** The one call that is under way, or the nth. */
  call(index: number): Call {
    const call = this.calls.at(index);
    if (!call) throw new Error(`There is no call ${index} among ${this.calls.length}.`);
    return call;
  }

  perform<K extends OperationKind>(operation: OperationOf<K>, signal: AbortSignal): Promise<OperationResults[K]> {
    return new Promise<OperationResults[K]>((resolve, reject) => {
      const succeed = () => {
        const results: OperationResults = {
          send: { conversation: conversation("?"), id: `m${++this.#ids}` },
          sendFile: { conversation: conversation("?"), id: `f${this.#ids}` },
          edit: { conversation: conversation("?"), id: `after ${short(operation)}` },
          delete: undefined,
          typing: undefined,
          react: undefined,
          answerAction: undefined,
          menu: undefined,
          download: new ReadableStream<Uint8Array>(),
        };
        const kind: K = operation.kind;
        resolve(results[kind]);
      };
      this.calls.push({ operation, signal, succeed, fail: reject });
      const next = this.#script.shift();
      if (next === "ok") succeed();
      else if (next) reject(next);
    });
  }
}

/** A private chat, or a group where its name begins with `g`. */
export function conversation(chat: string): Conversation {
  return { platform: "test", chat, kind: chat.startsWith("g") ? "group" : "private" };
}

export function send(chat: string, text: string, priority: SendOperation["priority"] = "interactive"): SendOperation {
  return { kind: "send", conversation: conversation(chat), text, priority };
}

export function edit(chat: string, id: string, text: string): EditOperation {
  return { kind: "edit", message: { conversation: conversation(chat), id }, text };
}

export function short(operation: Operation): string {
  switch (operation.kind) {
    case "send":
      return `send(${operation.conversation.chat}) ${operation.text}`;
    case "edit":
      return `edit(${operation.message.id}) ${operation.text}`;
    case "delete":
      return `delete(${operation.message.id})`;
    case "react":
      return `react(${operation.message.id})`;
    case "typing":
      return `typing(${operation.conversation.chat})`;
    default:
      return operation.kind;
  }
}

/** A signal that is never aborted. */
export function never(): AbortSignal {
  return new AbortController().signal;
}

/** Waits in virtual time. */
export function waitOn(clock: Clock): Wait {
  return (milliseconds, { signal }) =>
    new Promise((resolve, reject) => {
      const abort = () => {
        cancel();
        reject(signal.reason);
      };
      const cancel = clock.setTimer(milliseconds, () => {
        signal.removeEventListener("abort", abort);
        resolve();
      });
      signal.addEventListener("abort", abort, { once: true });
    });
}
