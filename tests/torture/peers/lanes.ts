/** What one chat does to the others (`isolation`), and whether the answers in a chat come in its order (`order`). */
import { delay } from "@std/async/delay";
import type { Person } from "../../support/fake_telegram/mod.ts";
import { randomOf } from "../../support/random.ts";
import type { Figure, TortureOptions } from "../torture.ts";
import { answerTo } from "./bots/echo.ts";
import { compare } from "./comparison.ts";
import { type EchoBot, gramio, grammy, portico, runner, sequential } from "./echo_bots.ts";
import { type Asked, Stage } from "./stage.ts";

const bots = [portico, grammy, runner, sequential, gramio];

/** Milliseconds of work that does not end here. */
const ENDLESS = 3_600_000;
/** Milliseconds that a handler may take, where that can be said. */
const HANDLER_LIMIT = 2_000;
/** Milliseconds for which people wait for an answer. */
const PATIENCE = 5_000;
/** What one chat sends at once, and milliseconds of work that each of it is: half a minute of work, one after the other. */
const FLOOD = { messages: 1_000, work: 30 };
/** Chats whose order is looked at, and the most milliseconds of work that a message is. */
const TALKS = { chats: 20, work: 20 };

/** Somebody sends something; returns those that should be answered soon all the same. */
type Misuse = (stage: Stage, by: Person) => readonly Asked[];

/** One message never ends; the next one waits behind it. */
const block: Misuse = (stage, by) => {
  stage.ask(by, ENDLESS);
  return [stage.ask(by)];
};

const flood: Misuse = (stage, by) => {
  for (let count = 0; count < FLOOD.messages; count++) stage.ask(by, FLOOD.work);
  return [];
};

/** Messages without an answer when the patience is over. */
interface Unanswered {
  readonly others: number;
  readonly own: number;
}

/** One chat misuses the bot, and then so many others write a message each. */
async function disturb(bot: EchoBot, misuse: Misuse, others: number): Promise<Unanswered> {
  await using stage = await Stage.open({ people: 1 + others });
  const [one, ...rest] = stage.people;
  const own = misuse(stage, one);
  await using _program = bot.launch(stage, HANDLER_LIMIT);
  await stage.telegram.until(() => stage.polls > 0);
  const asked = rest.map((by) => stage.ask(by));
  await delay(PATIENCE);
  const said = stage.said();
  const left = (some: readonly Asked[]): number => some.filter((one) => said.get(one) === 0).length;
  return { others: left(asked), own: left(own) };
}

/** One chat has a handler that never ends, or sends very much. */
export async function isolation({ count }: TortureOptions): Promise<Figure[]> {
  const blocked = await compare(bots, (bot) => disturb(bot, block, count));
  const flooded = await compare(bots, (bot) => disturb(bot, flood, count));
  const within = `unanswered after ${PATIENCE / 1_000} s`;
  return [
    blocked.figure(`one handler never ends: of ${count} other chats, ${within}`, ({ others }) => others, { most: 0 }),
    blocked.figure(`the next message of its own chat, ${within}`, ({ own }) => own, { most: 0 }),
    flooded.figure(
      `one chat sends ${FLOOD.messages} messages: of ${count} other chats, ${within}`,
      ({ others }) => others,
      { most: 0 },
    ),
  ];
}

/** How the answers in all chats came. */
interface Answers {
  /** Behind one that was asked for later, in the same chat. */
  readonly late: number;
  readonly missing: number;
}

/** Lets people write a row of messages, some of which are more work than others. */
async function converse(bot: EchoBot, { count, seed }: TortureOptions): Promise<Answers> {
  await using stage = await Stage.open({ people: TALKS.chats });
  const dice = randomOf(seed);
  for (let index = 0; index < count; index++) {
    stage.ask(stage.people[index % TALKS.chats], Math.ceil(dice() * TALKS.work));
  }
  await using _program = bot.launch(stage);
  await stage.settle(0);
  const said = stage.said();
  return {
    late: stage.people.reduce((sum, by) => sum + lateIn(stage, by), 0),
    missing: stage.asked.filter((one) => said.get(one) === 0).length,
  };
}

function lateIn({ asked }: Stage, by: Person): number {
  const places = new Map(asked.filter((one) => one.by === by).map(({ word }, place) => [answerTo(word), place]));
  let [late, newest] = [0, -1];
  for (const { text } of by.private.chat.fromBot) {
    const place = places.get(text) ?? -1;
    if (place < newest) late++;
    else newest = place;
  }
  return late;
}

/** Messages of different work in the same chats. */
export async function order(options: TortureOptions): Promise<Figure[]> {
  const { figure } = await compare(bots, (bot) => converse(bot, options));
  return [
    figure("answers behind one that was asked for later", ({ late }) => late, { most: 0 }),
    figure("messages not answered", ({ missing }) => missing, { most: 0 }),
  ];
}
