/** What the kernel gives the system plugin, as tests want it. */
import {
  type Account,
  type DeadLetter,
  DeadLetters,
  KernelStatus,
  type RunningHandler,
  type StatusReport,
} from "@portico/bot";

/** A kernel that reports what a test has written down. */
export class StillKernel extends KernelStatus {
  report: StatusReport = {
    version: "1.2.3",
    startedAt: 0,
    running: [],
    queued: 0,
    plugins: [],
    adapters: [
      { platform: "console", isTrusted: true, isReached: true },
      { platform: "telegram", isTrusted: false, isReached: true },
    ],
  };

  running(...running: RunningHandler[]): void {
    this.report = { ...this.report, running };
  }

  read(): StatusReport {
    return this.report;
  }

  subscribe(): () => void {
    return () => {};
  }
}

/** Dead letters in a list, with a note of those whose old run has not ended. */
export class ListedLetters extends DeadLetters {
  letters: DeadLetter[] = [];
  readonly stillRunning = new Set<string>();
  readonly retried: string[] = [];
  readonly discarded: string[] = [];

  add(unit: string, account: string, reason: string, at = 0): void {
    const conversation = { platform: "test", chat: "1", kind: "private" as const };
    this.letters.push({ unit, account, reason, at, conversation });
  }

  list(account?: string): Promise<readonly DeadLetter[]> {
    return Promise.resolve(this.letters.filter((letter) => account === undefined || letter.account === account));
  }

  retry(unit: string, by: Account): Promise<"retried" | "running" | "gone" | "foreign"> {
    if (this.stillRunning.has(unit)) return Promise.resolve("running");
    const outcome = this.#take(unit, by);
    if (outcome !== "taken") return Promise.resolve(outcome);
    this.retried.push(unit);
    return Promise.resolve("retried");
  }

  discard(unit: string, by: Account): Promise<"discarded" | "gone" | "foreign"> {
    const outcome = this.#take(unit, by);
    if (outcome !== "taken") return Promise.resolve(outcome);
    this.discarded.push(unit);
    return Promise.resolve("discarded");
  }

  #take(unit: string, by: Account): "taken" | "gone" | "foreign" {
    const letter = this.letters.find((letter) => letter.unit === unit);
    if (letter === undefined) return "gone";
    if (by.role !== "owner" && letter.account !== by.id) return "foreign";
    this.letters = this.letters.filter((other) => other !== letter);
    return "taken";
  }
}
