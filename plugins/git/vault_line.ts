/** One vault's line to its repository: what waits to be committed, and who may work on it, one at a time. */
import { type Logger, messageOf } from "@portico/bot";
import { type Vault, type VaultChange, type VaultFolders, WriterQueue } from "../vault/mod.ts";
import { catchUpMessage, changeMessage, firstMessage, handMessage } from "./commit_message.ts";
import type { FileSnapshot, FileSnapshots } from "./file_snapshot.ts";
import { GitProblem } from "./git_problem.ts";
import { type Merged, mergeRemote } from "./remote_merge.ts";
import { type Exchange, exchange } from "./remote_sync.ts";
import { Repository, type RepositoryOptions } from "./repository.ts";
import { isRepository } from "./repository_start.ts";

/** What a line is made with. */
export interface VaultLineOptions extends Omit<RepositoryOptions, "root"> {
  readonly vault: Pick<Vault, "account" | "root" | "rescan">;
  readonly folders: Pick<VaultFolders, "exclusive">;
  readonly snapshots: FileSnapshots;
  readonly log: Logger;
}

/** A change of ours that has not been committed. */
interface Pending {
  readonly change: VaultChange;
  readonly files: readonly FileSnapshot[];
  readonly at: number;
  /** How often it could not be committed. */
  failures: number;
}

/** Why everything that has changed is to be committed. */
type Rest = "by-hand" | "catch-up";

/** As often a change is tried by itself before it goes with the rest. */
const ATTEMPTS = 3;
/** After as many commits git may tidy up. */
const TIDY = 200;

/** See the file's comment. */
export class VaultLine {
  readonly account: string;
  readonly #options: VaultLineOptions;
  readonly #pending: Pending[] = [];
  #rest: Rest | undefined;
  #repository: Repository | undefined;
  readonly #turns = new WriterQueue();
  #commits = 0;

  constructor(options: VaultLineOptions) {
    this.#options = options;
    this.account = options.vault.account;
  }

  /** Whether something waits to be committed. */
  get hasWork(): boolean {
    return this.#pending.length > 0 || this.#rest !== undefined;
  }

  /** Whether the vault is a repository already. */
  async isThere(): Promise<boolean> {
    return await isRepository(this.#options.vault.root);
  }

  /** Takes a change, as long as its files are as it left them. */
  async take(change: VaultChange): Promise<void> {
    if (change.kind === "by-hand") return this.want("by-hand");
    const files = await this.#options.snapshots.take(this.#options.vault.root, change.paths);
    this.#pending.push({ change, files, at: this.#options.now(), failures: 0 });
  }

  /** Has everything committed that has changed, whoever did it. */
  want(rest: Rest): void {
    this.#rest ??= rest;
  }

  /** Commits what waits, until nothing does or it is told to stop. Resolves with how many commits it made. @throws {GitProblem} */
  async commit(stop?: AbortSignal): Promise<number> {
    return await this.#inTurn(async (repository) => {
      const made = await this.#commitAll(repository, { stop });
      await this.#tidy(repository);
      return made;
    }).catch(async (error) => {
      // A folder that was moved away, and may come back, is not to be made anew in its place.
      if (await this.#hasFolder()) throw error;
      while (this.#pending.length > 0) this.#drop();
      this.#rest = undefined;
      return 0;
    });
  }

  /** Makes the vault's folder, for what is at the remote, where there has been none. */
  async makeFolder(): Promise<void> {
    if (this.#repository === undefined) await Deno.mkdir(this.#options.vault.root, { recursive: true });
  }

  async #hasFolder(): Promise<boolean> {
    return await Deno.stat(this.#options.vault.root).then(({ isDirectory }) => isDirectory, () => false);
  }

  /** Pulls and pushes. @throws {GitProblem} */
  async exchange(remote: string, signal: AbortSignal): Promise<Exchange> {
    const repository = await this.#inTurn((repository) => Promise.resolve(repository));
    const merge = (commit: string) => this.#inTurn((repository) => this.#merge(repository, commit));
    return await exchange(repository, remote, merge, signal);
  }

  async #merge(repository: Repository, commit: string): Promise<Merged> {
    const { folders, vault, now } = this.#options;
    // Most of it while people can still write.
    await this.#commitAll(repository, {});
    const merged = await folders.exclusive(this.account, async () => {
      this.want("by-hand");
      await this.#commitAll(repository, { alone: true });
      return await mergeRemote(repository, commit, now());
    });
    if (merged.files.length > 0) {
      // It finds by itself what it was not told now.
      await vault.rescan().catch((error) =>
        this.#options.log.warn("What was merged could not be looked through: {reason}", { reason: messageOf(error) })
      );
    }
    return merged;
  }

  /** @param how `alone`: nobody else can write to the vault. */
  async #commitAll(
    repository: Repository,
    { stop, alone = false }: { readonly stop?: AbortSignal; readonly alone?: boolean },
  ): Promise<number> {
    let made = 0;
    while (this.hasWork && !stop?.aborted) {
      const next = this.#pending[0];
      if (next === undefined) made += await this.#commitRest(repository, alone);
      else made += await this.#commitNext(repository, next);
    }
    this.#commits += made;
    return made;
  }

