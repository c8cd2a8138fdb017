/** What can be wrong between a vault and git, as far as somebody can do something about it. */
import { messageOf, PorticoError } from "@portico/bot";

/**
 * - `unreachable`: no network, no such host. `refused`: nobody may in with what git knows. `missing`: no such repository. `rejected`: the remote takes no
 *   push. `slow`: it took too long. All of a remote.
 * - `staged`: somebody has staged changes, so nothing can be merged. `busy`: a merge, rebase or the like of somebody's is under way. `detached`: no
 *   branch is checked out. `in-the-way`: a file that git ignores has the name of one that would come. `unsafe`: the
 *   name of one that would come leads out of the vault. `locked`: another git is at work.
 * - `failed`: anything else, as git says it.
 */
export type ProblemCode =
  | "unreachable"
  | "refused"
  | "missing"
  | "rejected"
  | "slow"
  | "staged"
  | "busy"
  | "detached"
  | "in-the-way"
  | "unsafe"
  | "locked"
  | "failed";

/** See {@link ProblemCode}. */
export class GitProblem extends PorticoError {
  constructor(
    /** Stable for programs. */
    readonly code: ProblemCode,
    /** What git said, or which file it is: one line. */
    readonly detail: string,
    /** All that git said. */
    readonly said: string = detail,
  ) {
    super(`git: ${code}: ${detail}`);
  }
}

/** What git says (in English, as it is asked to) when it is which problem; the first that fits. */
const SIGNS: readonly (readonly [ProblemCode, RegExp])[] = [
  ["rejected", /\[remote rejected\]|\[rejected\]|pre-receive hook declined|protected branch|failed to push/i],
  ["locked", /unable to create .*\.lock'|cannot lock ref|could not lock|another git process/i],
  [
    "unreachable",
    /could not resolve host|couldn't connect|failed to connect|connection (?:refused|timed out|reset|closed)|network is unreachable|no route to host|operation timed out|early eof|name or service not known|temporary failure in name resolution/i,
  ],
  [
    "refused",
    /authentication failed|permission denied \((?:publickey|password|keyboard)|permission to .* denied|could not read (?:username|password)|host key verification failed|terminal prompts disabled|returned error: (?:401|403)|access denied/i,
  ],
  ["missing", /repository .*not found|does not appear to be a git repository|does not exist|returned error: 404/i],
];

/** The problem that git's words tell of. */
export function problemOf(said: string): GitProblem {
  const lines = said.split("\n").map((line) => line.trim()).filter((line) => line !== "");
  const line = lines.find((line) => /^(?:fatal|error|remote: error| ?!)/i.test(line)) ?? lines[0] ?? "no reason given";
  const [code] = SIGNS.find(([, pattern]) => pattern.test(said)) ?? ["failed" as const];
  return new GitProblem(code, line.slice(0, 300), said);
}

/** Anything that was thrown, as a problem. */
export function asProblem(error: unknown): GitProblem {
  return error instanceof GitProblem ? error : new GitProblem("failed", messageOf(error).split("\n")[0] ?? "");
}
