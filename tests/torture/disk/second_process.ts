/** Two processes on one folder. */
import { Program, run } from "../../support/program.ts";
import type { Trial } from "./trial.ts";

/** The second refuses and says why, and the first goes on. */
export async function startTwice(trial: Trial): Promise<boolean> {
  await using program = Program.start(trial.options);
  await trial.saved(program, [await trial.write(program)]);
  const { code, stderr } = await run("", trial.options);
  if (code !== 2 || !stderr.includes("Another process uses the data folder")) {
    trial.damages.silent.push(`the second process ended with ${code}: ${stderr}`);
  }
  await trial.saved(program, [await trial.write(program)]);
  await trial.end(program);
  await trial.judge();
  return true;
}
