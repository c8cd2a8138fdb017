/** What one person has, nobody else sees or changes: not by a command, nor by a button that some handler has made of it by mistake. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { RecordKind } from "@portico/bot";
import { z } from "zod";
import { readNotes } from "../../support/vault_notes.ts";
import { readMatrix } from "./access_lines.ts";
import { GROUP, type Person, privateOf, RecordedBot } from "./recorded_bot.ts";

/** In everything that the owner has, and in nothing that others may see. */
const MARK = "zebra";

/** Runs of the agent, as they are kept, by their keys. */
const RUNS: RecordKind<{ readonly run: string }> = {
  namespace: "agent.run",
  version: 1,
  schema: z.object({ run: z.string() }),
};

/** A bot whose owner has something of every kind. */
class FurnishedBot implements AsyncDisposable {
  private constructor(readonly recorded: RecordedBot) {}

  static async start(): Promise<FurnishedBot> {
    const recorded = await RecordedBot.start();
    recorded.passes = () => true;
    const bot = new FurnishedBot(recorded);
    await bot.answered("owner", `A note on the ${MARK}`, (text) => text.startsWith("Saved **A note"));
    recorded.model.answer = ({ results }) =>
      results.length === 0
        ? { calls: [{ name: "create_note", input: { title: `By the ${MARK}`, body: "x" } }] }
        : "Done.";
    await bot.answered("owner", `/agent write of the ${MARK}`, (text) => text.startsWith("Done."));
    recorded.model.answer = () => "Done.";
    await bot.answered("owner", `/fail the ${MARK}`, (text) => text.includes("Something went wrong"));
    await bot.answered("owner", `/mcp add ${MARK} http://127.0.0.1:9/`, (text) => text.startsWith(`${MARK} is kept`));
    await bot.answered("owner", "/settings note.quiet 7", (text) => text.includes("7"));
    return bot;
  }

  /** Says something, and resolves with the first text that fits. */
  async answered(
    person: Person,
    text: string,
    fits: (text: string) => boolean = () => true,
    conversation = privateOf(person),
  ): Promise<string> {
    const { chat, clock } = this.recorded.bot;
    const before = chat.shown.length;
    await this.recorded.say(person, text, { conversation });
    await clock.advance(6_000);
    return (await chat.shows(({ text }) => fits(text), before)).text;
  }

  /** Units that failed, keys of runs that can be taken back, and notes. */
  async things() {
    const { bot: { store } } = this.recorded;
    return {
      failed: (await store.journal.deadLetters()).map(({ unit }) => unit),
      runs: (await store.records(RUNS).list()).map(([key]) => key),
      notes: (await readNotes(this.recorded.folder.join("data"))).map(({ path, text }) => ({
        path,
        text,
        id: /^id: (.+)$/m.exec(text)?.[1] ?? "",
      })),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.recorded[Symbol.asyncDispose]();
  }
}

/** Everything that was shown since, as people read it. */
function shownSince({ recorded: { bot: { chat } } }: FurnishedBot, before: number): string {
  return JSON.stringify(chat.operations.slice(before));
}

Deno.test("no command shows a member or a guest what is somebody else's", async () => {
  await using bot = await FurnishedBot.start();
  const { recorded: { bot: { chat } } } = bot;
  const commands = readMatrix().filter(({ point, for: decisions }) =>
    point === "command" && decisions.member === "yes"
  );
  for (const { name, tried } of commands) {
    const words = name === "find" || name === "ask" ? "note" : tried; // of those of the owner
    for (const [person, where] of [["member", privateOf("member")], ["guest", GROUP]] as const) {
      const before = chat.operations.length;
      await bot.answered(person, `/${name} ${words}`.trim(), () => true, where);
      assert(!shownSince(bot, before).includes(MARK), `/${name} shows: ${shownSince(bot, before)}`);
    }
  }
  assertStringIncludes(await bot.answered("owner", "/notes"), MARK);
});

Deno.test("a button that carries what is somebody else's does nothing to it, and shows nothing of it", async () => {
  await using bot = await FurnishedBot.start();
  const { recorded, recorded: { bot: { chat, clock } } } = bot;
  const before = await bot.things();
  assertEquals([before.failed.length, before.runs.length, before.notes.length], [1, 1, 2]);
  const [unit] = before.failed;
  const payloads: [string, string][] = [
    ...before.notes.flatMap(({ id }) =>
      ["undo", "restore", "tags", "move", "open"].map((action): [string, string] => [`note.${action}`, id])
    ),
    ...before.runs.map((run): [string, string] => ["agent.undo", run]),
    ["system.retry", unit],
    ["system.discard", unit],
  ];
  for (const [name, payload] of payloads) {
    const button = await recorded.buttonFor("member", name, JSON.stringify(payload));
    const since = chat.operations.length;
    await recorded.press("member", button);
    await clock.advance(1_000);
    while (chat.operations.length === since) await chat.sent(chat.sends.length + 1);
    assert(!shownSince(bot, since).includes(MARK), `${name} shows: ${shownSince(bot, since)}`);
    await recorded.say("member", "/cancel");
  }
  assertEquals(await bot.things(), before);
});

Deno.test("in a group, what somebody was asked is answered by nobody else, and ended by nobody else", async () => {
  await using bot = await FurnishedBot.start();
  const { recorded, recorded: { bot: { chat } } } = bot;
  const button = await recorded.buttonFor("member", "settings.change", '{"plugin":"note","field":"quiet"}', GROUP);
  const before = chat.sends.length;
  await recorded.press("member", button, GROUP);
  const [question] = (await chat.sent(before + 1)).slice(before);
  assertStringIncludes(question.text, "Send the new value");
  for (const person of ["owner", "neighbour", "guest", "stranger"] as const) {
    await recorded.say(person, "/cancel", { conversation: GROUP });
    await recorded.say(person, "11", { conversation: GROUP, overheard: true });
  }
  const since = chat.sends.length;
  await recorded.say("member", "12", { conversation: GROUP });
  assertStringIncludes((await chat.sent(since + 1)).at(-1)?.text ?? "", "12");
  assertStringIncludes(await bot.answered("owner", "/settings note.quiet"), "7");
});
