/** The bot hears from Telegram by a webhook, and tells whether it is well. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { FakeTelegram } from "../support/fake_telegram/mod.ts";
import { TestFolder } from "../support/folder.ts";
import { launchOn, pairingCode } from "../support/telegram_program.ts";
import { readNotes } from "../support/vault_notes.ts";

const SECRET = "a-secret-of-this-test";
const isSaved = ({ text }: { readonly text: string }) => text.startsWith("Saved ");

/** A place where a program of a test can listen. */
function freeAddress(): string {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return `127.0.0.1:${listener.addr.port}`;
}

function webhookAt(address: string): Record<string, string> {
  return {
    PORTICO_HTTP: address,
    TELEGRAM_MODE: "webhook",
    TELEGRAM_WEBHOOK_URL: `http://${address}/telegram`,
    TELEGRAM_WEBHOOK_SECRET: SECRET,
  };
}

/** Sends what Telegram would, or what somebody would who is not Telegram. */
async function post(address: string, update: object, secret?: string): Promise<number> {
  const response = await fetch(`http://${address}/telegram`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(secret === undefined ? {} : { "x-telegram-bot-api-secret-token": secret }),
    },
    body: JSON.stringify(update),
  });
  await response.body?.cancel();
  return response.status;
}

Deno.test("by a webhook the first person becomes the owner, a text becomes a note, and a button is answered", async () => {
  await using folder = await TestFolder.make();
  await using telegram = await FakeTelegram.start({ limits: {} });
  const { private: place } = telegram.user();
  await using program = launchOn(telegram, { data: folder.path, env: webhookAt(freeAddress()) });
  place.send(`/start ${await pairingCode(program)}`);
  await place.next(({ text }) => text.includes("You are the owner here"));
  place.send("Buy milk");
  const card = await place.next(isSaved);
  await place.press(card, "Undo").answered;
  await place.next(({ text }) => text.includes("trash"));
  await telegram.idle();
  assertEquals(telegram.callsOf("getUpdates").length, 0);
  assertEquals(new Set(telegram.webhook.deliveries.map(({ status }) => status)), new Set([200]));
  program.signal("SIGTERM");
  assertEquals(await program.ended(), 0, program.stderr);
  assert(!program.stderr.includes(SECRET), program.stderr);
  place.send("While it is down"); // Telegram keeps it, since nobody takes it
  await using again = launchOn(telegram, { data: folder.path, env: webhookAt(freeAddress()) });
  await place.next(({ text }) => text.startsWith("Saved While"));
  again.signal("SIGTERM");
  assertEquals(await again.ended(), 0, again.stderr);
});

Deno.test("what doesn't carry the secret is refused, and 200 is said of what is in the journal", async () => {
  await using folder = await TestFolder.make();
  await using telegram = await FakeTelegram.start({ limits: {} });
  const { user, private: place } = telegram.user();
  const address = freeAddress();
  const env = { ...webhookAt(address), PORTICO_OWNER: `telegram:${user.id}`, PORTICO_NOTE_QUIET: "60" };
  await using program = launchOn(telegram, { data: folder.path, env });
  await program.said(/Started with/);
  const update = (update_id: number, text: string) => {
    const chat = { id: user.id, type: "private" };
    return { update_id, message: { message_id: update_id, date: 1_790_000_000, chat, from: user, text } };
  };
  assertEquals(await post(address, update(1, "forged"), undefined), 401);
  assertEquals(await post(address, update(2, "forged"), `${SECRET}!`), 401);
  assertEquals(await post(address, { no: "update" }, SECRET), 400);
  assertEquals(await post(address, update(3, "from Telegram"), SECRET), 200);
  program.signal("SIGKILL");
  await program.ended();
  await using next = launchOn(telegram, { data: folder.path, env: { ...env, PORTICO_NOTE_QUIET: "0.3" } });
  await next.said(/Started with/);
  assertEquals(await post(address, update(3, "from Telegram"), SECRET), 200); // it may not have heard the first one
  assertEquals(await post(address, update(4, "/note"), SECRET), 200); // closes what is gathered
  await place.next(isSaved);
  assertEquals((await readNotes(folder.path)).map(({ path }) => path), ["from Telegram.md"]);
});

Deno.test("/healthz tells of polls and of the journal", async () => {
  await using folder = await TestFolder.make();
  await using telegram = await FakeTelegram.start({ limits: {} });
  const address = freeAddress();
  await using program = launchOn(telegram, { data: folder.path, env: { PORTICO_HTTP: address } });
  await program.said(/Started with/);
  const well = await fetch(`http://${address}/healthz`);
  const told = await well.text();
  assertEquals(well.status, 200, told);
  for (const name of ["telegram", "polling", "lastPollMs", "journal", "pending", "dead"]) {
    assertMatch(told, RegExp(name));
  }
  program.signal("SIGTERM");
  assertEquals(await program.ended(), 0, program.stderr);
  await telegram.down();
  await using cut = launchOn(telegram, { data: folder.path, env: { PORTICO_HTTP: address } });
  await cut.said(/can't be reached/);
  const ill = await fetch(`http://${address}/healthz`);
  await ill.body?.cancel();
  assertEquals(ill.status, 503);
});
