/** How a vault's folder becomes a repository. */
import { dirname, join, resolve } from "node:path";
import { runGit } from "./git_program.ts";

const EXCLUDED = `# Portico leaves these out. Take lines away as you like, but leave this one.
/.trash/
.portico-*.tmp
`;

/** Whether a vault's folder is a repository of its own; one around it does not count. */
export async function isRepository(root: string): Promise<boolean> {
  return await Deno.lstat(join(root, ".git")).then(() => true, () => false);
}

/**
 * Makes a vault's folder a repository where it is none, and leaves out of it what nobody wants in.
 *
 * @returns the folder without links, and its git directory.
 * @throws {GitProblem}
 */
export async function beginRepository(
  options: { readonly root: string; readonly branch: string; readonly signal: AbortSignal },
): Promise<{ readonly root: string; readonly folder: string }> {
  const { branch, signal } = options;
  const root = await Deno.realPath(options.root);
  // Said outright, so that git never looks for a repository around the vault's folder.
  const env = { GIT_DIR: join(root, ".git"), GIT_WORK_TREE: root };
  if (!await isRepository(root)) {
    await runGit(root, ["-c", `init.defaultBranch=${branch}`, "init", "--quiet"], { signal });
    // Notes keep every byte, whatever this machine does to other repositories.
    await runGit(root, ["config", "--local", "core.autocrlf", "false"], { signal, env: { GIT_DIR: env.GIT_DIR } });
  }
  const folder = (await runGit(root, ["rev-parse", "--absolute-git-dir"], { signal, env })).trim();
  const file = (await runGit(root, ["rev-parse", "--git-path", "info/exclude"], { signal, env })).trim();
  await leaveOut(resolve(root, file));
  return { root, folder };
}

async function leaveOut(file: string): Promise<void> {
  const excluded = await Deno.readTextFile(file).catch(() => "");
  const [mark = ""] = EXCLUDED.split("\n");
  if (excluded.includes(mark)) return;
  await Deno.mkdir(dirname(file), { recursive: true });
  const gap = excluded === "" || excluded.endsWith("\n") ? "" : "\n";
  await Deno.writeTextFile(file, excluded + gap + EXCLUDED);
}
