/** The real program with fifty people who use all of it: on a fake Telegram, with a fake model, and with tools of somebody else. */
import { deadline } from "@std/async/deadline";
import { delay } from "@std/async/delay";
import { AgentTasks, bellPlugin, SHARED } from "../../support/agent_tasks.ts";
import {
  broadcastPlugin,
  Broadcasts,
  Choices,
  Crowd,
  ECHO_PLUGIN,
  Echoes,
  Errands,
  modes,
  NoteTaking,
  type Problem,
  Questions,
  settings,
  TagDialogues,
  type Weighted,
} from "../../support/crowd/mod.ts";
import { FakeOpenAI } from "../../support/fake_openai/mod.ts";
import { FakeTelegram, type Person } from "../../support/fake_telegram/mod.ts";
import { TestFolder } from "../../support/folder.ts";
import type { RunningProgram } from "../../support/program.ts";
import { randomOf } from "../../support/random.ts";
import { launchOn } from "../../support/telegram_program.ts";
import { Inspector } from "./inspector.ts";

/** How many people there are. */
const PEOPLE = 50;
/** So many of them press "Edit tags" and answer, and do nothing else in their private chats. */
const TAGGERS = 8;
/** So many calls of the bot are waited for at most, of those that fetch updates or answer them: what it signs at each start would be most of all. */
const MOST_STEPS = 24;
const STEPS = new Set(["getupdates", "sendmessage", "editmessagetext", "answercallbackquery"]);
/** So many milliseconds more are waited at most: a batch of notes closes meanwhile. */
const MOST_PAUSE = 400;
/** Meanwhile somebody does something after each so many. */
const BREATH = 30;
/** So that sends are under way when it ends: of so many, the answer takes so many milliseconds. */
const SLOW_ANSWERS = { probability: 0.3, delay: 60 };
/** What the plugins of this folder are called, and where one of them writes. */
const PLUGINS = ["echo.ts", "bell.ts", "broadcast.ts"];
const LINES = "lines.txt";
/** Milliseconds that the tools of somebody else take, in JavaScript. */
const BELL_TIMES = { mark: "Math.random() * 20", ring: "Math.random() * 100" };
/** Milliseconds that a program which was asked to stop is given. */
const PATIENCE = 30_000;

/** After so many ends it is given the time to do all there is to do: people write faster than one machine can answer them between two of its ends. */
export const CHAPTER = 50;

/** So that answers wait for their turn when the program ends. */
export const SLOW = { PORTICO_DELIVERY_PRIVATE: "4/1s" };

/** When a program is ended. */
export interface Moment {
  /** Calls of the bot that are waited for; none while it still starts. */
  readonly steps: number;
  /** Milliseconds more. */
  readonly pause: number;
}

/** What there is beside the program. */
interface World {
  readonly folder: TestFolder;
  readonly telegram: FakeTelegram;
  readonly model: FakeOpenAI;
  readonly crowd: Crowd;
  readonly dice: () => number;
}

/** See the file's comment. */
export class CrowdedBot implements AsyncDisposable {
  readonly telegram: FakeTelegram;
  readonly crowd: Crowd;
  readonly does: ReturnType<typeof habitsOf>;
  readonly #world: World;
  readonly #inspector: Inspector;
  #lives = 0;
  /** Milliseconds from the last launch to its first call. */
  #startTime = 500;

  private constructor(world: World, say: (line: string) => void) {
    this.#world = world;
    this.telegram = world.telegram;
    this.crowd = world.crowd;
    this.does = habitsOf(world);
    this.#inspector = new Inspector(world.telegram, world.crowd, this.#data, say);
  }

  /**
   * Makes the world, and lets a first life of the program prepare it: everybody has a note that the others are about, and the groups are let in.
   *
   * @param say is told what is wrong.
   */
  static async start(seed: number, say: (line: string) => void): Promise<CrowdedBot> {
    const dice = randomOf(seed);
    const telegram = await FakeTelegram.start({ limits: {}, seed });
    const folder = await TestFolder.make();
    const crowd = new Crowd(telegram, dice, PEOPLE);
    const bot = new CrowdedBot({ folder, telegram, model: FakeOpenAI.start(), crowd, dice }, say);
    await bot.#prepare();
    return bot;
  }

  /** Who may do everything, and does little. */
  get owner(): Person {
    return this.crowd.people[0];
  }

  /** Starts the program once more. */
  launch(env: Record<string, string> = {}): RunningProgram {
    const { folder, telegram, model, crowd } = this.#world;
    const program = launchOn(telegram, {
      data: this.#data,
      args: PLUGINS.flatMap((name) => ["--plugin", folder.join(name)]),
      env: {
        ...crowd.env,
        ...model.env,
        // The key tells which life has asked.
        PORTICO_MODEL_KEY: `life-${this.#lives++}`,
        PORTICO_MODEL_CALLS_PER_MINUTE: "1000",
        PORTICO_NOTE_IMPROVE: "off",
        PORTICO_LOG: "info",
        ...env,
      },
    });
    this.#timeStart();
    return program;
  }

  /** Has people write until a moment. */
  async liveUntil({ steps, pause }: Moment): Promise<void> {
    const { telegram, crowd } = this;
    if (steps === 0) { for (let act = 0; act < 4; act++) crowd.act(); }
    for (let step = 0; step < steps; step++) {
      crowd.act();
      crowd.act();
      let seen = telegram.calls.length;
      const isStep = () => {
        while (seen < telegram.calls.length) if (STEPS.has(telegram.calls[seen++].method)) return true;
        return false;
      };
      await telegram.until(isStep);
    }
    for (let left = pause; left > 0; left -= BREATH) {
      await delay(Math.min(left, BREATH));
      if (steps > 0 && left > BREATH) crowd.act();
    }
  }

