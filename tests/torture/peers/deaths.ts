/** Bots that are ended again and again while people write: by `kill -9` (`crash`), or asked to by SIGTERM (`shutdown`). */
import { deadline } from "@std/async/deadline";
import { delay } from "@std/async/delay";
import type { RunningProgram } from "../../support/program.ts";
import { randomOf } from "../../support/random.ts";
import type { Figure, TortureOptions } from "../torture.ts";
import { type EchoBot, gramio, grammy, portico, runner, stopDeadline } from "./echo_bots.ts";
import { compare, type Comparison } from "./comparison.ts";
import { type Asked, Stage } from "./stage.ts";

/**
 * People, how many of their messages wait at a start, how many come after that and how many milliseconds apart, on average. A message is up to `work`
 * milliseconds of work. Even who handles one after the other keeps up with it.
 */
const CROWD = { people: 10, waiting: 5, coming: 6, every: 100, work: 50 };
/** Milliseconds for which Telegram takes its time with a send. */
const LATENCY = 20;
/** A bot is ended within so many milliseconds of its first poll. */
const LONGEST = 1_000;
/** Milliseconds after the deadline at which whoever asked a bot to stop kills it. */
const GRACE = 2_000;

const bots = [portico, grammy, runner, gramio];

/** How a bot came out of it. */
interface Outcome {
  /** Messages that it never noted. */
  readonly lost: number;
  readonly notedTwice: number;
  readonly answeredTwice: number;
  readonly unanswered: number;
  /** Those of them of which nobody was told. */
  readonly untold: number;
  /** Stops that did not end by themselves in time. */
  readonly late: number;
  /** Stops that ended by themselves, with another code than 0. */
  readonly failed: number;
}

/** How a round ends. */
interface Ending {
  readonly late?: boolean;
  readonly code?: number;
}

type End = (program: RunningProgram) => Promise<Ending>;

async function kill(program: RunningProgram): Promise<Ending> {
  program.signal("SIGKILL");
  await program.ended();
  return {};
}

async function stop(program: RunningProgram): Promise<Ending> {
  program.signal("SIGTERM");
  try {
    return { code: await deadline(program.ended(), stopDeadline + GRACE) };
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    await kill(program);
    return { late: true };
  }
}

/** People who write the same number of messages in each round, whatever the bot does. */
class Crowd implements AsyncDisposable {
  readonly #end = new AbortController();
  #coming = CROWD.coming;
  #written: Promise<void> | undefined;

  constructor(private readonly stage: Stage, private readonly dice: () => number) {
    for (let count = 0; count < CROWD.waiting; count++) this.#ask();
  }

  /** Writes at moments of its own. */
  start(): void {
    this.#written = this.#write();
  }

  async #write(): Promise<void> {
    const { signal } = this.#end;
    for (; this.#coming > 0; this.#coming--) {
      // What has not been written when the bot has ended is there for its next start.
      await delay(2 * CROWD.every * this.dice(), { signal }).catch(() => {});
      this.#ask();
    }
  }

  #ask(): void {
    const by = this.stage.people[Math.floor(this.dice() * CROWD.people)];
    this.stage.ask(by, Math.ceil(this.dice() * CROWD.work));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end.abort();
    await this.#written;
  }
}

/** What is known when all is over. */
interface History {
  readonly name: string;
  readonly endings: readonly Ending[];
  /** Everything that the bot has written to standard error. */
  readonly told: string;
  readonly say: TortureOptions["say"];
}

/** Ends a bot so many times. */
async function endOften(bot: EchoBot, end: End, { count, seed, say }: TortureOptions): Promise<Outcome> {
  await using stage = await Stage.open({ people: CROWD.people, latency: LATENCY });
  const moments = randomOf(seed);
  const endings: Ending[] = [];
  let told = "";
  for (let round = 0; round < count; round++) {
    const polls = stage.polls;
    await using crowd = new Crowd(stage, randomOf(seed + round + 1));
    await using program = bot.launch(stage);
    await stage.telegram.until(() => stage.polls > polls);
    crowd.start();
    await delay(LONGEST * moments());
    endings.push(await end(program));
    const { code = 0 } = endings[round];
    if (code !== 0) say(`${bot.name}: stop ${round + 1} with code ${code}: ${reasonIn(program.stderr)}`);
    told += program.stderr;
  }
  const { polls } = stage;
  await using program = bot.launch(stage);
  await stage.settle(polls);
  // Three kills in one handler put its event aside, which its person is told.
  if (stage.tryAgain()) await stage.settle(stage.polls);
  await stop(program);
  told += program.stderr;
  return await outcomeOf(stage, { name: bot.name, endings, told, say });
}

