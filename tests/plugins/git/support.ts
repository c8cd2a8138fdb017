/** What the tests of git share. Git itself is real, as are files and remotes (folders); time is not. */
import { Deadlines } from "../../../core/tasks/deadlines.ts";
import { BackgroundTaskManager } from "../../../core/tasks/background_tasks.ts";
import type { Logger } from "../../../core/logs/log.ts";
import type { GitConfig } from "../../../plugins/git/git_config.ts";
import { GitVaults } from "../../../plugins/git/git_vaults.ts";
import type { Outcome } from "../../../plugins/git/kept_vault.ts";
import { FolderVaults } from "../../../plugins/vault/folder_vaults.ts";
import type { Vault } from "../../../plugins/vault/vault.ts";
import { VaultNews } from "../../../plugins/vault/vault_changes.ts";
import { TestClock } from "../../support/clock.ts";

/** 1 March 2026, noon, UTC. */
export const NOON: number = Date.UTC(2026, 2, 1, 12);

/** Runs git as a person would, who has no settings of their own. @throws {Error} with what git says. */
export async function git(folder: string, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command("git", {
    args: ["-c", "user.name=Anna", "-c", "user.email=anna@example.org", ...args],
    cwd: folder,
    env: { GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1", LC_ALL: "C" },
  }).output();
  if (code !== 0) throw new Error(new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout).trimEnd();
}

/** Subjects of a branch's commits, the oldest first. */
export async function subjects(folder: string, branch = "HEAD"): Promise<string[]> {
  const log = await git(folder, "log", "--reverse", "--topo-order", "--format=%s", branch, "--");
  return log === "" ? [] : log.split("\n");
}

/** Files that a commit changes, with their status. */
export async function changed(folder: string, commit = "HEAD"): Promise<string[]> {
  const out = await git(
    folder,
    ...["-c", "core.quotePath=false", "show", "--no-renames", "--format=", "--name-status", commit],
  );
  return out.split("\n").map((line) => line.replace("\t", " ")).sort();
}

const nothing = () => {};

/** What a bench may be given. */
export interface BenchOptions {
  readonly config?: Partial<GitConfig>;
  /** Of another bench, to go on where that ended. */
  readonly data?: string;
  /** Nothing follows the vaults: as if the process were killed before it could commit. */
  readonly deaf?: boolean;
}

/** Vaults with git in a folder of their own. */
export class GitBench implements AsyncDisposable {
  readonly clock: TestClock = new TestClock(NOON);
  readonly outcomes: (Outcome & { readonly account: string })[] = [];
  readonly warnings: string[] = [];
  readonly vaults: FolderVaults;
  readonly deadlines: Deadlines = new Deadlines(this.clock);
  readonly tasks: BackgroundTaskManager = new BackgroundTaskManager(this.clock, this.deadlines, { random: () => 1 });
  readonly git: GitVaults;
  readonly #news: VaultNews;
  #heard: (() => void)[] = [];

  private constructor(readonly data: string, { config, deaf = false }: BenchOptions) {
    const log: Logger = {
      ...{ trace: nothing, debug: nothing, info: nothing, error: nothing, fatal: nothing },
      warn: (message, properties) => void this.warnings.push(`${message} ${JSON.stringify(properties)}`),
      with: () => log,
    };
    this.#news = new VaultNews(log);
    const scope = { defer: (_label: string, undo: () => unknown) => undo };
    this.vaults = new FolderVaults(data, { folder: "vaults" }, this.clock, log, scope, this.#news);
    this.tasks.start();
    const { clock, deadlines, tasks, vaults } = this;
    this.git = new GitVaults({
      config: {
        enabled: true,
        remote: "",
        branch: "main",
        authorName: "Portico",
        authorEmail: "portico@localhost",
        ...config,
      },
      vaults,
      folders: vaults,
      ...{ clock, deadlines, tasks, log },
      onOutcome: (account, outcome) => {
        this.outcomes.push({ account, ...outcome });
        for (const wake of this.#heard.splice(0)) wake();
        return Promise.resolve();
      },
    });
    if (!deaf) this.#news.subscribe((change) => this.git.take(change));
  }

  static async make(options: BenchOptions = {}): Promise<GitBench> {
    return new GitBench(options.data ?? await Deno.makeTempDir({ prefix: "portico-git-" }), options);
  }

  /** The owner's vault. */
  get vault(): Vault {
    return this.vaults.of("owner");
  }

  /** Its folder. */
  get root(): string {
    return this.vault.root;
  }

  file(path: string): string {
    return `${this.root}/${path}`;
  }

  /** Writes a file as somebody with an editor would. */
  async edit(path: string, text: string): Promise<void> {
    await Deno.mkdir(this.file(path).replace(/\/[^/]*$/, ""), { recursive: true });
    await Deno.writeTextFile(this.file(path), text);
  }

  async text(path: string): Promise<string> {
    return await Deno.readTextFile(this.file(path));
  }

  /** Resolves when as many outcomes have been told. */
  async heard(count: number): Promise<Outcome> {
    while (this.outcomes.length < count) await new Promise<void>((resolve) => this.#heard.push(resolve));
    return this.outcomes[count - 1];
  }

  /** A bare repository to push to, beside the data. */
  async remote(name = "remote"): Promise<string> {
    const path = `${this.data}/${name}.git`;
    await git(this.data, "init", "--quiet", "--bare", "--initial-branch=main", path);
    return path;
  }

  /** Stops everything, and leaves the folder as it is. */
  async stop(): Promise<void> {
    await this.tasks.stop();
    this.git.close();
    this.deadlines.stop();
    await this.vaults.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    await Deno.remove(this.data, { recursive: true }).catch(nothing);
  }
}
