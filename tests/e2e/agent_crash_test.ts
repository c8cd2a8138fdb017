/** A run of the agent goes on where it was, whenever the program dies. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { deadline } from "@std/async/deadline";
import { delay } from "@std/async/delay";
import { AgentTasks, bellPlugin, SHARED } from "../support/agent_tasks.ts";
import { FakeOpenAI } from "../support/fake_openai/mod.ts";
import { TestFolder } from "../support/folder.ts";
import { actionOf, actionsOf, Program, run, textOf, type Told } from "../support/program.ts";
import { randomOf } from "../support/random.ts";
import { readNotes } from "../support/vault_notes.ts";

/** How often the program is killed; more by `E2E_KILLS=500`. */
const KILLS = Number(Deno.env.get("E2E_KILLS") ?? 30);
/** Other moments by `E2E_SEED`. */
const SEED = Number(Deno.env.get("E2E_SEED") ?? 20_261_126);
/** So many tasks go on side by side, each in a chat of its own. */
const CHATS = 3;

/** A folder with one note, somebody else's tools, and a model behind a port. */
async function begin(ringTime: string, pause: () => Promise<void>) {
  const folder = await TestFolder.make();
  const fake = FakeOpenAI.start();
  const data = folder.join("data");
  const [plugin, lines] = [folder.join("bell.ts"), folder.join("lines.txt")];
  await Deno.writeTextFile(lines, "");
  await Deno.writeTextFile(plugin, bellPlugin(lines, { mark: "Math.random() * 20", ring: ringTime }));
  assertEquals((await run(`/note ${SHARED}\n`, { data })).code, 0);
  const tasks = new AgentTasks(lines, pause);
  fake.answer = tasks.answer;
  let life = 0;
  const start = () =>
    Program.start({
      data,
      args: ["--plugin", plugin, "--log", "warning"],
      // The key tells which life has asked.
      env: { ...fake.env, PORTICO_MODEL_KEY: `life-${life++}`, PORTICO_MODEL_CALLS_PER_MINUTE: "1000" },
      task: "serve",
    });
  const end = async () => {
    await fake[Symbol.asyncDispose]();
    await folder[Symbol.asyncDispose]();
  };
  return { folder, fake, tasks, data, lines, start, [Symbol.asyncDispose]: end };
}

/** What the person has read in all lives, and what they have asked for. */
class Reader {
  readonly told: Told[] = [];
  readonly accepted = new Set<string>();
  stderr = "";
  readonly #given = new Map<string, object>();

  /** Gives a task, in the chats by turns. */
  async give(program: Program, word: string): Promise<void> {
    const chat = `chat${this.#given.size % CHATS}`;
    this.#given.set(word, { type: "message", id: word, chat, text: `/agent Do everything with ${word}` });
    await this.giveAgain(program, word);
  }

