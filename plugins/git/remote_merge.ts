/** Merges what came from a remote into a vault. Everything is worked out beside the vault's files, which then change in one go or not at all. */
import { join } from "node:path";
import { type ChangedFile, mergeMessage } from "./commit_message.ts";
import { asOwnNote, conflictPath, dayOf } from "./conflict_copy.ts";
import { GitProblem } from "./git_problem.ts";
import { list } from "./git_program.ts";
import type { Head, Repository } from "./repository.ts";

/** A file that was changed on both sides, and where both versions are. */
export interface Conflict {
  /** The remote's version. */
  readonly path: string;
  /** The local version. */
  readonly copy: string;
}

/** What a merge brought. */
export interface Merged {
  /** Commits that were not here. */
  readonly received: number;
  /** Files that have changed in the vault. */
  readonly files: readonly ChangedFile[];
  readonly conflicts: readonly Conflict[];
}

const NOTHING: Merged = { received: 0, files: [], conflicts: [] };

/** One version of a file in a conflict: 1 is what both began with, 2 the local one, 3 the remote's. */
interface Version {
  readonly mode: string;
  readonly blob: string;
}
type Versions = Partial<Record<"1" | "2" | "3", Version>>;

/** A commit to be checked out. */
interface Target {
  readonly commit: string;
  readonly conflicts: readonly Conflict[];
}

/**
 * Merges a commit into the branch and the vault's files, which must all be committed; nobody else may write meanwhile.
 *
 * @param at wall time in milliseconds.
 * @throws {GitProblem} and then nothing has changed.
 */
export async function mergeRemote(repository: Repository, remote: string, at: number): Promise<Merged> {
  await repository.checkQuiet();
  const head = await repository.head();
  const [staged] = await repository.staged(head);
  if (staged !== undefined) throw new GitProblem("staged", staged);
  const received = await count(repository, head, remote);
  if (received === 0) return NOTHING;
  const target = await findTarget(repository, head, remote, at);
  const files = await repository.changes(head.tree, `${target.commit}^{tree}`);
  await checkWay(repository, files);
  await repository.touchIndex(files.map(({ path }) => path), async () => {
    // What git can't tell to be unchanged by its looks it would refuse to replace.
    await repository.try(["update-index", "-q", "--refresh"]);
    await repository.git(["read-tree", "-m", "-u", head.tree, target.commit]);
    await repository.moveBranch(head, target.commit, "merge");
  });
  return { received, files, conflicts: target.conflicts };
}

/** Commits of the remote that are not here. */
async function count(repository: Repository, head: Head, remote: string): Promise<number> {
  const range = head.commit === "" ? [remote] : [remote, `^${head.commit}`];
  return Number((await repository.git(["rev-list", "--count", ...range])).trim());
}

async function findTarget(repository: Repository, head: Head, remote: string, at: number): Promise<Target> {
  if (head.commit === "") return { commit: remote, conflicts: [] };
  const isBehind = (await repository.try(["merge-base", "--is-ancestor", head.commit, remote])).code === 0;
  if (isBehind) return { commit: remote, conflicts: [] };
  const { code, out, err } = await repository.try(
    ["merge-tree", "--write-tree", "-z", "--no-messages", "--allow-unrelated-histories", head.commit, remote],
  );
  if (code > 1) throw new GitProblem("failed", err.trim().split("\n")[0] ?? "");
  const [tree, ...entries] = list(out);
  const { tree: settled, conflicts } = code === 0
    ? { tree, conflicts: [] }
    : await settle(repository, tree, versionsOf(entries), at);
  const message = mergeMessage(conflicts.map(({ path }) => path));
  return { commit: await repository.commitTree(settled, [head.commit, remote], message, at), conflicts };
}

function versionsOf(entries: readonly string[]): ReadonlyMap<string, Versions> {
  const found = new Map<string, Versions>();
  for (const entry of entries) {
    const [, mode, blob, stage, path] = /^(\d+) ([0-9a-f]+) ([123])\t([^]+)$/.exec(entry) ?? [];
    if (path === undefined) continue;
    const versions = found.get(path) ?? {};
    if (stage === "1" || stage === "2" || stage === "3") versions[stage] = { mode, blob };
    found.set(path, versions);
  }
  return found;
}

/**
 * Keeps both versions of what was changed on both sides: the remote's under its name, as others have it there, the local one beside it. Of what one side
 * has deleted and the other has changed, the changed one stays.
 */
async function settle(
  repository: Repository,
  tree: string,
  files: ReadonlyMap<string, Versions>,
  at: number,
): Promise<{ readonly tree: string; readonly conflicts: readonly Conflict[] }> {
  const names = list(await repository.git(["ls-tree", "-r", "-z", "--name-only", tree]));
  const taken = new Set(names.map((name) => name.toLowerCase()));
  const conflicts: Conflict[] = [];
  const lines: string[] = [];
  const none = "0".repeat(tree.length);
  for (const [path, { "2": local, "3": other }] of files) {
    const stays = other ?? local;
    lines.push(stays === undefined ? `0 ${none}\t${path}\0` : `${stays.mode} ${stays.blob}\t${path}\0`);
    if (local === undefined || other === undefined || local.blob === other.blob) continue;
    const copy = conflictPath(path, dayOf(at), (name) => taken.has(name.toLowerCase()));
    taken.add(copy.toLowerCase());
    lines.push(`${local.mode} ${await ownBlob(repository, path, local)}\t${copy}\0`);
    conflicts.push({ path, copy });
  }
  const env = { GIT_INDEX_FILE: join(repository.folder, "portico-merge-index") };
  try {
    await repository.git(["read-tree", tree], { env });
    await repository.git(["update-index", "-z", "--add", "--replace", "--index-info"], { env, input: lines.join("") });
    return { tree: (await repository.git(["write-tree"], { env })).trim(), conflicts };
  } finally {
    await Deno.remove(env.GIT_INDEX_FILE).catch(() => {});
  }
}

/** The local version as its copy has it: a note gets another id, so that both are found. */
async function ownBlob(repository: Repository, path: string, { mode, blob }: Version): Promise<string> {
  if (!/\.md$/i.test(path) || !mode.startsWith("100")) return blob;
  const text = await repository.git(["cat-file", "blob", blob]);
  // What is no UTF-8 would not survive being read as text.
  if (text.includes("\uFFFD")) return blob;
  const own = asOwnNote(text, (id) => `${id}:conflict:${blob.slice(0, 8)}`);
  return own === text ? blob : (await repository.git(["hash-object", "-w", "--stdin"], { input: own })).trim();
}

/** A part of a path that leads up, or into the repository itself. */
const FOREIGN = /^(?:|\.|\.\.|\.git)$/i;

/**
 * Files that git does not know, as it was told to ignore them, are not to be written over. Names that no git of good will makes are not touched at all:
 * git would refuse them half way, and then again in each commit.
 */
async function checkWay(repository: Repository, files: readonly ChangedFile[]): Promise<void> {
  for (const { status, path } of files) {
    if (path.split("/").some((part) => FOREIGN.test(part))) throw new GitProblem("unsafe", path);
    if (status !== "A") continue;
    const isThere = await Deno.lstat(join(repository.root, path)).then(() => true, () => false);
    if (isThere) throw new GitProblem("in-the-way", path);
  }
}
