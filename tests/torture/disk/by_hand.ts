/** Somebody deletes, renames and edits the notes while the bot writes them. */
import { dirname, join } from "node:path";
import { delay } from "@std/async/delay";
import { Program } from "../../support/program.ts";
import { readNotes } from "../../support/vault_notes.ts";
import type { Trial } from "./trial.ts";

const EDIT = "\nwritten by hand\n";

/** Whatever is done to the folder, what is sent becomes notes, and nothing that was written by hand is overwritten. */
export async function meddle(trial: Trial): Promise<boolean> {
  await using program = Program.start(trial.options);
  await trial.saved(program, [await trial.write(program), await trial.write(program)]);
  const vaults = join(trial.data, "vaults");
  const vault = join(vaults, "owner");
  const away = join(trial.folder, "away", "vaults", "owner");
  const edited = new Set<string>();
  for (let step = 0; step < 4; step++) {
    const under = [await trial.write(program), await trial.write(program)];
    await delay(trial.below(400));
    switch (trial.below(4)) {
      case 0:
        if (!await moveAway(vault, away)) break;
        // What was in it is for the one who deletes it to lose.
        for (const { text } of await readNotes(join(trial.folder, "away"))) {
          for (const id of trial.accepted) if (text.includes(`\n${id} `)) trial.accepted.delete(id);
        }
        edited.clear();
        await Deno.remove(away, { recursive: true });
        break;
      case 1:
        if (!await moveAway(vault, away)) break;
        await delay(trial.below(300));
        // What was written meanwhile stands in a new folder: both are put together.
        await putBack(away, vault);
        break;
      case 2:
        for (const { path, text } of (await readNotes(trial.data)).slice(0, 2)) {
          await Deno.writeTextFile(join(vault, path), text + EDIT);
          edited.add(path);
        }
        break;
      default:
        await Deno.remove(join(trial.data, "index.db")).catch(() => {});
    }
    await trial.saved(program, under);
  }
  await trial.end(program);
  await trial.judge();
  const notes = await readNotes(trial.data);
  for (const path of edited) {
    const note = notes.find((note) => note.path === path);
    if (!note?.text.includes(EDIT.trim())) trial.damages.lost.push(`what was written by hand into ${path}`);
  }
  return true;
}

/** False where there is no folder now. */
async function moveAway(from: string, to: string): Promise<boolean> {
  await Deno.mkdir(dirname(to), { recursive: true });
  return await Deno.rename(from, to).then(() => true, () => false);
}

async function putBack(from: string, to: string): Promise<void> {
  await Deno.mkdir(to, { recursive: true });
  for await (const { name } of Deno.readDir(from)) {
    await Deno.rename(join(from, name), join(to, name)).catch(() => {}); // a folder that is there again
  }
  await Deno.remove(from, { recursive: true });
}
