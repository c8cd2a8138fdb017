/** What failed for good and waits for somebody to retry or discard it. */
import type { Account } from "./accounts.ts";
import type { BotEvent } from "./events.ts";
import { TAKEN_ANEW } from "./handler_context.ts";
import type { Intake } from "./intake.ts";
import type { Runner } from "./runner.ts";
import type { DeadLetter, Journal } from "./store.ts";

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
    private readonly intake: Intake,
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
    const revived = await this.journal.revive(unit, TAKEN_ANEW);
    if (revived === undefined) return "gone";
    await this.intake.retry(revived);
    return "retried";
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
