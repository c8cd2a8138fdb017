/** The real program on Telegram: a fake one, but by a real network. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { FakeTelegram } from "../support/fake_telegram/mod.ts";
import { TestFolder } from "../support/folder.ts";
import { Program, type ProgramOptions, run } from "../support/program.ts";
import { readNotes } from "../support/vault_notes.ts";

/** The program, on this Telegram and nowhere else, with this owner. */
function optionsOf(telegram: FakeTelegram, data: string, owner = 0): ProgramOptions {
  return {
    data,
    task: "serve",
    args: ["--adapter", "telegram", "--log", "debug"],
    env: {
      TELEGRAM_BOT_TOKEN: telegram.token,
      TELEGRAM_API_ROOT: telegram.root,
      PORTICO_OWNER: `telegram:${owner}`,
      PORTICO_NOTE_QUIET: "0.2",
    },
  };
}

async function readAll(folder: string): Promise<string> {
  let all = "";
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = `${folder}/${name}`;
    all += isDirectory ? await readAll(path) : new TextDecoder("latin1").decode(await Deno.readFile(path));
  }
  return all;
}

Deno.test("a message becomes a note and is answered; after a stop and a start the next one is, and none twice", async () => {
  await using folder = await TestFolder.make();
  await using telegram = await FakeTelegram.start({ limits: {} });
  const anna = telegram.user();
  const options = optionsOf(telegram, folder.join("data"), anna.id);
  let output = "";
  for (const text of ["buy **milk** today", "and bread"]) {
    await using program = Program.start(options);
    anna.private.send(text);
    await anna.private.chat.next((message) => message.buttons.flat().length > 0);
    program.signal("SIGTERM");
    assertEquals(await program.ended(), 0, program.stderr);
    assertMatch(program.stderr, /https:\/\/t\.me\/portico_bot/);
    output += program.stderr + JSON.stringify(program.told);
    assertEquals(telegram.updates.pending, 0, "what was handled is confirmed");
  }
  const notes = await readNotes(folder.join("data"));
  assertEquals(notes.length, 2);
  assertEquals(notes.filter(({ text }) => text.includes("and bread")).length, 1);
  const secret = telegram.token.split(":")[1];
  assert(!output.includes(secret), "the token is in no log");
  assert(!(await readAll(folder.join("data"))).includes(secret), "the token is in no file");
});

Deno.test("what came while the bot was dead is handled at the next start, once", async () => {
  await using folder = await TestFolder.make();
  await using telegram = await FakeTelegram.start({ limits: {} });
  const anna = telegram.user();
  const options = optionsOf(telegram, folder.join("data"), anna.id);
  {
    await using program = Program.start(options);
    await telegram.until(() => telegram.updates.isPolled);
    anna.private.send("first thought");
    await telegram.until(() => telegram.callsOf("getUpdates").length >= 2);
    program.signal("SIGKILL");
    await program.ended();
  }
  anna.private.send("second thought");
  await using program = Program.start(options);
  await anna.private.chat.next((message) => message.buttons.flat().length > 0);
  const count = async (words: string) =>
    (await readNotes(folder.join("data"))).filter(({ text }) => text.includes(words)).length;
  while (await count("second thought") === 0) await anna.private.chat.next();
  assertEquals([await count("first thought"), await count("second thought")], [1, 1]);
  program.signal("SIGTERM");
  assertEquals(await program.ended(), 0);
});

Deno.test("a stranger is not answered, and nothing is kept", async () => {
  await using folder = await TestFolder.make();
  await using telegram = await FakeTelegram.start({ limits: {} });
  const eve = telegram.user();
  await using program = Program.start(optionsOf(telegram, folder.join("data"), 1));
  eve.private.send("/status");
  eve.private.send("keep this");
  await telegram.idle();
  program.signal("SIGTERM");
  assertEquals(await program.ended(), 0);
  assertEquals(await readNotes(folder.join("data")), []);
  assert(!eve.private.chat.fromBot.some(({ text }) => /note/i.test(text)));
});

