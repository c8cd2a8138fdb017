/** Accepted means never lost, and effects happen once, whatever dies in between. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { TestFolder } from "../support/folder.ts";
import { Program, run } from "../support/program.ts";
import { randomOf } from "../support/random.ts";
import { readNotes } from "../support/vault_notes.ts";

/** How often the program is killed. */
const KILLS = 20;
/** So many chats write side by side. */
const CHATS = 5;

/** Writes until the program is killed, which is after so many acknowledgements; returns the ids of the accepted messages. */
async function writeUntilKilled(data: string, round: number, dice: () => number): Promise<string[]> {
  await using program = Program.start({ data, args: ["--log", "error"] });
  const enough = Math.floor(dice() * 30);
  const acknowledged = () => program.told.filter(({ type }) => type === "accepted");
  for (let sent = 0; sent < 40; sent++) {
    const chat = `chat${Math.floor(dice() * CHATS)}`;
    // Commands in between flush batches, so that kills meet every part of a note's way.
    const isCommand = dice() < 0.3;
    const id = `${isCommand ? "command" : "word"}r${round}n${sent}`;
    await program.send({ type: "message", id, chat, text: isCommand ? "/settings" : `${id}end` });
  }
  await program.until(() => acknowledged().length >= enough);
  program.signal("SIGKILL");
  await program.ended();
  return acknowledged().map(({ id }) => String(id)).filter((id) => id.startsWith("word"));
}

/** How often each word stands in the notes, front matter aside. */
async function countWords(data: string): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  for (const { text } of await readNotes(data)) {
    const body = text.replace(/^---\n[^]*?\n---\n/, "");
    for (const [, id] of body.matchAll(/(wordr\d+n\d+)end/g)) found.set(id, (found.get(id) ?? 0) + 1);
  }
  return found;
}

Deno.test(`kill -9 at ${KILLS} random moments, then a start with empty input: every accepted message is in exactly one note, once`, async () => {
  await using folder = await TestFolder.make();
  const data = folder.join("data");
  const dice = randomOf(20_261_123);
  let accepted = 0;
  for (let round = 0; round < KILLS; round++) {
    const ids = await writeUntilKilled(data, round, dice);
    const { code, stderr } = await run("", { data });
    assertEquals(code, 0, stderr);
    const found = await countWords(data);
    assertEquals(ids.filter((id) => !found.has(id)), [], `lost in round ${round}: ${stderr}`);
    assertEquals([...found].filter(([, count]) => count > 1), [], "in two notes, or twice in one");
    accepted += ids.length;
  }
  assert(accepted > KILLS, `only ${accepted} messages were accepted: the kills come too early`);
});

Deno.test("SIGTERM with open batches ends with 0 within the deadline, and the next start goes on", async () => {
  await using folder = await TestFolder.make();
  const data = folder.join("data");
  await using program = Program.start({ data });
  await program.send({ type: "message", id: "1", text: "an open batch" });
  await program.accepted("1");
  program.signal("SIGTERM");
  assertEquals(await program.ended(), 0, program.stderr);
  assertEquals((await readNotes(data)).length, 0);
  const { code } = await run("", { data });
  assertEquals(code, 0);
  const notes = await readNotes(data);
  assertEquals(notes.length, 1);
  assertMatch(notes[0].text, /an open batch/);
});

Deno.test("SIGTERM while a handler will not end: code 0 by the deadline, and it runs again at the next start", async () => {
  await using folder = await TestFolder.make();
  await Deno.writeTextFile(
    folder.join("stuck.ts"),
    `import { command, type CommandContext, plugin } from "@portico/bot";
     @plugin({ name: "stuck" })
     export class Stuck {
       @command("stuck", { description: "Never ends" })
       async run(ctx: CommandContext) { await ctx.reply("stuck"); await new Promise(() => {}); }
     }`,
  );
  const data = folder.join("data");
  const args = ["--plugin", folder.join("stuck.ts")];
  const env = { PORTICO_SHUTDOWN_DEADLINE: "1s" };
  await using program = Program.start({ data, args, env });
  await program.send({ type: "message", id: "1", text: "/stuck" });
  await program.until(({ text }) => text === "stuck");
  program.signal("SIGTERM");
  assertEquals(await program.ended(), 0, program.stderr);
  await using next = Program.start({ data, args, env });
  await next.send({ type: "message", id: "2", chat: "other", text: "/status" });
  const status = await next.until(({ type, replyTo }) => type === "message" && replyTo === "2");
  assertMatch(String(status.text), /stuck\.run/);
  next.signal("SIGTERM");
  assertEquals(await next.ended(), 0, next.stderr);
  assert(!next.told.some(({ text }) => text === "stuck"), "its reply was sent again");
});

Deno.test("SIGTERM while a plugin is still starting: code 0 by the deadline", async () => {
  await using folder = await TestFolder.make();
  await Deno.writeTextFile(
    folder.join("slow.ts"),
    `import { plugin } from "@portico/bot";
     @plugin({ name: "slow" })
     export class Slow {
       async start() { console.log(JSON.stringify({ type: "starting" })); await new Promise(() => {}); }
     }`,
  );
  const args = ["--plugin", folder.join("slow.ts")];
  await using program = Program.start({ data: folder.join("data"), args, env: { PORTICO_SHUTDOWN_DEADLINE: "1s" } });
  await program.until(({ type }) => type === "starting");
  program.signal("SIGTERM");
  assertEquals(await program.ended(), 0, program.stderr);
});

Deno.test("an event that ends the process is given up after three starts, and those that ran beside it are not", async () => {
  await using folder = await TestFolder.make();
  await Deno.writeTextFile(
    folder.join("bomb.ts"),
    `import { command, type CommandContext, plugin } from "@portico/bot";
     const pass = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
     @plugin({ name: "bomb" })
     export class Bomb {
       @command("slow", { description: "Takes longer than /boom" })
       async slow(ctx: CommandContext) { await pass(400); await ctx.reply("done"); }
       @command("boom", { description: "Ends the process" })
       async boom() { await pass(100); Deno.exit(9); }
     }`,
  );
  const data = folder.join("data");
  const args = ["--plugin", folder.join("bomb.ts"), "--json", "--log", "info"];
  const messages = [
    ...["a", "b", "c"].map((chat) => ({ type: "message", id: chat, chat, text: "/slow" })),
    { type: "message", id: "guilty", chat: "d", text: "/boom" },
  ];
  const input = messages.map((message) => `${JSON.stringify(message)}\n`).join("");
  const endings = [await run(input, { data, args })];
  while (endings.at(-1)?.code === 9) endings.push(await run("", { data, args }));
  assertEquals(endings.map(({ code }) => code), [9, 9, 9, 0]);
  const told = endings.map(({ stdout }) => stdout).join("");
  assertEquals(told.match(/"text":"done"/g)?.length, 3);
  assertEquals(endings.flatMap(({ stderr }) => stderr.match(/\S+ is a dead letter/g) ?? []).length, 1);
  assertMatch(endings[3].stderr, /guilty\S* is a dead letter/);
});
