/** The real program with plugins that block its event loop, or never end. */
import { deadline } from "@std/async/deadline";
import { fileURLToPath } from "node:url";
import { TestFolder } from "../../support/folder.ts";
import { Program, textOf } from "../../support/program.ts";
import type { Figure } from "../torture.ts";

const PLUGIN = fileURLToPath(new URL("./blocker.ts", import.meta.url));

/** What each block is told as. The watch sees those behind an `await` a second late at most. */
const BLOCKS: readonly (readonly [command: string, milliseconds: number, told: RegExp])[] = [
  ["block_at_once", 2_500, /blocker\.blockAtOnce kept the event loop to itself for [\d.]+ s/],
  ["block_later", 3_500, /blocker\.blockLater kept the event loop to itself for [\d.]+ s/],
  ["block_and_go_on", 3_500, /blocker\.blockAndGoOn kept the event loop to itself for [\d.]+ s/],
  ["block_timer", 2_500, /setTimeout tick of blocker\.blockTimer kept the event loop to itself for [\d.]+ s/],
];

/** Milliseconds after which what was not told is not told any more. */
const PATIENCE = 20_000;

/** Longer than a test waits for anything. */
const FOR_EVER = 600_000;

/** How long the program's stop may take, in milliseconds, and what a loaded machine adds to the end of a process. */
const DEADLINE = 2_000;
const SLACK = 3_000;

/** See the file's comment. */
export async function blockPrograms(say: (line: string) => void): Promise<readonly Figure[]> {
  const [unnamed, unending, stray, stop] = await Promise.all([
    nameBlocks(say),
    nameUnending(),
    nameStrays(say),
    stopHanging(say),
  ]);
  return [
    { what: "blocks of the event loop that were not named", value: unnamed, most: 0 },
    { what: "a block that does not end: seconds until it was told by name", value: unending, unit: "s", most: 15 },
    { what: "failures that nobody waited for, without a name", value: stray, most: 0 },
    { what: "SIGTERM while a handler, a task and a stop hang: exit code", value: stop.code, most: 0 },
    { what: "the same: until the process has ended", value: stop.took, unit: "ms", most: DEADLINE + SLACK },
    { what: "the same: stragglers without a name", value: stop.unnamed, most: 0 },
  ];
}

async function start(folder: TestFolder, env: Readonly<Record<string, string>> = {}): Promise<Program> {
  const program = Program.start({ data: folder.path, args: ["--plugin", PLUGIN, "--log", "info"], env });
  await program.said(/Started with/);
  return program;
}

async function nameBlocks(say: (line: string) => void): Promise<number> {
  await using folder = await TestFolder.make();
  await using program = await start(folder);
  let unnamed = 0;
  for (const [command, milliseconds, told] of BLOCKS) {
    await program.send({ type: "message", text: `/${command} ${milliseconds}`, id: command });
    if (await deadline(program.said(told), PATIENCE).catch(() => undefined) === undefined) {
      unnamed++;
      say(`/${command} was not told by name; it said:\n${program.stderr}`);
    }
    // It has to serve others again.
    await program.send({ type: "message", text: "/status", id: `behind ${command}` });
    await program.accepted(`behind ${command}`);
  }
  return unnamed;
}

async function nameStrays(say: (line: string) => void): Promise<number> {
  await using folder = await TestFolder.make();
  await using program = await start(folder);
  await program.send({ type: "message", text: "/stray" });
  for (const error of ["forgotten", "late", "at once"]) await program.said(new RegExp(`: Error: ${error}\n`));
  const named = [
    /stray\.stray forgot to await: Error: forgotten/,
    /stray failed in its .*late of stray\.stray: Error: late/,
    /stray\.stray failed outside of every handler: Error: at once/,
  ];
  const unnamed = named.filter((told) => !told.test(program.stderr));
  if (unnamed.length > 0) say(`not told: ${unnamed.join(", ")}; it said:\n${program.stderr}`);
  return unnamed.length;
}

async function nameUnending(): Promise<number> {
  await using folder = await TestFolder.make();
  await using program = await start(folder);
  const began = performance.now();
  await program.send({ type: "message", text: `/block_later ${FOR_EVER}` });
  await program.said(/has not come back\. Last went in: blocker\.blockLater/);
  return Math.round((performance.now() - began) / 100) / 10;
}

async function stopHanging(say: (line: string) => void) {
  await using folder = await TestFolder.make();
  await using program = await start(folder, { PORTICO_SHUTDOWN_DEADLINE: `${DEADLINE}ms` });
  await program.send({ type: "message", text: "/hang" });
  await program.until((told) => textOf(told) === "hangs");
  const began = performance.now();
  program.signal("SIGTERM");
  const code = await program.ended();
  const took = Math.round(performance.now() - began);
  const told = program.stderr.match(/Given up at the deadline.*/)?.[0] ?? "";
  const names = ["hanger.hang", "hanger.linger", "hanger.stop"];
  const unnamed = names.filter((name) => !told.includes(name));
  if (unnamed.length > 0) say(`not named at the stop: ${unnamed.join(", ")}; it said:\n${program.stderr}`);
  return { code, took, unnamed: unnamed.length };
}