  /** Gives tasks again: by default those of which no life has said that they were accepted. */
  async giveAgain(program: Program, ...words: readonly string[]): Promise<void> {
    const wanted = words.length > 0 ? words : [...this.#given.keys()].filter((word) => !this.accepted.has(word));
    await program.send(...wanted.map((word) => this.#given.get(word) ?? {}));
  }

  /** Takes over what one life has said. */
  take({ told, stderr }: Program): void {
    this.told.push(...told);
    this.stderr += stderr;
    for (const { type, id } of told) if (type === "accepted") this.accepted.add(String(id));
  }

  /** The results that were told for a task, by the messages in which they stand. */
  results(word: string): ReadonlyMap<unknown, string> {
    const results = this.told.filter((told) => isResult(told, word));
    return new Map(results.map((told) => [told.id, textOf(told)]));
  }

  /** Nobody knows whether the result arrived, and that was said. */
  isUnknown(word: string): boolean {
    return saysUnknown(this.stderr, word);
  }

  /** The task was finished, in the life that goes on or before. */
  isOver(word: string, now?: Program): boolean {
    if (this.results(word).size > 0 || this.isUnknown(word)) return true;
    return now !== undefined && (now.told.some((told) => isResult(told, word)) || saysUnknown(now.stderr, word));
  }
}

function isResult(told: Told, word: string): boolean {
  return textOf(told).includes(`All done with ${word}.`);
}

function saysUnknown(stderr: string, word: string): boolean {
  return new RegExp(`Unknown whether reply\\S* of \\S*${word}\\b`).test(stderr);
}

/** Has everything tried again that was put aside after three starts without a step: asks for it, and presses the buttons. */
function retryAll(program: Program): void {
  const pressed = new Set<string>();
  const press = () => {
    for (const [text, action] of program.told.flatMap((told) => [...actionsOf(told)])) {
      if (!text.startsWith("Try") || pressed.has(action)) continue;
      pressed.add(action);
      void program.send({ type: "action", action });
    }
    return undefined;
  };
  void program.send({ type: "message", text: "/failed" });
  program.when(press).catch(() => {}); // until it ends
}

/** Gives a new task whenever too few go on. */
function keepBusy(program: Program, reader: Reader, tasks: AgentTasks): void {
  program.when(() => {
    while (tasks.words.filter((word) => !reader.isOver(word, program)).length < CHATS) {
      void reader.give(program, tasks.next());
    }
    return undefined;
  }).catch(() => {}); // until it ends
}

/** Waits until all tasks are finished. */
async function finish(program: Program, reader: Reader, words: readonly string[]): Promise<void> {
  await reader.giveAgain(program);
  retryAll(program);
  const isDone = (word: string) => reader.isOver(word, program);
  await deadline(program.when(() => words.every(isDone) || undefined), 60_000);
}

Deno.test(`kill -9 at ${KILLS} random moments of runs (seed ${SEED}): each goes on, no completed call is repeated, a kill costs a run one model call at most`, async () => {
  const dice = randomOf(SEED);
  await using bot = await begin("Math.random() * 200", () => delay(dice() * 40));
  const { tasks, fake } = bot;
  const reader = new Reader();
  for (let kill = 0; kill < KILLS; kill++) {
    await using program = bot.start();
    await reader.giveAgain(program);
    retryAll(program);
    keepBusy(program, reader, tasks);
    const more = Math.floor(dice() * 8);
    const enough = tasks.requests + more;
    await deadline(fake.until(() => tasks.requests >= enough), 30_000);
    // Some kills come while the program still starts.
    await delay(dice() * (more === 0 ? 1_000 : 60));
    program.signal("SIGKILL");
    await program.ended();
    reader.take(program);
  }
  await using program = bot.start();
  await finish(program, reader, tasks.words);
  assertEquals(await program.end(), 0, program.stderr);
  reader.take(program);
  const notes = await readNotes(bot.data);
  assertEquals([...tasks.wrong(notes)], []);
  assertEquals(notes.length, tasks.words.length + 1, "notes, with the shared one");
  for (const word of tasks.words) {
    const results = reader.results(word);
    assert(results.size === 1 || (results.size === 0 && reader.isUnknown(word)), `${results.size} results of ${word}`);
    const told = [...results.values()].every((text) => text.includes("Nobody knows whether this was done"));
    if (results.size > 0) assertEquals(told, tasks.inDoubt.includes(word), `what is unknown of ${word}`);
  }
  assert(tasks.paidAgain > 0 && tasks.words.length > CHATS, "the kills came too early, or too late");
});

Deno.test("a call of somebody's tool that was under way at a kill is reported, not made again", async () => {
  await using bot = await begin("30_000", () => Promise.resolve());
  const { tasks } = bot;
  const reader = new Reader();
  const word = tasks.next();
  {
    await using program = bot.start();
    await reader.give(program, word);
    await program.until(({ type }) => type === "ring");
    program.signal("SIGKILL");
    await program.ended();
    reader.take(program);
  }
  await using program = bot.start();
  await finish(program, reader, [word]);
  assertEquals(await program.end(), 0, program.stderr);
  reader.take(program);
  const [text] = reader.results(word).values();
  assertStringIncludes(text, "**Nobody knows whether this was done.** Look before you do it again:\n- Using ring");
  assertEquals((await Deno.readTextFile(bot.lines)).split(`ring ${word}`).length - 1, 1);
  assertEquals([...tasks.wrong(await readNotes(bot.data))], []);
  assertEquals(tasks.inDoubt, [word]);
});

Deno.test("what a run that was killed had done is taken back by its button, as one", async () => {
  await using bot = await begin("0", () => Promise.resolve());
  const { tasks, fake } = bot;
  const before = await readNotes(bot.data);
  const reader = new Reader();
  const word = tasks.next();
  {
    await using program = bot.start();
    await reader.give(program, word);
    await fake.until(() => tasks.requests === 7);
    program.signal("SIGKILL");
    await program.ended();
    reader.take(program);
  }
  await using program = bot.start();
  const result = await program.until((told) => textOf(told).includes(`All done with ${word}.`));
  await program.send({ type: "action", chat: "chat0", action: actionOf(result, "Undo") });
  await program.until((told) => textOf(told).startsWith("Taken back."));
  assertEquals(await program.end(), 0, program.stderr);
  assertEquals(await readNotes(bot.data), before);
});