  /** A moment anywhere in a life: while it starts, at a call of it, or some time behind one. */
  momentBy(dice: () => number): Moment {
    const chance = dice();
    if (chance < 0.15) return { steps: 0, pause: dice() * this.#startTime };
    return { steps: 1 + Math.floor(dice() * MOST_STEPS), pause: chance < 0.5 ? 0 : dice() * MOST_PAUSE };
  }

  /** Asks a program to stop, and resolves with its exit code. @throws {DOMException} when it does not. */
  async stop(program: RunningProgram): Promise<number> {
    program.signal("SIGTERM");
    return await deadline(program.ended(), PATIENCE);
  }

  /** Lets the program do all there is to do, asks it to stop, and looks whether nothing is missing. Resolves with its exit code. */
  async rest(): Promise<number> {
    await using program = this.launch({ ECHO_PATIENT: "1" });
    await this.crowd.settle();
    const code = await this.stop(program);
    await this.inspect(program, true);
    return code;
  }

  /** Takes over what a program that has ended has logged, and compares everything. */
  async inspect({ stderr }: RunningProgram, isEnd = false): Promise<void> {
    this.#inspector.hear(stderr);
    await this.#inspector.look(isEnd);
  }

  /** How often a promise was broken. */
  broken(kind: Problem["kind"]): number {
    return this.#inspector.count(kind);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { folder, telegram, model } = this.#world;
    await model[Symbol.asyncDispose]();
    await telegram[Symbol.asyncDispose]();
    await folder[Symbol.asyncDispose]();
  }

  get #data(): string {
    return this.#world.folder.join("data");
  }

  async #prepare(): Promise<void> {
    const { folder, model, crowd, telegram } = this.#world;
    const { does } = this;
    const chats = crowd.people.map(({ id }) => id);
    const [lines, sources] = [folder.join(LINES), [
      ECHO_PLUGIN,
      bellPlugin(folder.join(LINES), BELL_TIMES),
      broadcastPlugin(chats),
    ]];
    await Deno.writeTextFile(lines, "");
    for (const [index, name] of PLUGINS.entries()) await Deno.writeTextFile(folder.join(name), sources[index]);
    model.answer = (request) => request.tools.length > 0 ? does.tasks.answer(request) : does.questions.answer(request);
    await using program = this.launch();
    for (const { place } of crowd.members) place.send(`/note ${SHARED}`);
    for (const { place } of does.groups) place.send("/allow here everything");
    await crowd.settle();
    const code = await this.stop(program);
    if (code !== 0) throw new Error(`The first life ended with ${code}:\n${program.stderr}`);
    this.#inspector.begin();
    const { probability, delay } = SLOW_ANSWERS;
    telegram.faults.add({ fault: { kind: "slow", delay }, method: ["sendMessage", "editMessageText"], probability });
    telegram.faults.add({ fault: { kind: "slow", delay: MOST_PAUSE }, method: "file", probability });
    crowd.take(...does.all);
  }

  #timeStart(): void {
    const { telegram } = this;
    const [before, began] = [telegram.calls.length, performance.now()];
    const watch = telegram.until(() => telegram.calls.length > before);
    watch.then(() => void (this.#startTime = performance.now() - began), () => {}); // it may be killed before
  }
}

/** What the crowd does, and in which of the groups. */
function habitsOf({ telegram, crowd, dice, folder }: World) {
  const [owner] = crowd.members;
  const tasks = new AgentTasks(folder.join(LINES), () => delay(dice() * 40));
  const group = telegram.supergroup({ members: crowd.people.slice(0, 10), bot: "administrator" });
  const forum = telegram.supergroup({ members: crowd.people.slice(0, 20), bot: "administrator", isForum: true });
  const [first] = crowd.people;
  const [noting, choosing] = ["Notes", "Modes"].map((name) => forum.openTopic(name, first));
  const others = crowd.people.slice(1, 20);
  const alone = crowd.members.slice(1, -TAGGERS);
  const anywhere = [
    ...alone,
    ...crowd.people.slice(1, 10).map((person) => crowd.memberIn(person, group)),
    ...others.map((person) => crowd.memberIn(person, forum, noting)),
  ];
  const notes = new NoteTaking(telegram, anywhere, dice);
  const echoes = new Echoes(telegram, anywhere, dice);
  const chosen = new Choices(telegram, alone, dice, settings);
  const modesOf = new Choices(telegram, others.map((person) => crowd.memberIn(person, forum, choosing)), dice, modes);
  const questions = new Questions(telegram, alone, dice);
  const errands = new Errands(telegram, alone, dice, tasks);
  const tagging = new TagDialogues(telegram, crowd.members.slice(-TAGGERS), dice);
  const broadcasts = new Broadcasts(telegram, owner, crowd.people.map(({ id }) => id));
  const all: readonly Weighted[] = [
    { habit: notes, weight: 50 },
    { habit: echoes, weight: 25 },
    { habit: chosen, weight: 6 },
    { habit: modesOf, weight: 3 },
    { habit: questions, weight: 6 },
    { habit: errands, weight: 4 },
    { habit: tagging, weight: 10 },
  ];
  const groups = [crowd.memberIn(first, group), crowd.memberIn(first, forum)];
  return { tasks, notes, echoes, chosen, modesOf, questions, errands, tagging, broadcasts, all, groups };
}
