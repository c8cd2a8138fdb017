/** The disk is full for a while. */
import { delay } from "@std/async/delay";
import { Program, textOf } from "../../support/program.ts";
import { smallDisk } from "./small_disk.ts";
import type { Trial } from "./trial.ts";

/** What is accepted becomes a note when there is room again, without a restart; what is not is refused, and accepted when it is sent again. */
export async function fillDisk(trial: Trial, kind: "mounted" | "limited"): Promise<boolean> {
  await using disk = await smallDisk(trial.folder, kind);
  if (disk === undefined) return false;
  await using program = Program.start({ ...trial.options, under: disk.under });
  await trial.saved(program, [await trial.write(program)]);
  const before = await Promise.all(Array.from({ length: 12 }, () => trial.write(program)));
  // Before anything of that is a note, or when some are and others are being written.
  if (trial.random() < 0.3) await delay(trial.below(200));
  else await trial.saved(program, [before[trial.below(before.length)]]);
  await disk.fill(program);
  for (let sent = 0; sent < 4; sent++) {
    await trial.write(program);
    await delay(trial.below(400));
  }
  await delay(500);
  await disk.free(program);
  const refused = [...trial.refused.keys()];
  for (const id of refused) await trial.write(program, id);
  if (trial.refused.size > 0) trial.damages.stuck.push(`refused with room: ${[...trial.refused.values()]}`);
  await trial.saved(program, trial.accepted);
  const waits = program.told.filter((told) => textOf(told).startsWith("I can't do this just now")).length;
  trial.say(`${disk.name}: ${before.length} under way, ${refused.length} refused, ${waits} told to wait`);
  await trial.end(program);
  await trial.judge();
  return true;
}
