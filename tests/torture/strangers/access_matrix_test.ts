/** Who may use what: each thing that a plugin of ours adds, tried as each person on a running bot. */
import { assertEquals } from "@std/assert";
import type { Conversation } from "@portico/bot";
import { type AccessLine, adviceFor, readMatrix, type Role, ROLES } from "./access_lines.ts";
import { GROUP, OTHER_GROUP, privateOf, type Ran, RecordedBot } from "./recorded_bot.ts";

const MATRIX = readMatrix();

/** Where people of a role say something to the bot. */
const PLACES: Readonly<Record<Role, readonly Conversation[]>> = {
  stranger: [privateOf("stranger"), OTHER_GROUP],
  guest: [GROUP],
  member: [privateOf("member"), GROUP],
  owner: [privateOf("owner"), GROUP],
};

/** Whether what a line is about was run, said by this person there. */
type Try = (bot: RecordedBot, line: AccessLine, role: Role, where: Conversation) => Promise<readonly Ran[] | boolean>;

/** What happened otherwise than the matrix says, tried in each place of each role. */
async function mistakesOf(points: readonly string[], attempt: Try): Promise<string[]> {
  await using bot = await RecordedBot.start();
  const mistakes: string[] = [];
  for (const line of MATRIX.filter(({ point }) => points.includes(point))) {
    for (const role of ROLES) {
      for (const where of PLACES[role]) {
        const outcome = await attempt(bot, line, role, where);
        const hasRun = typeof outcome === "boolean" ? outcome : includes(outcome, line);
        // Without a press it must not run.
        if (hasRun === (line.for[role] === "yes")) continue;
        const did = hasRun ? "was run" : "was not run";
        mistakes.push(`${line.point} ${line.name} ${did} for the ${role} in ${where.chat}; it says ${line.for[role]}`);
      }
    }
  }
  return mistakes;
}

function includes(ran: readonly Ran[], { point, name }: Pick<AccessLine, "point" | "name">): boolean {
  return ran.some((one) => one.point === point && one.name === name);
}

const command = ({ name, tried }: AccessLine) => `/${name} ${tried}`;

Deno.test("whatever a plugin adds has a line in the matrix, which says for whom it is, and each line is about something", async () => {
  await using bot = await RecordedBot.start();
  const idOf = ({ point, name }: Ran) => `${point} ${name}`;
  const there = new Set(bot.contributions.map(idOf));
  const decided = new Set(MATRIX.map(idOf));
  const undecided = bot.contributions.filter((ran) => !decided.has(idOf(ran)));
  assertEquals(undecided.map(({ point, name }) => adviceFor(point, name)), []);
  assertEquals([...decided].filter((id) => !there.has(id)).map((id) => `${id} is not there: take its line out`), []);
  assertEquals(bot.unknown, 0, "A plugin adds to a point that recorded_bot.ts does not know.");
});

Deno.test("each command is run for whom it is, and for nobody else", async () => {
  assertEquals(
    await mistakesOf(["command"], (bot, line, role, where) => bot.say(role, command(line), { conversation: where })),
    [],
  );
});

Deno.test("no command is run by what was forwarded, nor by what was not said to the bot, whoever it is", async () => {
  await using bot = await RecordedBot.start();
  const ran: string[] = [];
  for (const line of MATRIX.filter(({ point }) => point === "command")) {
    const ways = [
      await bot.say("owner", command(line), { origin: { from: "Somebody" } }),
      await bot.say("owner", command(line), { conversation: GROUP, overheard: true }),
      await bot.say("guest", command(line), { conversation: OTHER_GROUP }),
      await bot.say("guest", command(line)),
    ];
    ran.push(...ways.flat().filter(({ point }) => point === "command").map(({ name }) => name));
  }
  assertEquals(ran, []);
});

Deno.test("each button is for whom it is, even where one was made for somebody else by mistake", async () => {
  const mistakes = await mistakesOf(["action"], async (bot, { name, tried }, role, where) => {
    // A stranger can be made none; they send the id of another's.
    const id = role === "stranger"
      ? await bot.buttonFor("owner", name, tried)
      : await bot.buttonFor(role, name, tried, where);
    return await bot.press(role, id, where);
  });
  assertEquals(mistakes, []);
});