Deno.test("the token is in no output and no file, whatever fails, and the bot comes back by itself", async () => {
  await using folder = await TestFolder.make();
  await using telegram = await FakeTelegram.start({ limits: {} });
  const anna = telegram.user();
  const options = optionsOf(telegram, folder.join("data"), anna.id);
  telegram.faults.add({ fault: { kind: "reset", recorded: false }, method: "getMe", times: 1 });
  telegram.faults.add({ fault: { kind: "status", code: 502, html: true }, method: "deleteWebhook", times: 1 });
  telegram.faults.add({ fault: { kind: "garbage" }, method: "getUpdates", times: 1 });
  await using program = Program.start({ ...options, args: [...options.args ?? [], "--log", "trace"] });
  await telegram.until(() => telegram.updates.isPolled);
  telegram.faults.add({ fault: { kind: "reset", recorded: true }, method: "sendMessage", times: 1 });
  anna.private.send("/status");
  await telegram.nextCall(({ method }) => method === "sendmessage");
  await telegram.server.stop();
  await telegram.server.start();
  anna.private.send("/whoami");
  await anna.private.chat.next(({ text }) => text.includes(String(anna.id)));
  program.signal("SIGTERM");
  assertEquals(await program.ended(), 0, program.stderr);
  const secret = telegram.token.split(":")[1];
  const all = program.stderr + JSON.stringify(program.told) + await readAll(folder.join("data"));
  assertMatch(program.stderr, /Telegram can't be reached/);
  assert(!all.includes(secret));
});

Deno.test("a token that Telegram does not know is one clear line and code 3", async () => {
  await using folder = await TestFolder.make();
  await using telegram = await FakeTelegram.start();
  const options = optionsOf(telegram, folder.join("data"));
  const token = "5:not-the-token-of-anybody";
  const { code, stderr } = await run("", { ...options, env: { ...options.env, TELEGRAM_BOT_TOKEN: token } });
  assertEquals(code, 3, stderr);
  assertMatch(stderr, /^Telegram knows no bot with this token.*TELEGRAM_BOT_TOKEN/m);
  assert(!stderr.includes("not-the-token-of-anybody"));
});

Deno.test("another program that fetches for the same bot is one clear line and code 4", async () => {
  await using folder = await TestFolder.make();
  await using telegram = await FakeTelegram.start();
  await using program = Program.start(optionsOf(telegram, folder.join("data")));
  await telegram.until(() => telegram.updates.isPolled);
  const other = await fetch(`${telegram.root}/bot${telegram.token}/getUpdates?timeout=1`);
  await other.body?.cancel();
  assertEquals(await program.ended(), 4, program.stderr);
  assertMatch(program.stderr, /^Telegram lets only one program at a time be this bot/m);
});

Deno.test("a wrong token, a mode, a missing address and a missing server are told together, with code 2", async () => {
  await using folder = await TestFolder.make();
  const secret = "no token but a secret";
  const { code, stderr } = await run("", {
    data: folder.join("data"),
    env: { TELEGRAM_BOT_TOKEN: secret, TELEGRAM_MODE: "push", TELEGRAM_API_ROOT: "telegram", PORTICO_HTTP: "here" },
  });
  assertEquals(code, 2);
  for (const name of ["TELEGRAM_BOT_TOKEN", "TELEGRAM_MODE", "TELEGRAM_API_ROOT", "PORTICO_HTTP"]) {
    assertStringIncludes(stderr, name);
  }
  assert(!stderr.includes(secret), stderr);
});

Deno.test("a webhook where the bot tells how it is, is told before the start", async () => {
  await using folder = await TestFolder.make();
  const { code, stderr } = await run("", {
    data: folder.join("data"),
    task: "serve",
    env: {
      TELEGRAM_BOT_TOKEN: "1:x",
      TELEGRAM_MODE: "webhook",
      TELEGRAM_WEBHOOK_URL: "https://bot.test/healthz",
      PORTICO_HTTP: "127.0.0.1:0",
    },
  });
  assertEquals(code, 2, stderr);
  assertMatch(stderr, /TELEGRAM_WEBHOOK_URL.*another path/);
});

Deno.test("what deno task start may not reach is told with the start that may", async () => {
  await using folder = await TestFolder.make();
  const env = { TELEGRAM_BOT_TOKEN: "1:x", TELEGRAM_API_ROOT: "http://127.0.0.1:1", PORTICO_HTTP: "127.0.0.1:0" };
  const { code, stderr } = await run("", { data: folder.join("data"), env });
  assertEquals(code, 2);
  assertMatch(stderr, /TELEGRAM_API_ROOT.*deno task serve/);
  assertMatch(stderr, /PORTICO_HTTP.*deno task serve/);
});

Deno.test("updates come by a webhook, and health is told by HTTP", async () => {
  await using folder = await TestFolder.make();
  await using telegram = await FakeTelegram.start({ limits: {} });
  const anna = telegram.user();
  const free = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = free.addr;
  free.close();
  const http = `127.0.0.1:${port}`;
  const options = optionsOf(telegram, folder.join("data"), anna.id);
  const webhook = { TELEGRAM_MODE: "webhook", TELEGRAM_WEBHOOK_URL: `https://${http}/hook`, PORTICO_HTTP: http };
  await using program = Program.start({ ...options, env: { ...options.env, ...webhook } });
  await telegram.until(() => telegram.webhook.target !== undefined);
  const [{ args: { secret_token: secret } }] = telegram.callsOf("setWebhook");
  const message = {
    message_id: 1,
    date: 1,
    chat: { id: anna.id, type: "private" },
    from: anna.user,
    text: "by a hook",
  };
  const post = (token: string) =>
    fetch(`http://${http}/hook`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-telegram-bot-api-secret-token": token },
      body: JSON.stringify({ update_id: 1, message }),
    }).then(async (response) => [response.status, await response.text()] as const);
  assertEquals((await post("guess"))[0], 401);
  assertEquals((await post(String(secret)))[0], 200);
  await anna.private.chat.next((message) => message.buttons.flat().length > 0);
  const health = await fetch(`http://${http}/healthz`);
  assertEquals(health.status, 200);
  const report = await health.json();
  assertEquals([report.status, report.telegram.mode, report.journal.dead], ["ok", "webhook", 0]);
  program.signal("SIGTERM");
  assertEquals(await program.ended(), 0, program.stderr);
  assertEquals((await readNotes(folder.join("data"))).length, 1);
});
