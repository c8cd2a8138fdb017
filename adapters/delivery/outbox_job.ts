import type { OperationKind, OperationOf, OperationResults, Transport } from "../../core/mod.ts";
import type { Priority } from "./addresses.ts";
import { givenUp } from "./given_up.ts";

interface Waiter<K extends OperationKind> {
  readonly operation: OperationOf<K>;
  readonly signal: AbortSignal;
  readonly onAbort: () => void;
  readonly resolve: (result: OperationResults[K]) => void;
  readonly reject: (error: unknown) => void;
}

/** One operation in the outbox, with all who wait for it: one caller, or several whose edits became one. */
export class OutboxJob<K extends OperationKind> {
  /** Oldest first; the last one's operation is what is performed. */
  readonly #waiters = new Set<Waiter<K>>();
  readonly #controller = new AbortController();
  #started = false;

  /** @param closed called when nobody may join any more: it begins, or is withdrawn, as the last waiter has given up before. */
  constructor(readonly priority: Priority, private readonly closed: (isWithdrawn: boolean) => void) {}

  /** The operation that is performed as things stand. */
  get operation(): OperationOf<K> | undefined {
    return [...this.#waiters].at(-1)?.operation;
  }

  /** Waits for the job; from now on its operation is this one. Only before it is started. */
  join(operation: OperationOf<K>, signal: AbortSignal): Promise<OperationResults[K]> {
    return new Promise<OperationResults[K]>((resolve, reject) => {
      const onAbort = () => this.#abort(waiter, signal.reason);
      const waiter: Waiter<K> = { operation, signal, resolve, reject, onAbort };
      this.#waiters.add(waiter);
      if (signal.aborted) return onAbort();
      signal.addEventListener("abort", onAbort, { once: true });
    });
  }

  /** Performs the newest operation and tells everybody how it ended. Never rejects. */
  async run(next: Transport): Promise<void> {
    this.#started = true;
    this.closed(false);
    const waiters = [...this.#waiters];
    const newest = waiters.at(-1);
    if (!newest) return;
    try {
      const result = await next.perform<K>(newest.operation, this.#controller.signal);
      for (const { resolve } of waiters) resolve(result);
    } catch (error) {
      for (const { reject } of waiters) reject(error);
    } finally {
      for (const { signal, onAbort } of waiters) signal.removeEventListener("abort", onAbort);
    }
  }

  /** Gives it up for all who wait for it. One under way is asked to stop, and ends as the transport says. */
  giveUp(reason: unknown): void {
    if (this.#started) this.#controller.abort(reason);
    else for (const waiter of this.#waiters) this.#abort(waiter, reason);
  }

  #abort(waiter: Waiter<K>, reason: unknown): void {
    const { operation, signal, onAbort, reject } = waiter;
    if (this.#started) {
      // Whether it still happens, only the transport can say; it is asked to stop when nobody is left who wants it.
      if ([...this.#waiters].every((each) => each.signal.aborted)) this.#controller.abort(reason);
      return;
    }
    signal.removeEventListener("abort", onAbort);
    this.#waiters.delete(waiter);
    reject(givenUp(operation, reason));
    if (this.#waiters.size === 0) this.closed(true);
  }
}
