/** One vault's repository: its commits, and where it stands. Everything here is for one caller at a time. */
import { join } from "node:path";
import type { ChangedFile } from "./commit_message.ts";
import { type Author, signatureOf } from "./commit_signature.ts";
import type { FileSnapshot } from "./file_snapshot.ts";
import { type GitCall, type GitOutput, list, runGit, tryGit } from "./git_program.ts";
import { GitProblem } from "./git_problem.ts";
import { LockCare } from "./lock_care.ts";
import { beginRepository } from "./repository_start.ts";

/** What a repository is made with. */
export interface RepositoryOptions {
  /** The vault's folder, which is there. */
  readonly root: string;
  /** Branch of a repository that is begun here. */
  readonly branch: string;
  /** Who commits. */
  readonly author: Author;
  /** Wall time in milliseconds. */
  readonly now: () => number;
  /** Wall time since which this process runs, in milliseconds. */
  readonly since: number;
  /** Kills whatever git does here. */
  readonly signal: AbortSignal;
}

/** A commit and its tree. */
export interface Head {
  /** Empty before the first commit. */
  readonly commit: string;
  readonly tree: string;
}

/** Files in the git directory that say that somebody is in the middle of something. */
const UNDER_WAY = ["MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD", "rebase-merge", "rebase-apply"];

/** See the file's comment. Commits are made beside the index of whoever else uses the repository, so that what they have staged stays. */
export class Repository {
  readonly #options: RepositoryOptions;
  readonly #environment: Readonly<Record<string, string>>;
  readonly #index: string;
  readonly #locks: LockCare;
  /** The commit that our index was last made to say. */
  #indexed: string | undefined;
  #emptyTree: string | undefined;
  /** Where we have left the branch: it is still there as long as nobody else has committed, which git finds when it is to be moved. */
  #left: Head | undefined;

  private constructor(
    options: RepositoryOptions,
    /** The git directory. */
    readonly folder: string,
  ) {
    this.#options = options;
    // Said outright, so that git never looks for a repository around the vault's folder.
    this.#environment = { GIT_DIR: folder, GIT_WORK_TREE: options.root };
    this.#index = join(folder, "portico-index");
    this.#locks = new LockCare(folder, options);
  }

  /** Opens a vault's repository, and begins it where there is none. @throws {GitProblem} */
  static async open(options: RepositoryOptions): Promise<Repository> {
    const { root, folder } = await beginRepository(options);
    const repository = new Repository({ ...options, root }, folder);
    await Deno.remove(`${repository.#index}.lock`).catch(() => {});
    await repository.#locks.mend((paths) => repository.#resetIndex(paths));
    return repository;
  }

  /** The vault's folder, without links. */
  get root(): string {
    return this.#options.root;
  }

