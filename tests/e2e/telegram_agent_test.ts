/** Questions and tasks on Telegram, with the real program. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { type Answer, broken, FakeOpenAI } from "../support/fake_openai/mod.ts";
import type { Participant, SeenMessage } from "../support/fake_telegram/mod.ts";
import { OwnedBot } from "../support/telegram_program.ts";
import { readNotes } from "../support/vault_notes.ts";

/** What is said is dealt with soon. */
const QUICK = { PORTICO_ASK_QUIET: "0.1", PORTICO_AGENT_QUIET: "0.1", PORTICO_NOTE_QUIET: "0.1" };

/** Writes something, and resolves with what the bot says when that is no mere progress. */
async function ask(place: Participant, text: string): Promise<SeenMessage> {
  place.send(text);
  return await place.next(isWhole);
}

function isWhole({ text }: SeenMessage): boolean {
  return !text.endsWith("…");
}

function textsOn({ buttons }: SeenMessage): string[] {
  return buttons.flat().map(({ text }) => text);
}

/** The times at which a message was sent and then changed, in milliseconds. */
function changesOf({ telegram }: OwnedBot, { id, chat }: SeenMessage): number[] {
  const calls = telegram.calls.filter(({ method, args }) =>
    method === "editMessageText" && args.chat_id === chat && args.message_id === id
  );
  return calls.map(({ at }) => at);
}

/** Of what goes on, one change a second is shown at most; only the result comes as soon as it is there. */
function assertPaced(times: readonly number[]): void {
  const gaps = times.slice(0, -1).map((at, index) => index === 0 ? Infinity : at - times[index - 1]);
  assert(gaps.every((gap) => gap > 900), `changed after ${gaps} ms`);
}

Deno.test("an answer grows by edits of one message, one a second at most, and its buttons open the notes", async () => {
  await using fake = FakeOpenAI.start();
  await using bot = await OwnedBot.start({ env: { ...QUICK, ...fake.env, PORTICO_NOTE_IMPROVE: "false" } });
  const { private: place } = bot.owner;
  await ask(place, "The door is red.");
  await ask(place, "The door has a window.");
  const words = "The door is red [1] and has a window [2], as far as anybody has written it down.".match(/\S+ ?/g) ??
    [];
  fake.answer = () => ({ text: words, fault: { kind: "slow", every: 150 } });
  const before = place.chat.fromBot.length;
  const answer = await ask(place, "/ask What is the door like?");
  assertStringIncludes(answer.text, `${words.join("")}\n\nSources\n1. The door`);
  assertEquals(place.chat.fromBot.length, before + 1);
  assert(answer.edits >= 3, `${answer.edits} edits`);
  assertPaced(changesOf(bot, answer));
  assertEquals(textsOn(answer), ["1", "2"]);
  await place.press(answer, "2").answered;
  const title = /^2\. (.+?),/m.exec(answer.text)?.[1] ?? "";
  assertStringIncludes((await place.next(isWhole)).text, title);
  assertEquals(await bot.stop(), 0, bot.program.stderr);
});

Deno.test("a task's steps are shown in one message, whose text becomes the result; Undo takes it back, /stop ends the next", async () => {
  await using fake = FakeOpenAI.start();
  await using bot = await OwnedBot.start({ env: { ...QUICK, ...fake.env } });
  const { private: place } = bot.owner;
  const call = (name: string, input: object): Answer => ({
    calls: [{ name, input }],
    fault: { kind: "slow", every: 100 },
  });
  fake.answer = ({ results }) => {
    if (results.length === 6) return "Six notes are there.";
    return call("create_note", { title: `Note ${results.length}`, body: "x" });
  };
  const before = place.chat.fromBot.length;
  const result = await ask(place, "/agent make six notes");
  assertStringIncludes(result.text, "Six notes are there.\n\nCreated: 6\n• Note 0");
  assertEquals(place.chat.fromBot.length, before + 1);
  assert(result.edits >= 2, `${result.edits} edits`);
  assertPaced(changesOf(bot, result));
  await place.press(result, "Note 3").answered;
  assertStringIncludes((await place.next(isWhole)).text, "Note 3");
  await place.press(result, "Undo").answered;
  assertStringIncludes((await place.next(isWhole)).text, "Taken back.");
  assertEquals(await readNotes(bot.data), []);
  fake.answer = () => broken({ kind: "stall", after: 0 });
  const asked = fake.requests.length;
  place.send("/agent make one more");
  await fake.until(({ requests }) => requests.length > asked);
  place.send("/stop");
  await place.next(({ text }) => text === "Stopped.");
  assertEquals(await bot.stop(), 0, bot.program.stderr);
});

