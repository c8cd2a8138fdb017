/** What failed for good and waits for somebody to retry or discard it. */
import type { Account } from "./accounts.ts";
import type { DeadLetter } from "./store.ts";

/** Retry and discard, for people. The owner may do it to any, a member to their own. A DI token; the kernel implements it. */
export abstract class DeadLetters {
  /** Oldest first; of one account where it is given. */
  abstract list(account?: string): Promise<readonly DeadLetter[]>;
  /** Runs it again in its lane, with what it asked and what showed how it went forgotten, its other steps remembered; `running` while the run that was given up has still not ended. */
  abstract retry(unit: string, by: Account): Promise<"retried" | "running" | "gone" | "foreign">;
  /** Settles it without running it. */
  abstract discard(unit: string, by: Account): Promise<"discarded" | "gone" | "foreign">;
}
