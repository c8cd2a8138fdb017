/** What failed for good and waits for somebody to retry or discard it. */
import type { Account } from "../accounts/accounts.ts";
import { type BotEvent, conversationId } from "../chat/events.ts";
import { TAKEN_ANEW } from "./handler_context.ts";
import type { Recovery } from "../running/recovery.ts";
import type { Runner } from "../running/runner.ts";
import type { DeadLetter, Journal } from "../store/store.ts";

/** Retry and discard, for people. The owner may do it to any, a member to their own. A DI token; the kernel implements it. */
export abstract class DeadLetters {
  /** Oldest first; of one account where it is given. */
  abstract list(account?: string): Promise<readonly DeadLetter[]>;
  /** Runs it again in its lane, with what it asked and what showed how it went forgotten, its other steps remembered; `running` while the run that was given up has still not ended. */
  abstract retry(unit: string, by: Account): Promise<"retried" | "running" | "gone" | "foreign">;
  /** Settles it without running it. */
  abstract discard(unit: string, by: Account): Promise<"discarded" | "gone" | "foreign">;
}

/** Retries and discards dead letters for those whose they are. */
export class JournaledDeadLetters extends DeadLetters {
  /** @param holdsSecret whether what was said in an event may be secret. */
  constructor(
    private readonly journal: Journal,
    private readonly runner: Runner,
    private readonly recovery: Recovery,
    private readonly holdsSecret: (event: BotEvent) => boolean,
  ) {
    super();
  }

  list(account?: string): Promise<readonly DeadLetter[]> {
    return this.journal.deadLetters(account);
  }

  async retry(unit: string, by: Account): Promise<"retried" | "running" | "gone" | "foreign"> {
    const found = await this.#find(unit, by);
    if (found !== "own") return found;
    if (this.runner.isRunning(unit)) return "running";
    // One retry at a time: units come into their lanes in the order in which they are revived.
    const retried = this.#retrying.then(() => this.#retry(unit));
    this.#retrying = retried.catch(() => {});
    return await retried;
  }
  #retrying: Promise<unknown> = Promise.resolve();

  async #retry(unit: string): Promise<"retried" | "gone"> {
    for (const earlier of await this.#changedBy(unit)) await this.#revive(earlier);
    return await this.#revive(unit) ? "retried" : "gone";
  }

  async #revive(unit: string): Promise<boolean> {
    const revived = await this.journal.revive(unit, TAKEN_ANEW);
    if (revived !== undefined) await this.recovery.retry(revived);
    return revived !== undefined;
  }

  /** What an edit changes has to come before it: its message and the edits before it, where they were put aside as well. In order. */
  async #changedBy(unit: string): Promise<readonly string[]> {
    const [own] = await this.journal.read([unit]);
    if (own?.event.kind !== "edit") return [];
    const { seq, account, event: { id, conversation } } = own;
    const place = conversationId(conversation);
    const letters = (await this.journal.deadLetters(account))
      .filter((letter) => conversationId(letter.conversation) === place && !this.runner.isRunning(letter.unit));
    return (await this.journal.read(letters.map((letter) => letter.unit)))
      .filter(({ event, seq: other }) => event.kind !== "action" && event.id === id && other < seq)
      .sort((one, other) => one.seq - other.seq)
      .map(({ event }) => event.key);
  }

  async discard(unit: string, by: Account): Promise<"discarded" | "gone" | "foreign"> {
    const found = await this.#find(unit, by);
    if (found !== "own") return found;
    const [entry] = await this.journal.read([unit]);
    if (!await this.journal.discard(unit)) return "gone";
    if (entry !== undefined && this.holdsSecret(entry.event)) await this.journal.forget(unit);
    return "discarded";
  }

  async #find(unit: string, by: Account): Promise<"own" | "gone" | "foreign"> {
    const letter = (await this.journal.deadLetters()).find((letter) => letter.unit === unit);
    if (letter === undefined) return "gone";
    return by.role === "owner" || letter.account === by.id ? "own" : "foreign";
  }
}
