/** A disk that does not confirm a sync: nobody knows what is on it then, and asking it again would not tell. */
import { join } from "node:path";
import { deadline } from "@std/async/deadline";
import { delay } from "@std/async/delay";
import { Program } from "../../support/program.ts";
import { Known } from "../known.ts";
import { canTrace } from "../power/system_calls.ts";
import type { Trial } from "./trial.ts";

/** So many write side by side, until they are refused or nobody answers. */
const WRITERS = 10;
/** Milliseconds between two messages of one of them, at most: what they ask for is to be in every stage. */
const PAUSE = 150;
/** The code of a program that only another start can help. */
const ENDED = 6;
/** Milliseconds that the end may take, and what the machine may need besides. */
const DEADLINE = 3_000;
const SPARE = 10_000;
/** Each thread that syncs the log fails once, at most at this sync of its own. */
const LATEST = 25;

/** The program says so and ends in time, and the next start goes on from what is there: what was accepted, once; a reply that is missing is told. */
export async function confirmNothing(trial: Trial): Promise<boolean> {
  if (!await canTrace()) return false;
  const sync = 1 + trial.below(LATEST);
  const before = await writeUntilTheEnd(trial, sync);
  await using program = Program.start(trial.options);
  const unanswered = [...trial.sent].filter((id) => !trial.accepted.has(id));
  for (const id of unanswered) await trial.write(program, id);
  await trial.end(program);
  await trial.judge();
  const after = new Known(program.told, before);
  let unknown = 0;
  for (const id of trial.accepted) {
    const answers = new Set([before, after].flatMap(({ answers }) => [...answers.get(id)?.keys() ?? []]));
    const isTold = new RegExp(`Unknown whether \\S+ of \\S*${id}\\b`).test(program.stderr);
    if (answers.size > 1) trial.damages.doubled.push(`the answer to ${id}`);
    if (answers.size === 0 && !isTold) trial.damages.silent.push(`no answer to ${id}\n${program.stderr}`);
    if (isTold) unknown++;
  }
  const { size } = trial.sent;
  trial.say(
    `ended at sync ${sync} of a thread: ${unanswered.length} of ${size} not accepted, ${unknown} replies unknown`,
  );
  return true;
}

/** Resolves with what people know when the program has ended. */
async function writeUntilTheEnd(trial: Trial, sync: number): Promise<Known> {
  const inject = ["strace", "-D", "-f", "-q", "--seccomp-bpf", "-o", "/dev/null", "-e", "trace=fsync,fdatasync"];
  const log = join(trial.data, "portico.db-wal");
  await using program = Program.start({
    ...trial.options,
    env: { ...trial.options.env, PORTICO_SHUTDOWN_DEADLINE: `${DEADLINE}ms` },
    under: [...inject, "-P", log, "-e", `inject=fsync,fdatasync:error=EIO:when=${sync}`],
  });
  const writing = Promise.allSettled(Array.from({ length: WRITERS }, async () => {
    for (let id = ""; !trial.refused.has(id); id = await trial.write(program)) await delay(trial.below(PAUSE));
  }));
  try {
    await program.said(/The disk did not confirm/);
    const code = await deadline(program.ended(), DEADLINE + SPARE);
    if (code !== ENDED) trial.damages.stuck.push(`it ended with ${code}: ${program.stderr}`);
    if (!/Check the disk/.test(program.stderr)) trial.damages.silent.push(program.stderr);
  } catch (error) {
    trial.damages.stuck.push(`it did not end: ${error}\n${program.stderr}`);
    program.signal("SIGKILL");
  }
  await writing;
  return new Known(program.told);
}
