/** The notes may not be written for a while. */
import { join } from "node:path";
import { delay } from "@std/async/delay";
import { Program } from "../../support/program.ts";
import { run } from "./small_disk.ts";
import type { Trial } from "./trial.ts";

/** What is accepted meanwhile becomes a note when they may be written again, without a restart. */
export async function forbidWriting(trial: Trial): Promise<boolean> {
  await using program = Program.start(trial.options);
  await trial.saved(program, [await trial.write(program)]);
  const vault = join(trial.data, "vaults", "owner");
  // No right keeps root from writing: for root another disk lies over the folder.
  const isRoot = Deno.uid() === 0;
  const allow = async () => isRoot ? await run("umount", vault) : await Deno.chmod(vault, 0o755).then(() => true);
  const forbidden = isRoot
    ? await run("mount", "-t", "tmpfs", "-o", "ro", "tmpfs", vault)
    : await Deno.chmod(vault, 0o555).then(() => true);
  if (!forbidden) {
    await trial.end(program);
    return false;
  }
  try {
    for (let sent = 0; sent < 3; sent++) await trial.write(program);
    await program.until(({ text }) => String(text).startsWith("I can't do this just now"));
    await delay(trial.below(1_500));
  } finally {
    await allow();
  }
  await trial.saved(program, trial.accepted);
  await trial.end(program);
  await trial.judge();
  return true;
}
