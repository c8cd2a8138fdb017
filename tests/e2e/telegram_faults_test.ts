/** Telegram refuses, breaks or is away: the program says what to do, goes on by itself where it can, and never tells the token. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { deadline } from "@std/async/deadline";
import { FakeTelegram, type Fault } from "../support/fake_telegram/mod.ts";
import { TestFolder } from "../support/folder.ts";
import type { RunningProgram } from "../support/program.ts";
import { launchOn, OwnedBot } from "../support/telegram_program.ts";
import { readNotes } from "../support/vault_notes.ts";
import { join } from "node:path";

const isSaved = ({ text }: { readonly text: string }) => text.startsWith("Saved ");

/** Nothing that was written anywhere holds the token, or its secret half. */
async function assertNoToken(telegram: FakeTelegram, data: string, ...programs: RunningProgram[]): Promise<void> {
  const [, half] = telegram.token.split(":");
  const written = new Map<string, string>();
  for (const { stdout, stderr } of programs) written.set("stdout", stdout).set("stderr", stderr);
  await readAll(data, written);
  for (const { messages } of telegram.state.chats.values()) {
    for (const { isBots, wire } of messages) if (isBots) written.set("chat", JSON.stringify(wire));
  }
  for (const [where, text] of written) assert(!text.includes(half), `the token is in ${where}`);
}

async function readAll(folder: string, written: Map<string, string>): Promise<void> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = join(folder, name);
    if (isDirectory) await readAll(path, written);
    else written.set(path, new TextDecoder("latin1").decode(await Deno.readFile(path)));
  }
}

async function ended(program: RunningProgram): Promise<number> {
  return await deadline(program.ended(), 30_000);
}

Deno.test("a token that Telegram does not know: one clear line and code 3, and the same for an address that is no API server", async () => {
  await using telegram = await FakeTelegram.start({ limits: {} });
  for (
    const given of [
      { root: telegram.root, token: "987654321:AAFakeTokenOfAFakeTelegram-0123456789" },
      { root: `${telegram.root}/wrong`, token: telegram.token },
    ]
  ) {
    await using folder = await TestFolder.make();
    await using program = launchOn(given, { data: folder.join("data"), env: { PORTICO_LOG: "error" } });
    assertEquals(await ended(program), 3);
    assertMatch(program.stderr, /^Telegram knows no bot with this token .*TELEGRAM_BOT_TOKEN.*TELEGRAM_API_ROOT.*\n$/);
    await assertNoToken(telegram, folder.path, program);
  }
});

Deno.test("another program that fetches the bot's messages: one clear line and code 4, for the one that came first", async () => {
  await using bot = await OwnedBot.start({ env: { PORTICO_LOG: "error" } });
  await using folder = await TestFolder.make();
  await using second = launchOn(bot.telegram, { data: folder.join("data") });
  assertEquals(await ended(bot.program), 4);
  assertMatch(
    bot.program.stderr,
    /\nTelegram lets only one program at a time be this bot, .* \(409\)\. Stop the other one.*\n$/,
  );
  bot.owner.private.send("hello");
  await bot.owner.private.next(({ text }) => text.startsWith("This bot waits for its owner")); // the second one goes on
  await assertNoToken(bot.telegram, bot.folder.path, bot.program, second);
});

Deno.test("what is wrong with TELEGRAM_… is told with code 2, and a token that is none is not shown", async () => {
  await using folder = await TestFolder.make();
  const given = { root: "ftp://example.org", token: "my secret: AAFakeTokenOfAFakeTelegram" };
  const env = { TELEGRAM_MODE: "webhook", TELEGRAM_WEBHOOK_SECRET: "ä" };
  await using program = launchOn(given, { data: folder.join("data"), env });
  assertEquals(await ended(program), 2);
  const lines = program.stderr.trimEnd().split("\n");
  for (const name of ["BOT_TOKEN", "API_ROOT", "WEBHOOK_URL", "WEBHOOK_SECRET"]) {
    assertEquals(lines.filter((line) => line.includes(`TELEGRAM_${name}`)).length, 1, program.stderr);
  }
  assertMatch(program.stderr, /TELEGRAM_MODE.*Set PORTICO_HTTP/);
  assert(!program.stderr.includes("AAFake"), program.stderr);
  await using other = launchOn(given, {
    data: folder.join("data"),
    env: { TELEGRAM_MODE: "push", PORTICO_HTTP: "here" },
  });
  assertEquals(await ended(other), 2);
  assertMatch(other.stderr, /TELEGRAM_MODE.*push/);
  assertMatch(other.stderr, /PORTICO_HTTP.*here/);
});

Deno.test("a webhook where the bot tells how it is, is told before the start", async () => {
  await using folder = await TestFolder.make();
  const env = {
    TELEGRAM_MODE: "webhook",
    TELEGRAM_WEBHOOK_URL: "https://bot.test/healthz",
    PORTICO_HTTP: "127.0.0.1:0",
  };
  const given = { root: "https://api.telegram.org", token: "1:x" };
  await using program = launchOn(given, { data: folder.join("data"), env });
  assertEquals(await ended(program), 2);
  assertMatch(program.stderr, /TELEGRAM_WEBHOOK_URL.*another path/);
});

Deno.test("`deno task start` may reach Telegram alone, and says which task may reach more", async () => {
  await using telegram = await FakeTelegram.start({ limits: {} });
  await using folder = await TestFolder.make();
  const env = { PORTICO_HTTP: "127.0.0.1:0" };
  await using program = launchOn(telegram, { data: folder.join("data"), task: "start", env });
  assertEquals(await ended(program), 2);
  assertMatch(program.stderr, /TELEGRAM_API_ROOT: .*deno task serve/);
  assertMatch(program.stderr, /PORTICO_HTTP: .*deno task serve/);
});