/** What a program that failed has said of it. */
function reasonIn(stderr: string): string {
  return stderr.split("\n").find((line) => /error/i.test(line)) ?? stderr;
}

async function outcomeOf(stage: Stage, { name, endings, told, say }: History): Promise<Outcome> {
  const noted = await stage.noted();
  const said = stage.said();
  const { asked } = stage;
  const those = (what: string, holds: (one: Asked) => boolean): number => {
    const found = asked.filter(holds).map(({ word }) => word);
    if (found.length > 0) say(`${name}: ${what}: ${found.length}, such as ${found.slice(0, 5).join(", ")}`);
    return found.length;
  };
  const isAnswered = (one: Asked) => (said.get(one) ?? 0) > 0;
  const isTold = ({ update }: Asked) => told.includes(`of telegram:${stage.telegram.state.bot.id}:${update} arrived`);
  say(`${name}: ${asked.length} messages, ${endings.length} ends`);
  return {
    lost: those("lost", (one) => noted.get(one) === 0),
    notedTwice: those("noted more than once", (one) => (noted.get(one) ?? 0) > 1),
    answeredTwice: those("answered more than once", (one) => (said.get(one) ?? 0) > 1),
    unanswered: those("not answered", (one) => !isAnswered(one)),
    untold: those("not answered, and nobody was told", (one) => !isAnswered(one) && !isTold(one)),
    late: endings.filter(({ late }) => late).length,
    failed: endings.filter(({ code = 0 }) => code !== 0).length,
  };
}

/** What both have. */
function effects({ figure }: Comparison<Outcome>): Figure[] {
  return [
    figure("messages lost", ({ lost }) => lost, { most: 0 }),
    figure("messages answered more than once", ({ answeredTwice }) => answeredTwice, { most: 0 }),
    figure("messages noted more than once", ({ notedTwice }) => notedTwice, { most: 0 }),
    figure("messages not answered, and nobody was told", ({ untold }) => untold, { most: 0 }),
  ];
}

/** `kill -9` at random moments. */
export async function crash(options: TortureOptions): Promise<Figure[]> {
  const comparison = await compare(bots, (bot) => endOften(bot, kill, options));
  return [
    ...effects(comparison),
    comparison.figure("messages not answered", ({ unanswered }) => unanswered, { most: options.count }),
  ];
}

/** SIGTERM at random moments, and a few times while a handler is at work that takes an hour. */
export async function shutdown(options: TortureOptions): Promise<Figure[]> {
  const { figure, ...comparison } = await compare(bots, (bot) => endOften(bot, stop, options));
  const endless = Math.ceil(options.count / 10);
  const stuck = await compare(bots, (bot) => stopStuck(bot, endless));
  return [
    ...effects({ figure, ...comparison }),
    figure("messages not answered", ({ unanswered }) => unanswered, { most: 0 }),
    figure("stops that had to be killed", ({ late }) => late, { most: 0 }),
    figure("stops with another code than 0", ({ failed }) => failed, { most: 0 }),
    stuck.figure(`of ${endless} stops with an endless handler, those that had to be killed`, (late) => late, {
      most: 0,
    }),
  ];
}

/** How often a bot with a handler that takes an hour has to be killed. */
async function stopStuck(bot: EchoBot, count: number): Promise<number> {
  let late = 0;
  for (let round = 0; round < count; round++) {
    await using stage = await Stage.open({ people: 1 });
    stage.ask(stage.people[0], 3_600_000);
    await using program = bot.launch(stage);
    await stage.telegram.until(() => stage.polls > 0);
    await delay(LONGEST);
    const ending = await stop(program);
    if (ending.late) late++;
  }
  return late;
}
