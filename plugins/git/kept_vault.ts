/** One vault that is kept in git, with its tasks and those who wait for them. */
import type { TaskHandle } from "@portico/bot";
import type { GitProblem } from "./git_problem.ts";
import type { Exchange } from "./remote_sync.ts";
import type { SyncSchedule } from "./sync_schedule.ts";
import type { VaultLine } from "./vault_line.ts";

/** What came of work that runs in the background, and whether somebody waits for it, and will read it there. */
export interface Outcome {
  readonly exchange?: Exchange;
  readonly problem?: GitProblem;
  readonly isAwaited: boolean;
}

/** See the file's comment. */
export interface KeptVault {
  readonly line: VaultLine;
  readonly remote: string | undefined;
  readonly schedule: SyncSchedule;
  committing: TaskHandle | undefined;
  exchanging: TaskHandle | undefined;
  /** Commits have failed, or nobody knows whether they had before the start: that they work is to be told. */
  failed: boolean;
  /** An exchange was asked for while one was under way, which may have passed what is to be sent. */
  again: boolean;
  /** Those who want to know what comes of the next exchange; some of them tell it to somebody. */
  waiting: { readonly tells: boolean; readonly resolve: (outcome: Omit<Outcome, "isAwaited">) => void }[];
}