Deno.test("a start while Telegram is away goes on as soon as it is there, and a stop meanwhile ends with code 0", async () => {
  await using telegram = await FakeTelegram.start({ limits: {} });
  await using folder = await TestFolder.make();
  const owner = telegram.user();
  const options = { data: folder.join("data"), env: { PORTICO_OWNER: `telegram:${owner.id}`, PORTICO_LOG: "debug" } };
  await telegram.down();
  await using early = launchOn(telegram, options);
  await early.said(/can't be reached/);
  early.signal("SIGTERM");
  assertEquals(await ended(early), 0);
  await using program = launchOn(telegram, options);
  await program.said(/can't be reached/);
  await telegram.up();
  owner.private.send("You are back");
  await owner.private.next(isSaved);
  await assertNoToken(telegram, folder.path, early, program);
});

Deno.test("what people write while Telegram can't be reached is noted as soon as it can", async () => {
  await using bot = await OwnedBot.start();
  const { telegram, owner: { private: place }, program } = bot;
  await telegram.down();
  place.send("Written while you were away");
  await program.said(/Fetching from Telegram failed and is tried again/);
  await telegram.up();
  await place.next(({ text }) => text.startsWith("Saved Written while"));
  assertEquals(await bot.stop(), 0, program.stderr);
  assertEquals(telegram.updates.pending, 0);
});

Deno.test("a host that does not exist is told and tried again", async () => {
  await using telegram = await FakeTelegram.start({ limits: {} });
  await using folder = await TestFolder.make();
  const given = { root: "http://no-such-host.invalid", token: telegram.token };
  await using program = launchOn(given, { data: folder.join("data"), env: { PORTICO_LOG: "trace" } });
  await program.said(/can't be reached.*tried again/);
  program.signal("SIGTERM");
  assertEquals(await ended(program), 0);
  await assertNoToken(telegram, folder.path, program);
});

/** All that can go wrong with an answer. */
const FAULTS: readonly Fault[] = [
  { kind: "reset", recorded: false },
  { kind: "reset", recorded: true },
  { kind: "reset", recorded: true, gently: true },
  { kind: "status", code: 502, html: true },
  { kind: "status", code: 500 },
  { kind: "status", code: 403, html: true },
  { kind: "status", code: 404, description: "Not Found" },
  { kind: "truncated" },
  { kind: "garbage" },
  { kind: "flood", retryAfter: 1 },
];

Deno.test("whatever goes wrong with polls, answers and files, the bot goes on, and the token is in no log, chat, trace or file", async () => {
  const env = {
    PORTICO_LOG: "trace",
    PORTICO_DELIVERY_FIRST_DELAY: "50ms",
    PORTICO_NOTE_QUIET: "0", // a note for each
    OTEL_DENO: "true",
    OTEL_EXPORTER_OTLP_PROTOCOL: "console",
  };
  await using bot = await OwnedBot.start({ env });
  const { telegram, owner: { private: place } } = bot;
  const methods = ["sendMessage", "editMessageText", "setMessageReaction", "getFile", "file", "answerCallbackQuery"];
  for (const method of methods) for (const fault of FAULTS) telegram.faults.add({ fault, method, times: 1 });
  // What an unknown token gets would end the program, and a flood only makes it wait.
  const polls = FAULTS.filter((fault) => fault.kind !== "flood" && !(fault.kind === "status" && fault.code === 404));
  // Not one behind the other, or each would wait twice as long as the one before.
  polls.forEach((fault, n) => telegram.faults.add({ fault, method: "getUpdates", times: 1, skip: 3 * n + 1 }));
  const struck = () => telegram.calls.filter(({ fault }) => fault !== undefined).length;
  for (let count = 0; struck() < methods.length * FAULTS.length + polls.length; count++) {
    place.send({ document: new TextEncoder().encode(`document ${count}`), name: "a.txt" });
    const card = place.chat.fromBot.findLast(({ buttons }) => buttons.length > 0);
    if (card !== undefined) place.press(card, [0, 0]);
    await telegram.nextCall(({ method }) => method === "setmessagereaction");
  }
  place.send("/whoami");
  await place.next(({ text }) => text.includes("owner"));
  telegram.faults.clear();
  place.send("The end");
  await place.next(({ text }) => text.startsWith("Saved The end"));
  assertEquals(await bot.stop(), 0, bot.program.stderr);
  assertStringIncludes(bot.program.stderr + bot.program.stdout, "/bot***/"); // traces show addresses
  await assertNoToken(telegram, bot.folder.path, bot.program);
  assert((await readNotes(bot.data)).length > 0);
});

Deno.test("a stop while Telegram wants to be left alone for 73,414 s waits for nothing, and what waits is answered when that is over", async () => {
  await using bot = await OwnedBot.start();
  const { telegram, owner: { private: place } } = bot;
  telegram.rates.ban(73_414);
  place.send("/whoami");
  await bot.program.said(/sendMessage\S* waits 7\d+ ms, until \d{4}-/);
  assertEquals(await bot.stop(), 0, bot.program.stderr);
  assert(!/in time|Given up/.test(bot.program.stderr), bot.program.stderr);
  telegram.rates.ban(0);
  bot.restart();
  await place.next(({ text }) => text.includes("owner"));
  assertEquals(await bot.stop(), 0, bot.program.stderr);
});
