/** Bits flip within rows of the database, where SQLite sees nothing of it. */
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { actionOf, isWhole, Program, textOf } from "../../support/program.ts";
import type { Trial } from "./trial.ts";

/** Where the store keeps JSON of its own. */
const COLUMNS = ["record.value", "event.body", "work.body", "work.members", "settlement.seqs"];
const GUEST = { user: "guest", chat: "guest" };

/** Whatever row can't be read any more, the bot starts, does without it, says so, and serves everybody. */
export async function spoilRows(trial: Trial): Promise<boolean> {
  await leaveMuch(trial);
  const spoilt = spoil(join(trial.data, "portico.db"), trial);
  trial.say(`spoilt: ${spoilt.join(", ")}`);
  await using program = Program.start(trial.options);
  try {
    await trial.saved(program, [await trial.write(program)]);
    for (const place of [{}, GUEST]) await program.say("/context", place);
    for (const command of ["/failed", "/access", "/status", "/settings"]) {
      const said = textOf(await program.say(command, { chat: command }));
      if (/went wrong/.test(said)) trial.damages.stuck.push(`${command} after damage of ${spoilt}: ${program.stderr}`);
    }
    await trial.end(program);
  } catch (error) {
    trial.damages.stuck.push(`after damage of ${spoilt}: ${error}\n${program.stderr}`);
  }
  return true;
}

/** Fills the journal and the records: notes, somebody else, a setting, an invitation, a question that is open, messages that are pending. */
async function leaveMuch(trial: Trial): Promise<void> {
  await using program = Program.start(trial.options);
  const saved = await program.say("a note that is asked about");
  await program.say("somebody else's note", GUEST);
  for (const command of ["/settings note.maxMessages 7", "/invite", "/language en"]) await program.say(command);
  await program.send({ type: "action", action: actionOf(saved, "Edit tags") });
  await program.next(isWhole);
  const ids = ["one", "two", "three"];
  await program.send(...ids.map((id) => ({ type: "message", id, chat: id, text: id })));
  for (const id of ids) await program.accepted(id);
  program.signal("SIGKILL");
  await program.ended();
}

/** Spoils a row of each table; says which. */
function spoil(path: string, trial: Trial): string[] {
  using db = new DatabaseSync(path);
  return COLUMNS.flatMap((place) => {
    const [table, column] = place.split(".");
    const names = table === "record" ? "namespace || ' ' || key" : "rowid";
    const rows = db.prepare(`SELECT ${names} AS name, ${column} AS json FROM ${table}`).all();
    if (rows.length === 0) return [];
    const { name, json } = rows[trial.below(rows.length)];
    db.prepare(`UPDATE ${table} SET ${column} = ? WHERE ${names} = ?`).run(flipped(String(json), trial), name);
    return [`${place} of ${name}`];
  });
}

/** JSON with a bit flipped in each of its signs. What stands in its texts may be anything. */
function flipped(json: string, trial: Trial): string {
  const bit = 1 << trial.below(5);
  return json.replace(/["[\]{}:,]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) ^ bit));
}
