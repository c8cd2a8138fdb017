import {
  Clock,
  type Conversation,
  conversationId,
  inject,
  lazySchema,
  type RecordKind,
  type Records,
  Store,
} from "@portico/bot";
import { z } from "zod";

/** The last `/stop` of an account in a conversation; both are wall times in milliseconds. */
type StopRequest = {
  /** When it was said. */
  readonly since: number;
  /** When all that was said before it had become tasks. */
  readonly until: number;
};

const STOPS: RecordKind<StopRequest> = {
  namespace: "agent.stop",
  version: 1,
  schema: lazySchema(() => z.object({ since: z.number(), until: z.number() })),
};

/** No task waits longer for its turn, in milliseconds. */
const KEPT = 7 * 24 * 60 * 60_000;

/** What people have stopped before it began, for as long as it may wait: a `/stop` is for all they have asked for until then. */
@inject(Store, Clock)
export class StopRequests {
  readonly #records: Records<StopRequest>;

  /** Built by the kernel. */
  constructor(store: Store, private readonly clock: Clock) {
    this.#records = store.records(STOPS);
  }

  /** Keeps one. @param since when it was said. */
  async add(account: string, conversation: Conversation, since: number): Promise<void> {
    const now = this.clock.now();
    await this.#records.set(keyOf(account, conversation), { since, until: now }, { expiresAt: now + KEPT });
  }

  /**
   * Whether a task was stopped before there was a run of it to stop: before it first began, or since it has begun this time, also when it begins again
   * after a restart. One that had begun by then was stopped as a run, or had failed: to try that again is a new wish.
   *
   * @param given wall time at which it had become a task.
   * @param begun wall times at which it first began, and at which it has begun this time.
   */
  async covers(
    account: string,
    conversation: Conversation,
    given: number,
    begun: { readonly first: number; readonly now: number },
  ): Promise<boolean> {
    const stop = await this.#records.get(keyOf(account, conversation));
    if (stop === undefined || given > stop.until) return false;
    return begun.first >= stop.since || begun.now <= stop.since;
  }
}

/** Names a conversation of an account. Neither id has a space, so that no two are alike. */
export function keyOf(account: string, conversation: Conversation): string {
  return `${account} ${conversationId(conversation)}`;
}
