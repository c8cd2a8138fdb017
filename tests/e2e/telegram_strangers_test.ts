/** Who may not come in on Telegram, and what who may can't do. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { settle } from "../support/clock.ts";
import type { Person } from "../support/fake_telegram/mod.ts";
import { OwnedBot } from "../support/telegram_program.ts";
import { readNotes } from "../support/vault_notes.ts";
import { DatabaseSync } from "node:sqlite";
import { join } from "node:path";

const isSaved = ({ text }: { readonly text: string }) => text.startsWith("Saved ");
const isPrivate = ({ text }: { readonly text: string }) => text.startsWith("This bot is private");

/** Rows of each table of the bot's database. */
function rowsIn(data: string): Record<string, number> {
  const db = new DatabaseSync(join(data, "portico.db"), { readOnly: true });
  try {
    const tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
    return Object.fromEntries(tables.map(({ name }) => {
      const { rows } = db.prepare(`SELECT count(*) AS rows FROM "${name}"`).get() ?? {};
      return [String(name), Number(rows)];
    }));
  } finally {
    db.close();
  }
}

/** All files below a folder with their sizes in bytes. */
async function sizesIn(folder: string, path = ""): Promise<Record<string, number>> {
  const sizes: Record<string, number> = {};
  for await (const { name, isDirectory } of Deno.readDir(join(folder, path))) {
    const inner = join(path, name);
    if (isDirectory) Object.assign(sizes, await sizesIn(folder, inner));
    else sizes[inner] = (await Deno.stat(join(folder, inner))).size;
  }
  return sizes;
}

Deno.test("1,000 messages of 200 strangers leave nothing: no row, no byte, and one polite line for each of them", async () => {
  await using bot = await OwnedBot.start();
  const { telegram, owner, data } = bot;
  await telegram.until(() => telegram.callsOf("setMyCommands").length === 4); // the menus are there
  owner.private.send("/whoami");
  await owner.private.next(({ text }) => text.includes("owner"));
  while (rowsIn(data).settlement < 1) await settle(); // nobody waits for that the command is done
  const [rows, sizes] = [rowsIn(data), await sizesIn(data)];
  const strangers = Array.from({ length: 200 }, (_, n) => telegram.user({ first_name: `Stranger ${n}` }));
  for (let round = 0; round < 5; round++) {
    for (const { private: place } of strangers) {
      if (round === 1) place.send({ document: new TextEncoder().encode("x".repeat(1_000)), name: "fill.bin" });
      else if (round === 2) place.send("/status");
      else if (round === 3) place.pressData(1, "anything");
      else place.send(`let me in ${round}`);
    }
  }
  await Promise.all(strangers.map(({ private: place }) => place.next(isPrivate)));
  await telegram.idle();
  assertEquals(rowsIn(data), rows);
  assertEquals(await sizesIn(data), sizes);
  assertEquals(new Set(strangers.map(({ private: { chat } }) => chat.fromBot.length)), new Set([1]));
  assertEquals(telegram.callsOf("getFile").length, 0);
});

Deno.test("a stranger's wrong codes are looked at five times, then nothing is said any more", async () => {
  await using bot = await OwnedBot.start();
  const eve = bot.telegram.user();
  for (let attempt = 0; attempt < 20; attempt++) eve.private.send(`/pair AAAAA-AAAA${attempt % 10}`);
  await bot.program.said(/has sent too many wrong codes/);
  for (let line = 0; line < 5; line++) await eve.private.next();
  await bot.telegram.idle();
  assertEquals(eve.private.chat.fromBot.length, 5);
});

Deno.test("nobody presses another's button: not a stranger, not a member, not somebody else in a group", async () => {
  await using bot = await OwnedBot.start();
  const { telegram, owner, data } = bot;
  const [ben, eve] = [telegram.user({ first_name: "Ben" }), telegram.user({ first_name: "Eve" })];
  await bot.invite(ben);
  owner.private.send("Anna's secret");
  const card = await owner.private.next(isSaved);
  const undo = card.buttons[0][0].data ?? "";
  for (const { private: place } of [ben, eve]) {
    const own = place.send("mine");
    place.pressData(own, undo); // as a changed client can
    place.pressData(card.id, undo);
  }
  const group = telegram.supergroup({ members: [owner, ben] });
  owner.in(group).send("/allow here");
  await group.next(({ text }) => text.includes("what is said to me"));
  owner.in(group).send("@portico_bot a plan of Anna's");
  const plan = await group.next(isSaved);
  const { text } = await ben.in(group).press(plan, "Undo").answered;
  assertEquals(text, "This button was made for somebody else.");
  await telegram.idle();
  const notes = await readNotes(data);
  assertEquals(notes.filter(({ account }) => account === "owner").length, 2);
  await owner.in(group).press(plan, "Undo").answered;
  await group.next(({ text }) => text.includes("trash"));
});

Deno.test("members have vaults of their own, and can do nothing of what is the owner's", async () => {
  await using bot = await OwnedBot.start();
  const { telegram, owner, data } = bot;
  const ben = telegram.user({ first_name: "Ben" });
  await bot.invite(ben);
  owner.private.send("The same words");
  await owner.private.next(isSaved);
  ben.private.send("The same words");
  await ben.private.next(isSaved); // and not "you have the same already": that would tell what is in another's vault
  assertEquals((await readNotes(data)).map(({ account }) => account).toSorted(), ["owner", `telegram-${ben.id}`]);
  for (
    const command of ["/invite", `/allow ${ben.id} mine`, `/revoke ${owner.id}`, "/access", "/plugins", "/allow 123"]
  ) {
    ben.private.send(command);
    await ben.private.next(({ text }) => text === "Only the owner of this bot may do that.");
  }
  ben.private.send("/whoami");
  assertStringIncludes((await ben.private.next(({ text }) => text.includes("You are"))).text, "(member)");
});

Deno.test("who is revoked is a stranger again, and the buttons they had do nothing", async () => {
  await using bot = await OwnedBot.start();
  const { telegram, owner, data } = bot;
  const ben = telegram.user({ first_name: "Ben" });
  await bot.invite(ben);
  ben.private.send("Before");
  const card = await ben.private.next(isSaved);
  owner.private.send(`/revoke telegram:${ben.id}`);
  await owner.private.next(({ text }) => text.includes("may not come in any more"));
  ben.private.send("After");
  ben.private.press(card, "Undo");
  ben.private.edit(ben.private.send("more"), "changed");
  await ben.private.next(isPrivate);
  await telegram.idle();
  const notes = await readNotes(data);
  assertEquals(notes.map(({ account, path }) => [account, path]), [[`telegram-${ben.id}`, "Before.md"]]);
});

Deno.test("a stranger in a group is told once, and can't let the group in", async () => {
  await using bot = await OwnedBot.start();
  const { telegram } = bot;
  const [eve, mallory]: Person[] = [telegram.user({ first_name: "Eve" }), telegram.user({ first_name: "Mallory" })];
  const group = telegram.supergroup({ members: [eve, mallory] });
  for (const person of [eve, mallory, eve]) person.in(group).send("/allow here everything");
  await group.next(({ text }) => text.includes("does not serve this group"));
  eve.in(group).send("@portico_bot keep this");
  await telegram.idle();
  assertEquals(group.chat.fromBot.length, 1);
  assertEquals(await readNotes(bot.data), []);
  assert(!bot.program.stderr.includes("ERROR"), bot.program.stderr);
});