Deno.test("no button does anything for another person, in another place, after its time, or made up", async () => {
  await using bot = await RecordedBot.start();
  const ran: Ran[] = [];
  const ids: string[] = [];
  for (const { name, tried } of MATRIX.filter(({ point }) => point === "action")) {
    const here = await bot.buttonFor("owner", name, tried, GROUP);
    for (const person of ["member", "neighbour", "guest", "stranger"] as const) {
      ran.push(...await bot.press(person, here, GROUP));
    }
    ran.push(...await bot.press("owner", here), ...await bot.press("owner", here, OTHER_GROUP));
    const made = [`${here}0`, here.replace(/^./, (sign) => sign === "A" ? "B" : "A"), `${here.split(".")[0]}.1`];
    for (const id of [...made, name, "", "x".repeat(64)]) ran.push(...await bot.press("owner", id, GROUP));
    ids.push(here);
  }
  await bot.bot.clock.advance(31 * 24 * 60 * 60_000);
  for (const id of ids) ran.push(...await bot.press("owner", id, GROUP));
  assertEquals(ran.filter(({ point }) => point === "action"), []);
});

Deno.test("what is said comes to a mode, its work and its sources of tools for whom they are, and what is said by strangers to who turns them away", async () => {
  const mistakes = await mistakesOf(["mode", "work", "toolSource"], async (bot, line, role, where) => {
    bot.passes = ({ point }) => point !== "mode" || line.point === "toolSource";
    const mode = line.point === "toolSource" ? "agent" : line.name.replace("batch:", "");
    return await bot.during(async () => {
      const before = bot.bot.chat.shown.length;
      await bot.say(role, `/${mode} ${line.tried}`, { conversation: where });
      await bot.bot.clock.advance(10_000);
      if (line.point === "toolSource" && role !== "stranger") {
        await bot.bot.chat.shows(({ text }) => text.startsWith("OK"), before);
      }
    });
  });
  assertEquals(mistakes, []);
});

Deno.test("middlewares, handlers of messages and of edits, and tasks see what they are to see", async () => {
  let edits = 0;
  const points = ["middleware", "on", "refused", "task"];
  const mistakes = await mistakesOf(points, async (bot, line, role, where) => {
    const message = bot.message(role, line.tried, { conversation: where });
    if (line.name !== "aggregation.correct") return await bot.during(() => bot.bot.chat.deliver(message));
    const edit = { ...message, kind: "edit" as const, key: `edit ${++edits}` };
    return await bot.during(() => bot.bot.chat.deliver(edit));
  });
  assertEquals(mistakes, []);
});

Deno.test("each tool is offered and called for whom it is, and what destroys or leaves the notes not without a press", async () => {
  const offers: string[] = [];
  const mistakes = await mistakesOf(["tool"], async (bot, line, role, where) => {
    bot.passes = ({ point }) => point !== "tool";
    const { chat, clock } = bot.bot;
    bot.model.answer = ({ results }) =>
      results.length === 0 ? { calls: [{ name: line.name, input: JSON.parse(line.tried) }] } : "Done.";
    const before = chat.shown.length;
    return await bot.during(async () => {
      await bot.say(role, "/agent do it", { conversation: where });
      await clock.advance(10_000);
      if (role === "stranger") return;
      const isOffered = bot.model.requests.at(-1)?.tools.includes(line.name) ?? false;
      if (isOffered !== (line.for[role] !== "no")) offers.push(`${line.name} for the ${role}: ${isOffered}`);
      const isOver = (text: string) => text.startsWith("Done.") || text.includes("Nobody knows");
      const shown = await chat.shows(({ text, buttons = [] }) => isOver(text) || buttons.length > 0, before);
      if (isOver(shown.text)) return;
      const after = chat.shown.length;
      const decline = shown.buttons?.flat().find(({ text }) => text === "Don't");
      if (decline === undefined || !("id" in decline)) throw new Error(`${line.name} asks otherwise: ${shown.text}`);
      await bot.press(role, decline.id, where);
      await clock.advance(1_000);
      await chat.shows(({ text }) => isOver(text), after);
    });
  });
  assertEquals([...mistakes, ...offers], []);
});
