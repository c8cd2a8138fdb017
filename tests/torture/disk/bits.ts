/** Bits flip in the databases. */
import { join } from "node:path";
import { Program } from "../../support/program.ts";
import { readNotes } from "../../support/vault_notes.ts";
import type { Trial } from "./trial.ts";

/** Whatever has flipped, the bot starts and goes on, says so when it has to do without what it knew, and no note changes. */
export async function flipBits(trial: Trial): Promise<boolean> {
  const before: string[] = [];
  {
    await using program = Program.start(trial.options);
    for (let sent = 0; sent < 3; sent++) before.push(await trial.write(program));
    await trial.saved(program, before);
    // Killed, it leaves its log.
    if (trial.random() < 0.5) program.signal("SIGKILL");
    else await program.end();
    await program.ended();
  }
  const notes = await readNotes(trial.data);
  const flipped: string[] = [];
  for (const name of ["portico.db", "portico.db-wal", "index.db", "index.db-wal"]) {
    if (trial.random() < 0.6 && await flip(join(trial.data, name), trial)) flipped.push(name);
  }
  await using program = Program.start(trial.options);
  const refusal = await refused(program);
  if (refusal !== undefined) {
    // What says whose database it is, or of which version, can't be told from somebody else's: the start says so, and leaves it alone.
    if (!/another program's database|newer version/.test(refusal)) trial.damages.stuck.push(`no start: ${refusal}`);
    return true;
  }
  for (const id of before) await program.send({ type: "message", id, chat: `chat-${id}`, text: `${id} again` });
  const after = [await trial.write(program), await trial.write(program)];
  await trial.saved(program, after);
  // And once more while it runs, which the search has to bear; a journal that changes under the bot makes it ask for a restart.
  if (trial.random() < 0.5 && await flip(join(trial.data, "index.db"), trial)) flipped.push("index.db while it ran");
  await trial.saved(program, [await trial.write(program)]);
  await trial.end(program);
  const told = /was damaged|can't be read|index is not what it was/.test(program.stderr);
  trial.say(`flipped in ${flipped.join(", ") || "nothing"}: ${told ? "told" : "nothing told"}`);
  const forgotten = before.filter((id) => !program.told.some((one) => one.id === id && one.duplicate === true));
  if (forgotten.length > 0 && !told) trial.damages.silent.push(`${forgotten} forgotten after flips in ${flipped}`);
  const now = new Map((await readNotes(trial.data)).map(({ path, text }) => [path, text]));
  for (const { path, text } of notes) if (now.get(path) !== text) trial.damages.lost.push(`${path} has changed`);
  // What was forgotten was taken for new, and is a note again: that was told.
  if (forgotten.length === 0) await trial.judge();
  return true;
}

/** What it says when it does not start. */
async function refused(program: Program): Promise<string | undefined> {
  try {
    await program.send({ type: "message", id: "begun", chat: "begun", text: "/help" });
    await program.accepted("begun");
    return undefined;
  } catch {
    return program.stderr;
  }
}

/** Flips some bits of a file; false where there is none. */
async function flip(path: string, trial: Trial): Promise<boolean> {
  const bytes = await Deno.readFile(path).catch(() => undefined);
  if (bytes === undefined || bytes.length === 0) return false;
  for (let flips = 1 + trial.below(20); flips > 0; flips--) bytes[trial.below(bytes.length)] ^= 1 << trial.below(8);
  await Deno.writeFile(path, bytes);
  return true;
}