  async #commitNext(repository: Repository, next: Pending): Promise<number> {
    try {
      const isNews = await repository.commitFiles(next.files, changeMessage(next.change), next.at);
      this.#drop();
      return Number(isNews);
    } catch (error) {
      if (error instanceof GitProblem && error.code === "failed" && ++next.failures >= ATTEMPTS) {
        this.#options.log.warn("{paths} could not be committed alone, and will be with the rest: {reason}", {
          paths: next.change.paths,
          reason: messageOf(error),
        });
        this.#drop();
        this.want("catch-up");
      }
      throw error;
    }
  }

  #drop(): void {
    const [done] = this.#pending.splice(0, 1);
    if (done !== undefined) this.#options.snapshots.release(done.files);
  }

  async #commitRest(repository: Repository, alone: boolean): Promise<number> {
    const rest = this.#rest;
    this.#rest = undefined;
    try {
      const name = rest === "catch-up" ? catchUpMessage : handMessage;
      const committed = await repository.commitRest(() => this.#ownPaths(alone), name, this.#options.now());
      return Number(committed.length > 0);
    } catch (error) {
      this.#rest ??= rest;
      throw error;
    }
  }

  /** Paths that will have commits of their own. Every write that git can have seen has been told when a turn of ours has come. */
  async #ownPaths(alone: boolean): Promise<readonly string[]> {
    if (!alone) await this.#options.folders.exclusive(this.account, () => Promise.resolve());
    return [...new Set(this.#pending.flatMap(({ files }) => files.map(({ path }) => path)))];
  }

  /** What was there before git is one commit, whatever waits. */
  async #open(): Promise<Repository> {
    const { vault, now } = this.#options;
    const repository = await Repository.open({ ...this.#options, root: vault.root });
    if ((await repository.head()).commit === "") {
      await repository.commitRest(() => this.#ownPaths(false), firstMessage, now());
    }
    return repository;
  }

  async #tidy(repository: Repository): Promise<void> {
    if (this.#commits < TIDY) return;
    this.#commits = 0;
    const { code, err } = await repository.try(["gc", "--auto", "--quiet"]);
    if (code !== 0) this.#options.log.warn("git could not tidy up: {reason}", { reason: err.trim().slice(0, 300) });
  }

  /** Works on the repository when all before have ended; nobody else does meanwhile. */
  #inTurn<T>(work: (repository: Repository) => Promise<T>): Promise<T> {
    return this.#turns.run(async () => {
      // Somebody may have taken the repository away, to begin anew.
      if (this.#repository !== undefined && !await this.isThere()) this.#repository = undefined;
      return await work(this.#repository ??= await this.#open());
    });
  }
}
