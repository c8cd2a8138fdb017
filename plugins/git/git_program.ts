/** Runs git. What surrounds it is chosen here: nothing of ours, of a repository or of a terminal can make it do more than it is asked. */
import { Buffer } from "node:buffer";
import { messageOf, secrets } from "@portico/bot";
import { simpleGit } from "simple-git";
import { GitProblem, problemOf } from "./git_problem.ts";

/** How git is called. */
export interface GitCall {
  /** Variables beside those that every call has. */
  readonly env?: Readonly<Record<string, string>>;
  /** What it reads from its standard input. */
  readonly input?: string | Uint8Array;
  /** Kills it. */
  readonly signal?: AbortSignal;
}

/** What came of a call. */
export interface GitOutput {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** What git, ssh and credential helpers need to know of where they are; nothing else of our environment reaches them. */
const PASSED = [
  ...[
    "PATH",
    "HOME",
    "USER",
    "LOGNAME",
    "XDG_CONFIG_HOME",
    "XDG_RUNTIME_DIR",
    "SSH_AUTH_SOCK",
    "TMPDIR",
    "TMP",
    "TEMP",
  ],
  ...[
    "USERPROFILE",
    "HOMEDRIVE",
    "HOMEPATH",
    "APPDATA",
    "LOCALAPPDATA",
    "PROGRAMDATA",
    "SYSTEMROOT",
    "COMSPEC",
    "PATHEXT",
  ],
  ...["http_proxy", "https_proxy", "no_proxy", "HTTPS_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR"],
];

const FIXED: Readonly<Record<string, string>> = {
  // Its words are read by `problemOf`.
  LC_ALL: "C",
  LANGUAGE: "C",
  // Nobody is there to answer it.
  GIT_TERMINAL_PROMPT: "0",
  GIT_ASKPASS: "",
  GCM_INTERACTIVE: "never",
  GIT_SSH_COMMAND: "ssh -oBatchMode=yes -oConnectTimeout=20 -oServerAliveInterval=15 -oServerAliveCountMax=4",
  // Who only looks must be in nobody's way.
  GIT_OPTIONAL_LOCKS: "0",
};

const SETTINGS = [
  // No program of the repository's runs, and a link in what comes from a remote leads nowhere.
  "core.hooksPath=/dev/null",
  "core.symlinks=false",
  "submodule.recurse=false",
  "fetch.recurseSubmodules=false",
  // What git tidies up on its way ends with it.
  "gc.autoDetach=false",
  "maintenance.autoDetach=false",
  // Left alone, git syncs neither the objects of a commit nor its index, and a power cut leaves a repository that it can't read.
  "core.fsync=all",
  "http.lowSpeedLimit=100",
  "http.lowSpeedTime=60",
  "advice.detachedHead=false",
];

/** The library asks to be told what it should let through; these three are settings of our own that switch something off. */
const UNSAFE = { allowUnsafeHooksPath: true, allowUnsafeAskPass: true, allowUnsafeSshCommand: true };

/** Runs git in a folder and resolves with what came of it, whatever its exit code. Rejects when there is no git, or with the signal's reason. */
export async function tryGit(folder: string, args: readonly string[], call: GitCall = {}): Promise<GitOutput> {
  call.signal?.throwIfAborted();
  const env = { ...environment(), ...FIXED, ...call.env };
  // Never left open, so that nothing waits for what does not come.
  const input = Buffer.from(call.input ?? "");
  let output: GitOutput | undefined;
  const git = simpleGit({
    baseDir: folder,
    config: SETTINGS,
    unsafe: UNSAFE,
    allowEnvironment: Object.keys(env),
    ...(call.signal === undefined ? {} : { abort: call.signal }),
    input: () => input,
    errors: (error, { exitCode, stdOut, stdErr }) => {
      // An exit code is for who asked; that there is no program to run, or that it was killed, is an error for everybody.
      if (typeof exitCode !== "number" || exitCode < 0 || exitCode > 255) return error ?? new Error("It was killed.");
      output = { code: exitCode, out: textOf(stdOut), err: textOf(stdErr) };
      return undefined;
    },
  }).env(env);
  try {
    const out = await git.raw([...args]);
    return output ?? { code: 0, out, err: "" };
  } catch (error) {
    call.signal?.throwIfAborted();
    throw new GitProblem("failed", secrets.redact(messageOf(error)).split("\n")[0] ?? "");
  }
}

/** Runs git and resolves with what it printed. @throws {GitProblem} */
export async function runGit(folder: string, args: readonly string[], call: GitCall = {}): Promise<string> {
  const { code, out, err } = await tryGit(folder, args, call);
  if (code !== 0) throw problemOf(secrets.redact(err.trim() === "" ? `${args[0]} ended with ${code}. ${out}` : err));
  return out;
}

/** Whether there is a git that can do what we need, and otherwise what to do. */
export async function gitProblem(folder: string): Promise<string | undefined> {
  const least = [2, 38];
  let said: string;
  try {
    said = await runGit(folder, ["version"]);
  } catch (error) {
    return `git can't be run (${messageOf(error)}). Install git, or set PORTICO_GIT=off.`;
  }
  const [, major, minor] = /(\d+)\.(\d+)/.exec(said) ?? [];
  const isOld = Number(major) < least[0] || (Number(major) === least[0] && Number(minor) < least[1]);
  return isOld
    ? `${said.trim()} is too old: ${least.join(".")} or newer is needed. Update git, or set PORTICO_GIT=off.`
    : undefined;
}

function environment(): Record<string, string> {
  const known: Record<string, string> = {};
  for (const name of PASSED) {
    const value = Deno.env.get(name);
    if (value !== undefined) known[name] = value;
  }
  return known;
}

function textOf(chunks: readonly Uint8Array[]): string {
  const decoder = new TextDecoder();
  return chunks.map((chunk) => decoder.decode(chunk, { stream: true })).join("") + decoder.decode();
}

/** Words that end with a zero byte each. */
export function list(text: string): readonly string[] {
  return text.split("\0").filter((word) => word !== "");
}
