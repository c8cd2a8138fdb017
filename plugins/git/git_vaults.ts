/** All vaults that are kept in git: the tasks that commit, pull and push, and what people are told of it. */
import {
  type BackgroundTaskManager,
  type Clock,
  type Deadlines,
  type Logger,
  messageOf,
  PluginUnloaded,
  type TaskHandle,
  TasksNotRunning,
} from "@portico/bot";
import type { VaultChange, VaultFolders, Vaults } from "../vault/mod.ts";
import { FileSnapshots } from "./file_snapshot.ts";
import type { GitConfig } from "./git_config.ts";
import { asProblem, GitProblem } from "./git_problem.ts";
import type { KeptVault, Outcome } from "./kept_vault.ts";
import { limitTime, stopLater } from "./limits.ts";
import type { Exchange } from "./remote_sync.ts";
import { remoteOf } from "./remote_url.ts";
import { SyncSchedule } from "./sync_schedule.ts";
import { VaultLine } from "./vault_line.ts";

/** What they are made with. */
export interface GitVaultsOptions {
  readonly config: GitConfig;
  readonly vaults: Pick<Vaults, "of">;
  readonly folders: Pick<VaultFolders, "accounts" | "exclusive">;
  readonly tasks: BackgroundTaskManager;
  readonly deadlines: Deadlines;
  readonly clock: Clock;
  readonly log: Logger;
  /** Told what came of an exchange that nobody waits for, and of every failure. */
  readonly onOutcome: (account: string, outcome: Outcome) => Promise<void>;
}

/** What `/sync` tells. */
export interface SyncResult {
  /** `undefined` where the vault has no remote, or with a problem. */
  readonly exchange?: Exchange;
  readonly problem?: GitProblem;
}

/** How long one exchange may take, in milliseconds. */
const LONGEST = 30 * 60_000;
/** How long what is to be sent is waited for when no more input comes, in milliseconds. */
const LAST_WAIT = 10_000;
/** How long what was to be sent later may take when everything stops, in milliseconds. What is not sent then is after the next start. */
const LAST_PUSH = 3_000;

/** See the file's comment. */
export class GitVaults {
  readonly #options: GitVaultsOptions;
  readonly #kept = new Map<string, KeptVault>();
  readonly #snapshots = new FileSnapshots();
  readonly #kill = new AbortController();
  readonly #since: number;

  constructor(options: GitVaultsOptions) {
    this.#options = options;
    this.#since = options.clock.now();
  }

  /** Takes a change of a vault; it is committed in the background. */
  async take(change: VaultChange): Promise<void> {
    const kept = this.#of(change.account);
    await kept.line.take(change);
    this.#commitSoon(kept);
  }

  /** Commits what was left uncommitted, and pulls, in every vault that is a repository. */
  async catchUp(): Promise<void> {
    for (const kept of await this.#repositories()) {
      kept.line.want("catch-up");
      this.#commitSoon(kept);
      this.#exchange(kept);
    }
  }