Deno.test("in a group, only who gave the task can allow what it asks, and take it back", async () => {
  await using bot = await OwnedBot.start({ env: QUICK });
  const { owner, telegram } = bot;
  const ben = telegram.user({ first_name: "Ben" });
  const group = telegram.supergroup({ members: [owner, ben] });
  const [anna, other] = [owner.in(group), ben.in(group)];
  anna.send("/allow here");
  await anna.next(({ text }) => text.includes("what is said to me"));
  await ask(owner.private, "The door is red.");
  const annas = async () => (await readNotes(bot.data)).filter(({ account }) => account === "owner");
  const noted = await annas();
  const question = await ask(anna, '/agent@portico_bot delete "The door is red."');
  assertStringIncludes(question.text, "May I do this?\n\nDelete “The door is red.”");
  for (const text of ["Allow", "Don't"]) {
    const { text: shown } = await other.press(question, text).answered;
    assertEquals(shown, "This button was made for somebody else.");
  }
  other.send("Allow", { replyTo: question });
  await telegram.idle(); // it is to become a note of Ben's when the question is answered, and no more
  assertEquals(await annas(), noted);
  await anna.press(question, "Allow").answered;
  const result = await anna.next(({ text }) => text.includes("Deleted"));
  assertEquals(await annas(), []);
  assertEquals((await other.press(result, "Undo").answered).text, "This button was made for somebody else.");
  assertEquals(await annas(), []);
  await anna.press(result, "Undo").answered;
  await anna.next(({ text }) => text.startsWith("Taken back."));
  assertEquals(await annas(), noted);
  assertEquals(await bot.stop(), 0, bot.program.stderr);
});

Deno.test("what was asked before a kill -9 is allowed after it, by the same button", async () => {
  await using bot = await OwnedBot.start({ env: QUICK });
  const { private: place } = bot.owner;
  await ask(place, "The door is red.");
  const question = await ask(place, '/agent delete "The door is red."');
  await ask(place, "/whoami"); // by now it is kept that the question was sent
  bot.program.signal("SIGKILL");
  await bot.program.ended();
  // While nobody is there to hear it.
  place.press(question, "Allow");
  bot.restart();
  await place.next(({ text }) => text.includes("Deleted"));
  assertEquals(await readNotes(bot.data), []);
  const shown = place.chat.fromBot.filter(({ text }) => text.startsWith("May I do this?"));
  assertEquals(shown.map(({ id }) => id), [question.id]);
  assertEquals(await bot.stop(), 0, bot.program.stderr);
});

Deno.test("/context and /reset hold over restarts, each for its own chat", async () => {
  await using bot = await OwnedBot.start({ env: QUICK });
  const { owner, telegram } = bot;
  const { private: place } = owner;
  const group = telegram.supergroup({ members: [owner] });
  owner.in(group).send("/allow here");
  await group.next(({ text }) => text.includes("what is said to me"));
  await ask(place, "The door is red.");
  const restart = async () => {
    assertEquals(await bot.stop(), 0, bot.program.stderr);
    bot.restart();
  };
  await ask(place, "/ask What colour is the door?");
  await ask(owner.in(group), "/ask@portico_bot Is the door green?");
  await restart();
  const { text } = await ask(place, "/context");
  assertStringIncludes(text, "I remember 2 messages of this conversation");
  assertStringIncludes(text, "You: What colour is the door?");
  assert(!text.includes("green"), text);
  assertStringIncludes((await ask(place, "/reset")).text, "I have forgotten 2 messages.");
  await restart();
  assertStringIncludes((await ask(place, "/context")).text, "I remember nothing of this conversation.");
  assertStringIncludes((await ask(owner.in(group), "/context@portico_bot")).text, "Is the door green?");
  assertEquals(await bot.stop(), 0, bot.program.stderr);
});
