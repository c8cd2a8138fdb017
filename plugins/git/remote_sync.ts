/** Keeps a vault's branch and the same branch of its remote in step. */
import { GitProblem } from "./git_problem.ts";
import type { Merged } from "./remote_merge.ts";
import type { Repository } from "./repository.ts";
import { transportOf } from "./remote_url.ts";

/** What went where. */
export interface Exchange {
  /** Commits that the remote did not have. */
  readonly sent: number;
  /** Commits, files and conflicts that came from the remote. */
  readonly merged: readonly Merged[];
}

/** As often somebody else may be faster between our pull and our push. */
const ROUNDS = 4;
/** What git says then: before it has sent anything, or when the remote had to choose between two at once. */
const LATE = /fetch first|non-fast-forward|cannot lock ref/i;

/**
 * Pulls and pushes, again while somebody else is faster.
 *
 * @param merge merges a commit of the remote while nobody writes to the vault.
 * @param signal ends it.
 * @throws {GitProblem}
 */
export async function exchange(
  repository: Repository,
  remote: string,
  merge: (commit: string) => Promise<Merged>,
  signal: AbortSignal,
): Promise<Exchange> {
  const merged: Merged[] = [];
  for (let round = 1;; round++) {
    const branch = await repository.branch();
    const call = { signal, env: { GIT_ALLOW_PROTOCOL: transportOf(remote) } };
    const tracked = `refs/remotes/portico/${branch}`;
    const there = await fetchBranch(repository, remote, branch, tracked, call);
    if (there !== undefined) merged.push(await merge(there));
    const { commit } = await repository.head();
    if (commit === "" || commit === there) return { sent: 0, merged };
    const missing = ["rev-list", "--count", commit, ...there === undefined ? [] : [`^${there}`]];
    const sent = Number((await repository.git(missing)).trim());
    try {
      await repository.git(["push", "--quiet", "--no-verify", remote, `${commit}:refs/heads/${branch}`], call);
    } catch (error) {
      const isLate = error instanceof GitProblem && error.code === "rejected" && LATE.test(error.said);
      if (!isLate || round === ROUNDS) throw error;
      continue;
    }
    await repository.git(["update-ref", tracked, commit]);
    return { sent, merged };
  }
}

/** The remote's commit; `undefined` when it has no such branch yet. */
async function fetchBranch(
  repository: Repository,
  remote: string,
  branch: string,
  tracked: string,
  call: { readonly signal: AbortSignal; readonly env: Readonly<Record<string, string>> },
): Promise<string | undefined> {
  try {
    const refspec = `+refs/heads/${branch}:${tracked}`;
    await repository.git(["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", remote, refspec], call);
  } catch (error) {
    if (error instanceof GitProblem && /couldn't find remote ref/i.test(error.said)) return undefined;
    throw error;
  }
  return (await repository.git(["rev-parse", tracked])).trim();
}
