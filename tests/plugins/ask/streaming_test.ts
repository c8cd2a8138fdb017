/** The answer while it is written. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { type Answer, ScriptedModel } from "../../support/scripted_model.ts";
import { AskBot } from "./ask_bot.ts";

/** A model whose answer a test writes piece by piece. */
class WrittenAnswer {
  readonly #pieces: string[] = [];
  #more = Promise.withResolvers<void>();
  #ended = false;

  readonly answer: Answer = async function* (this: WrittenAnswer) {
    for (;;) {
      const piece = this.#pieces.shift();
      if (piece !== undefined) yield piece;
      else if (this.#ended) return;
      else await this.#more.promise;
    }
  }.bind(this);

  write(piece: string): void {
    this.#pieces.push(piece);
    this.#wake();
  }

  end(): void {
    this.#ended = true;
    this.#wake();
  }

  #wake(): void {
    this.#more.resolve();
    this.#more = Promise.withResolvers();
  }
}

async function start(...options: Parameters<typeof AskBot.start> extends [unknown, ...infer Rest] ? Rest : never) {
  const written = new WrittenAnswer();
  const bot = await AskBot.start(new ScriptedModel(written.answer), ...options);
  await bot.vault.add("Paint", "The door is red.");
  await bot.vault.add("Roses", "The door has roses.");
  return { bot, written };
}

/** What was shown so far, each with its message. */
const shown = (bot: AskBot) => bot.chat.shown.map(({ id, text }) => `${id}: ${text.split("\n")[0]}`);

Deno.test("the answer is shown while it is written, at most once a second, in one message", async () => {
  const { bot, written } = await start();
  await using _bot = bot;
  await bot.ask("What about the door?");
  assertEquals(shown(bot), ["m1: Looking through your notes …"]);
  for (const piece of ["It ", "is ", "red ", "[2], ", "with ", "roses ", "[1]."]) {
    written.write(piece);
    await bot.pass(0.25);
  }
  await bot.pass(1);
  written.end();
  await bot.calm();
  assertEquals(shown(bot), [
    "m1: Looking through your notes …",
    "m1: It is red [1], …",
    "m1: It is red [1], with roses [2]. …",
    "m1: It is red [1], with roses [2].",
  ]);
  assertEquals(bot.buttons, ["1", "2"]);
});

Deno.test("however fast it is written, no second has two changes before the answer is there", async () => {
  const { bot, written } = await start();
  await using _bot = bot;
  const at: number[] = [];
  bot.chat.script = (operation) => {
    if (operation.kind === "edit") at.push(bot.bot.clock.monotonic());
  };
  await bot.ask("What about the door?");
  for (let count = 0; count < 100; count++) {
    written.write(`word${count} `);
    await bot.bot.clock.advance(60);
  }
  assertEquals(at.length, 6);
  assert(at.slice(1).every((time, index) => time - at[index] >= 1_000), `${at}`);
  written.end();
});

Deno.test("a change that takes long to go out is waited for, and the newest is shown then", async () => {
  const { bot, written } = await start();
  await using _bot = bot;
  const gate = Promise.withResolvers<void>();
  await bot.ask("What about the door?");
  bot.chat.script = (operation) => operation.kind === "edit" ? gate.promise : undefined;
  for (const piece of ["one ", "two ", "three ", "four "]) {
    written.write(piece);
    await bot.pass(1);
  }
  gate.resolve();
  await bot.calm();
  assertEquals(shown(bot), ["m1: Looking through your notes …", "m1: one …", "m1: one two three four …"]);
  written.end();
});

Deno.test("half a number, and what may be no answer, is never shown", async () => {
  const { bot, written } = await start();
  await using _bot = bot;
  await bot.ask("What about the door?");
  for (const piece of ["**NOTH", "ING", "** is [", "1", ", ", "9", "]", " and [", "2"]) {
    written.write(piece);
    await bot.pass(1);
  }
  for (const { text } of bot.chat.shown) assert(!/\[\d*(?:, )?\d* …$/.test(text), text);
  assertEquals(shown(bot).slice(1), [
    "m1: **NOTHING** is …",
    "m1: **NOTHING** is [1] …",
    "m1: **NOTHING** is [1] and …",
  ]);
  written.end();
});

Deno.test("a number that points nowhere is not shown while the answer is written either", async () => {
  const { bot, written } = await start();
  await using _bot = bot;
  await bot.ask("What about the door?");
  written.write("Red [8], and blue [2]");
  await bot.pass(1);
  assertEquals(shown(bot).at(-1), "m1: Red, and blue [1] …");
  written.end();
});

Deno.test("where messages can't be changed, only the answer is sent", async () => {
  const { bot, written } = await start({ edit: false });
  await using _bot = bot;
  await bot.ask("What about the door?");
  written.write("Red ");
  await bot.pass(2);
  written.write("[1].");
  await bot.pass(2);
  written.end();
  await bot.calm();
  assertEquals(shown(bot), ["m1: Red [1]."]);
});

Deno.test("without a model, the answer is there at once, and only it is sent", async () => {
  const { bot, written } = await start();
  await using _bot = bot;
  bot.model.info = { name: "offline", offline: true, window: 100_000 };
  written.write("Red [1].");
  written.end();
  await bot.ask("What about the door?");
  assertEquals(shown(bot), ["m1: Red [1]."]);
});

Deno.test("a model that never ends is stopped, and what it wrote by then is the answer", async () => {
  const { bot } = await start();
  await using _bot = bot;
  bot.model.answer = async function* () {
    for (;;) yield "door [1] ".repeat(100);
  };
  await bot.ask("What about the door?");
  assert(bot.heard.length < 21_000);
  assertStringIncludes(bot.heard, " …\n\n**Source**\n1. **Paint**");
});