  /** Pulls where there is a remote. */
  async pull(): Promise<void> {
    for (const kept of await this.#repositories()) this.#exchange(kept);
  }

  /** Commits everything, pulls and pushes now. Never rejects for what git has against it. */
  async sync(account: string): Promise<SyncResult> {
    const kept = this.#of(account);
    try {
      if (kept.remote !== undefined) await kept.line.makeFolder();
      kept.line.want("catch-up");
      await kept.line.commit();
    } catch (error) {
      return { problem: asProblem(error) };
    }
    if (kept.remote === undefined) return {};
    const { promise, resolve } = Promise.withResolvers<Omit<Outcome, "isAwaited">>();
    kept.waiting.push({ tells: true, resolve });
    // Not to wait for the next attempt of one that has failed, and for nothing that one under way would leave out.
    await kept.exchanging?.cancel();
    this.#exchange(kept);
    return await promise;
  }

  /** Commits what waits, and sends what was to be sent later. */
  async drain(): Promise<void> {
    await Promise.all(Array.from(this.#kept.values(), async (kept) => {
      const late = Promise.withResolvers<void>();
      const cancel = this.#options.clock.setTimer(LAST_WAIT, late.resolve);
      await Promise.race([this.#flush(kept), late.promise]);
      cancel();
    }));
  }

  async #flush(kept: KeptVault): Promise<void> {
    await kept.committing?.ended;
    if (!kept.schedule.isDue) return;
    const { promise, resolve } = Promise.withResolvers<unknown>();
    kept.waiting.push({ tells: false, resolve });
    this.#exchange(kept);
    await promise;
  }

  /** Sends what was to be sent later, as far as it can be done quickly. The tasks have ended. */
  async finish(): Promise<void> {
    const { clock } = this.#options;
    await Promise.all(Array.from(this.#kept.values(), async (kept) => {
      const { remote, schedule, line } = kept;
      if (remote === undefined || !schedule.isDue) return;
      schedule.cancel();
      const limit = limitTime(clock, LAST_PUSH, this.#kill.signal);
      try {
        await this.#settle(kept, { exchange: await line.exchange(remote, limit.signal) });
      } catch (error) {
        this.#options.log.info("The vault of {account} will be sent after the next start: {reason}", {
          account: line.account,
          reason: messageOf(error),
        });
      } finally {
        limit.cancel();
      }
    }));
  }

  /** Resolves when no task of an account's runs or waits for its next attempt. */
  async idle(account: string): Promise<void> {
    const kept = this.#of(account);
    while (kept.committing !== undefined || kept.exchanging !== undefined) {
      await kept.committing?.ended;
      await kept.exchanging?.ended;
    }
  }

  /** Ends everything, at once. */
  close(): void {
    for (const { schedule } of this.#kept.values()) schedule.cancel();
    this.#kill.abort(new DOMException("The vaults are kept in git no longer.", "AbortError"));
  }

  #of(account: string): KeptVault {
    return this.#kept.getOrInsertComputed(account, () => {
      const { config, vaults, folders, clock, deadlines, log } = this.#options;
      const line = new VaultLine({
        vault: vaults.of(account),
        folders,
        snapshots: this.#snapshots,
        log,
        branch: config.branch,
        author: { name: config.authorName, email: config.authorEmail },
        now: () => clock.now(),
        since: this.#since,
        signal: this.#kill.signal,
      });
      const made: KeptVault = {
        line,
        remote: remoteOf(config.remote, account),
        schedule: new SyncSchedule(deadlines, clock, () => this.#exchange(made)),
        committing: undefined,
        exchanging: undefined,
        failed: config.remote === "",
        again: false,
        waiting: [],
      };
      return made;
    });
  }

  async #repositories(): Promise<readonly KeptVault[]> {
    const kept = (await this.#options.folders.accounts()).map((account) => this.#of(account));
    const there = await Promise.all(kept.map(({ line }) => line.isThere()));
    return kept.filter((_kept, index) => there[index]);
  }

  #commitSoon(kept: KeptVault): void {
    if (kept.committing !== undefined) return;
    const { clock } = this.#options;
    const { account } = kept.line;
    const handle = this.#register(`git.${account}.commit`, "Commits changed notes", account, async (signal) => {
      const stop = stopLater(clock, signal, () => this.#kill.abort(signal.reason));
      try {
        const made = await kept.line.commit(stop.signal);
        if (made > 0 && kept.remote !== undefined) kept.schedule.soon();
        if (kept.failed) await this.#options.onOutcome(account, { isAwaited: false });
        kept.failed = false;
      } catch (error) {
        kept.failed = true;
        throw await this.#fail(account, error, stop.signal);
      } finally {
        stop.cancel();
      }
    });
    kept.committing = handle;
    void handle?.ended.then(() => {
      kept.committing = undefined;
      // What came when it was about to end.
      if (kept.line.hasWork) this.#commitSoon(kept);
    });
  }

  #exchange(kept: KeptVault): void {
    const { clock } = this.#options;
    const { line: { account }, remote, schedule } = kept;
    if (remote === undefined) return;
    schedule.cancel();
    if (kept.exchanging !== undefined) return void (kept.again = true);
    kept.again = false;
    const handle = this.#register(`git.${account}.sync`, "Pulls and pushes notes", account, async (signal) => {
      const limit = limitTime(clock, LONGEST, signal, this.#kill.signal);
      try {
        const exchange = await kept.line.exchange(remote, limit.signal);
        await this.#settle(kept, { exchange });
      } catch (error) {
        if (signal.aborted || this.#kill.signal.aborted) throw signal.reason;
        const problem = limit.signal.aborted ? new GitProblem("slow", remote) : asProblem(error);
        await this.#settle(kept, { problem });
        throw problem;
      } finally {
        limit.cancel();
      }
    });
    if (handle === undefined) void this.#settle(kept, { problem: new GitProblem("failed", "everything is stopping") });
    kept.exchanging = handle;
    void handle?.ended.then(() => {
      if (kept.exchanging === handle) kept.exchanging = undefined;
      if (kept.again && !this.#kill.signal.aborted) schedule.soon();
    });
  }

  async #settle(kept: KeptVault, outcome: Omit<Outcome, "isAwaited">): Promise<void> {
    const { waiting } = kept;
    kept.waiting = [];
    await this.#options.onOutcome(kept.line.account, { ...outcome, isAwaited: waiting.some(({ tells }) => tells) });
    for (const { resolve } of waiting) resolve(outcome);
  }

  /** Says what to throw, after it was told. */
  async #fail(account: string, error: unknown, stop: AbortSignal): Promise<unknown> {
    if (stop.aborted || this.#kill.signal.aborted) return error;
    const problem = asProblem(error);
    await this.#options.onOutcome(account, { problem, isAwaited: false });
    return problem;
  }

  #register(
    id: string,
    description: string,
    userId: string,
    run: (signal: AbortSignal) => Promise<void>,
  ): TaskHandle | undefined {
    // One that has just ended may want another.
    if (this.#kill.signal.aborted) return undefined;
    try {
      return this.#options.tasks.register(id, ({ signal }) => run(signal), {
        description,
        owner: "git",
        userId,
        restart: true,
      });
    } catch (error) {
      // What has not been committed is when everything has started again.
      if (error instanceof TasksNotRunning || error instanceof PluginUnloaded) return undefined;
      throw error;
    }
  }
}
