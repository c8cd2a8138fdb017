/** Accepted means never lost, and effects happen once, on Telegram: whatever ends the program, at any moment. */
import { assert, assertEquals } from "@std/assert";
import { deadline } from "@std/async/deadline";
import { Crowd, ECHO_PLUGIN } from "../support/crowd.ts";
import { FakeTelegram } from "../support/fake_telegram/mod.ts";
import { TestFolder } from "../support/folder.ts";
import type { RunningProgram } from "../support/program.ts";
import { randomOf } from "../support/random.ts";
import { launchOn } from "../support/telegram_program.ts";
import { readNotes } from "../support/vault_notes.ts";

/** How often the program is killed; more by `E2E_KILLS=500`. */
const KILLS = Number(Deno.env.get("E2E_KILLS") ?? 50);
/** How often it is asked to stop; more by `E2E_STOPS=100`. */
const STOPS = Number(Deno.env.get("E2E_STOPS") ?? 6);
/** Other moments by `E2E_SEED`. */
const SEED = Number(Deno.env.get("E2E_SEED") ?? 20_261_126);

/** So that answers wait for their turn when the program ends. */
const SLOW = { PORTICO_DELIVERY_PRIVATE: "4/1s" };

/** A bot for a crowd. */
async function begin(dice: () => number) {
  const folder = await TestFolder.make();
  const telegram = await FakeTelegram.start({ limits: {} });
  await Deno.writeTextFile(folder.join("echo.ts"), ECHO_PLUGIN);
  const data = folder.join("data");
  const crowd = new Crowd(telegram, dice);
  const args = ["--plugin", folder.join("echo.ts")];
  const launch = (env: Record<string, string> = {}) =>
    launchOn(telegram, { data, env: { ...crowd.env, ...env }, args });
  /** Writes until a random moment, in calls of the bot, so that it is met in every part of its life: start, polls, answers. */
  const load = async () => {
    const moment = telegram.calls.length + 1 + Math.floor(dice() * 40);
    while (telegram.calls.length < moment) {
      crowd.act();
      crowd.act();
      const now = telegram.calls.length;
      await telegram.until(() => telegram.calls.length > now);
    }
  };
  const end = async () => {
    await telegram[Symbol.asyncDispose]();
    await folder[Symbol.asyncDispose]();
  };
  return { telegram, data, crowd, launch, load, [Symbol.asyncDispose]: end };
}

async function stop(program: RunningProgram): Promise<void> {
  program.signal("SIGTERM");
  assertEquals(await deadline(program.ended(), 20_000), 0, program.stderr);
}

async function assertEachInOneNote(crowd: Crowd, data: string): Promise<void> {
  const found = [...crowd.countIn((await readNotes(data)).map(({ text }) => text))];
  assert(found.length > KILLS, `only ${found.length} messages were sent`);
  assertEquals(found.filter(([, count]) => count === 0).map(([word]) => word), [], "lost");
  assertEquals(found.filter(([, count]) => count > 1).map(([word]) => word), [], "in two notes, or twice in one");
}

Deno.test(`kill -9 at ${KILLS} random moments under load (seed ${SEED}): nothing lost, no note and no reply twice, and a reply that is missing was told to be unknown`, async () => {
  await using bot = await begin(randomOf(SEED));
  const { telegram, data, crowd, launch, load } = bot;
  let told = "";
  for (let kill = 0; kill < KILLS; kill++) {
    await using program = launch(SLOW);
    await load();
    program.signal("SIGKILL");
    await program.ended();
    told += program.stderr;
  }
  await using program = launch();
  await crowd.settle();
  await stop(program);
  told += program.stderr;
  await assertEachInOneNote(crowd, data);
  const missing = crowd.unanswered();
  const untold = missing.filter(({ update }) =>
    !told.includes(`of telegram:${telegram.state.bot.id}:${update} arrived`)
  );
  assertEquals(untold.map(({ word }) => word), [], "not answered, and nobody was told");
  assert(missing.length <= KILLS, `${missing.length} of ${crowd.echoes.length} replies are missing`);
});

Deno.test(`SIGTERM at ${STOPS} random moments under load, with a handler that never ends (seed ${SEED}): code 0, nothing lost, nothing twice, nothing missing`, async () => {
  await using bot = await begin(randomOf(SEED));
  const { telegram, data, crowd, launch, load } = bot;
  const stuck = telegram.user({ id: 6_999 });
  const env = { PORTICO_ALLOW: `${crowd.env.PORTICO_ALLOW},telegram:6999`, PORTICO_SHUTDOWN_DEADLINE: "2s" };
  stuck.private.send("/stuck");
  for (let round = 0; round < STOPS; round++) {
    await using program = launch({ ...SLOW, ...env });
    await load();
    await stop(program);
  }
  await using program = launch(env);
  await crowd.settle(1);
  await stop(program);
  await assertEachInOneNote(crowd, data);
  assertEquals(crowd.unanswered(), []);
  assertEquals(stuck.private.chat.fromBot.map(({ text }) => text), ["stuck"]);
});

Deno.test("a second signal ends the program at once, whatever it waits for", async () => {
  await using bot = await begin(randomOf(SEED));
  const { crowd: { people: [owner] }, launch } = bot;
  await using program = launch({ PORTICO_SHUTDOWN_DEADLINE: "1h" });
  owner.private.send("/stuck");
  await owner.private.next(({ text }) => text === "stuck");
  program.signal("SIGTERM");
  await bot.telegram.until(() => !bot.telegram.updates.isPolled); // it has begun to stop
  program.signal("SIGINT"); // the same one would have to come half a second later
  assertEquals(await deadline(program.ended(), 20_000), 130);
});