  /** Runs git here. @throws {GitProblem} */
  async git(args: readonly string[], call: GitCall = {}): Promise<string> {
    return await runGit(this.root, args, this.#surround(call));
  }

  /** Runs git here, whatever its exit code. */
  async try(args: readonly string[], call: GitCall = {}): Promise<GitOutput> {
    return await tryGit(this.root, args, this.#surround(call));
  }

  /** Where the branch stands. */
  async head(): Promise<Head> {
    const { code, out } = await this.try(["rev-parse", "HEAD", "HEAD^{tree}"]);
    const [commit = "", tree = ""] = out.trim().split("\n");
    return code === 0 ? { commit, tree } : { commit: "", tree: await this.emptyTree() };
  }

  /** The tree of nothing. */
  async emptyTree(): Promise<string> {
    return this.#emptyTree ??= (await this.git(["hash-object", "-w", "-t", "tree", "--stdin"], { input: "" })).trim();
  }

  /** Name of the branch that is checked out. @throws {GitProblem} `detached` */
  async branch(): Promise<string> {
    const { code, out } = await this.try(["symbolic-ref", "--quiet", "--short", "HEAD"]);
    if (code !== 0) throw new GitProblem("detached", "no branch is checked out");
    return out.trim();
  }

  /** @throws {GitProblem} `busy` while somebody is in the middle of a merge or the like, where a commit of ours would be in their way. */
  async checkQuiet(): Promise<void> {
    for (const name of UNDER_WAY) {
      const isThere = await Deno.lstat(join(this.folder, name)).then(() => true, () => false);
      if (isThere) throw new GitProblem("busy", name);
    }
  }

  /** Commits files as they were when they were kept. False when that changes nothing. */
  async commitFiles(files: readonly FileSnapshot[], message: string, at: number): Promise<boolean> {
    const left = this.#left;
    if (left === undefined) return await this.#commitFiles(await this.head(), files, message, at);
    try {
      return await this.#commitFiles(left, files, message, at);
    } catch (error) {
      const head = await this.head();
      if (head.commit === left.commit) throw error;
      return await this.#commitFiles(head, files, message, at);
    }
  }

  async #commitFiles(head: Head, files: readonly FileSnapshot[], message: string, at: number): Promise<boolean> {
    await this.#syncIndex(head);
    const kept = await this.#withoutIgnored(files);
    if (kept.length === 0) return false;
    const lines: string[] = [];
    for (const { path, content } of kept) {
      if (content === "on-disk") continue;
      const blob = content === undefined
        ? "0".repeat(head.tree.length)
        : (await this.git(["hash-object", "-w", "--stdin", `--path=${path}`], { input: content })).trim();
      lines.push(`${content === undefined ? "0" : "100644"} ${blob}\t${path}\0`);
    }
    if (lines.length > 0) {
      await this.#inIndex(["update-index", "-z", "--add", "--replace", "--index-info"], lines.join(""));
    }
    const onDisk = kept.filter(({ content }) => content === "on-disk").map(({ path }) => `${path}\0`);
    if (onDisk.length > 0) {
      await this.#inIndex(["update-index", "--add", "--remove", "--replace", "-z", "--stdin"], onDisk.join(""));
    }
    return await this.#commitIndex(head, () => message, at, kept.map(({ path }) => path)) !== undefined;
  }

  /**
   * Commits whatever else has changed in the folder, but for what somebody has staged, who will commit it, and what is not to be touched.
   *
   * @param keep asked when everything was looked at: paths that are left out.
   * @param message says what the commit is called.
   * @returns what was committed; nothing when nothing has changed.
   */
  async commitRest(
    keep: () => Promise<readonly string[]>,
    message: (files: readonly ChangedFile[]) => string,
    at: number,
  ): Promise<readonly ChangedFile[]> {
    const head = await this.head();
    await this.#syncIndex(head);
    const staged = await this.staged(head);
    const wanted = [".", ...staged.map((path) => `:(exclude,literal)${path}`)];
    // One file that can't be read must not keep the others from being committed.
    const added = await this.try(
      ["add", "--all", "--ignore-errors", "--pathspec-from-file=-", "--pathspec-file-nul"],
      { input: wanted.map((path) => `${path}\0`).join(""), env: { GIT_INDEX_FILE: this.#index } },
    );
    if (added.code > 1) throw new GitProblem("failed", added.err.trim().split("\n")[0] ?? "");
    const kept = await keep();
    if (kept.length > 0) await this.#forget(head, kept);
    return await this.#commitIndex(head, message, at) ?? [];
  }

  /** Paths whose staged content is neither that of the last commit nor ours. */
  async staged(head: Head): Promise<readonly string[]> {
    await this.#locks.mend((paths) => this.#resetIndex(paths));
    const against = head.commit === "" ? await this.emptyTree() : head.commit;
    return list(await this.git(["diff-index", "--cached", "--name-only", "--no-renames", "-z", against]));
  }

  /** Makes a commit of a tree. */
  async commitTree(tree: string, parents: readonly string[], message: string, at: number): Promise<string> {
    const env = signatureOf(this.#options.author, at);
    const from = parents.flatMap((parent) => ["-p", parent]);
    return (await this.git(["commit-tree", tree, ...from, "-F", "-"], { input: `${message}\n`, env })).trim();
  }

  /** Moves the branch, unless somebody else has moved it meanwhile. */
  async moveBranch(head: Head, commit: string, why: string): Promise<void> {
    this.#left = undefined;
    const from = head.commit === "" ? "0".repeat(commit.length) : head.commit;
    await this.git(["update-ref", "-m", `portico: ${why}`, "HEAD", commit, from]);
  }

  /** What differs between two trees. */
  async changes(from: string, to: string): Promise<readonly ChangedFile[]> {
    const words = list(await this.git(["diff-tree", "-r", "-z", "--no-renames", "--name-status", from, to]));
    const files: ChangedFile[] = [];
    for (let at = 0; at + 1 < words.length; at += 2) {
      const [status, path] = [words[at], words[at + 1]];
      files.push({ status: status === "A" || status === "D" ? status : "M", path });
    }
    return files;
  }

  /** Does something to everybody's index; a crash in the middle of it is mended at the next start. */
  async touchIndex(paths: readonly string[], work: () => Promise<void>): Promise<void> {
    await this.#locks.around(paths, work);
  }

  /** Runs git with an index of ours. */
  async #inIndex(args: readonly string[], input: string): Promise<string> {
    return await this.git(args, { input, env: { GIT_INDEX_FILE: this.#index } });
  }

  /**
   * Writes what our index says as a commit, and has everybody's index know of it. `undefined` when that is nothing new.
   *
   * @param known paths that can have changed, where they are known; then the changed files are not asked for.
   */
  async #commitIndex(
    head: Head,
    message: (files: readonly ChangedFile[]) => string,
    at: number,
    known?: readonly string[],
  ): Promise<readonly ChangedFile[] | undefined> {
    const tree = (await this.#inIndex(["write-tree"], "")).trim();
    if (tree === head.tree) return undefined;
    const files = known === undefined ? await this.changes(head.tree, tree) : [];
    const staged = new Set(await this.staged(head));
    const said = message(files);
    const commit = await this.commitTree(tree, head.commit === "" ? [] : [head.commit], said, at);
    const paths = (known ?? files.map(({ path }) => path)).filter((path) => !staged.has(path));
    await this.touchIndex(paths, async () => {
      await this.moveBranch(head, commit, said.split("\n")[0] ?? "");
      this.#indexed = commit;
      this.#left = { commit, tree };
      await this.#resetIndex(paths);
    });
    return files;
  }

  /** Makes our index say what the last commit says, where it does not. */
  async #syncIndex(head: Head): Promise<void> {
    await this.checkQuiet();
    if (this.#indexed === head.commit && head.commit !== "") return;
    const env = { GIT_INDEX_FILE: this.#index };
    const { code } = await this.try(["read-tree", "-m", head.tree], { env });
    if (code !== 0) {
      // Damaged, or left locked by a git that was killed. It is ours alone and holds nothing that is not elsewhere.
      for (const file of [this.#index, `${this.#index}.lock`]) await Deno.remove(file).catch(() => {});
      await this.git(["read-tree", head.tree], { env });
    }
    this.#indexed = head.commit;
  }

  /** Makes our index say of these what the last commit says. */
  async #forget(head: Head, paths: readonly string[]): Promise<void> {
    if (head.commit === "") {
      await this.#inIndex(
        ["update-index", "--force-remove", "-z", "--stdin"],
        paths.map((path) => `${path}\0`).join(""),
      );
    } else await this.#resetIndex(paths, { GIT_INDEX_FILE: this.#index });
  }

  /** Makes an index, everybody's by default, say of these what the last commit says. */
  async #resetIndex(paths: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<void> {
    if (paths.length === 0 || (this.#left ?? await this.head()).commit === "") return;
    await this.git(
      [
        "--literal-pathspecs",
        "reset",
        "--quiet",
        "--no-refresh",
        "--pathspec-from-file=-",
        "--pathspec-file-nul",
        "HEAD",
      ],
      { input: paths.map((path) => `${path}\0`).join(""), env },
    );
  }

  async #withoutIgnored(files: readonly FileSnapshot[]): Promise<readonly FileSnapshot[]> {
    const input = files.map(({ path }) => `${path}\0`).join("");
    const { code, out, err } = await this.try(["check-ignore", "-z", "--stdin"], {
      input,
      env: { GIT_INDEX_FILE: this.#index },
    });
    if (code > 1) throw new GitProblem("failed", err.trim().split("\n")[0] ?? "");
    const ignored = new Set(list(out));
    return files.filter(({ path }) => !ignored.has(path));
  }

  #surround({ env, ...call }: GitCall): GitCall {
    return { signal: this.#options.signal, ...call, env: { ...this.#environment, ...env } };
  }
}
