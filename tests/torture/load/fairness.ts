/** One who floods the bot, and others who write now and then: what these wait for, beside what they wait for alone. */
import { command, type CommandContext, type IncomingMessage, plugin } from "../../../core/mod.ts";
import { randomOf } from "../../support/random.ts";
import type { Figure } from "../torture.ts";
import { RatedAdapter, realWorld, virtualWorld, type World } from "./worlds.ts";

/** Who writes how much. Times are in milliseconds. */
export interface FairnessOptions {
  /** Commands of the one who floods, in the first half of the time. */
  readonly flood: number;
  /** People who write one command in each round. */
  readonly quiet: number;
  readonly rounds: number;
  /** How long a round is. */
  readonly round: number;
  /** What every handler takes. */
  readonly work: number;
  /** Units in memory at which intake waits; fewer than the flood, or there is nothing to prove. */
  readonly total: number;
  readonly seed: number;
}

/** How much the platform delivers at a time. */
const DELIVERY = 100;

/** Looks of the platform at what there is to deliver, in the time of one handler. */
const LOOKS = 4;

/** Milliseconds in which the flood's chat takes what comes of one of its commands. */
const FLOOD_PACE = 3_000;

/** Who floods, and what is sent there beside the reply. */
const FLOOD = "flood";
const MORE = "more";

/** Where commands run: in the lane of intake, or handed on to that of work. */
type Lane = "intake" | "work";

/** What became of one world. */
interface Outcome {
  /** Milliseconds from each command of the quiet to its reply. */
  readonly waits: readonly number[];
  /** Replies to the flood, by the numbers of its commands. */
  readonly flooded: readonly number[];
}

async function live(world: World, options: FairnessOptions, lane: Lane, flood: number): Promise<Outcome> {
  const { quiet, rounds, round, work, total, seed } = options;
  const { clock } = world;
  @plugin({ name: "work" })
  class Work {
    @command("work", { description: "Takes its time", lane })
    async work(ctx: CommandContext): Promise<void> {
      await new Promise<void>((resolve) => void clock.setTimer(work, resolve));
      // The flood has more to be sent than its chat takes.
      const isFlood = ctx.conversation.chat === FLOOD;
      await Promise.all([ctx.rest, ...isFlood ? [MORE, MORE] : []].map((text) => ctx.reply(text)));
    }
  }
  const random = randomOf(seed);
  const chat = new RatedAdapter(clock, random);
  const stop = await world.start(chat, [Work], total);
  const sentAt = new Map<string, number>();
  const waits: number[] = [];
  const flooded: number[] = [];
  chat.script = (operation) => {
    if (operation.kind !== "send" || operation.text === MORE) return;
    const at = sentAt.get(operation.text);
    if (at === undefined) flooded.push(Number(operation.text));
    else waits.push(clock.monotonic() - at);
  };
  const due = [
    ...Array.from({ length: quiet * rounds }, (_, n) => {
      const user = `quiet${n % quiet}`;
      return { user, word: `${user}:${n}`, at: (Math.floor(n / quiet) + random()) * round };
    }),
    ...Array.from({ length: flood }, (_, n) => ({ user: FLOOD, word: `${n}`, at: n / flood * rounds * round / 2 })),
  ].sort((one, other) => one.at - other.at);
  const waiting: IncomingMessage[] = [];
  let isDelivering = false;
  const deliverAll = async () => {
    if (isDelivering) return;
    isDelivering = true;
    while (waiting.length > 0) await chat.deliver(...waiting.splice(0, DELIVERY));
    isDelivering = false;
  };
  const begun = clock.monotonic();
  let written = 0;
  // In the last half round nobody writes, so that what is answered in time is.
  while (clock.monotonic() - begun < (rounds + 0.5) * round) {
    for (; written < due.length && due[written].at <= clock.monotonic() - begun; written++) {
      const { user, word } = due[written];
      if (user !== FLOOD) sentAt.set(word, clock.monotonic());
      waiting.push(chat.message(`/work ${word}`, { user, chat: user }));
    }
    void deliverAll();
    await world.pass(work / LOOKS);
  }
  await stop();
  return { waits, flooded };
}

/** In virtual time, in either lane: what waits for what, whatever the machine does. */
export async function fairness(options: FairnessOptions): Promise<readonly Figure[]> {
  return [
    ...await compare("fairness in intake, virtual time", virtualWorld, options, "intake"),
    ...await compare("fairness in work, virtual time", virtualWorld, options, "work"),
  ];
}

/** In real time, on a real disk, while the machine takes the flood in and works on it. */
export async function realFairness(options: FairnessOptions): Promise<readonly Figure[]> {
  return await compare("fairness, real time", realWorld, options, "intake");
}

async function compare(
  what: string,
  makeWorld: () => World,
  options: FairnessOptions,
  lane: Lane,
): Promise<readonly Figure[]> {
  const { quiet, rounds, round, flood } = options;
  const alone = await live(makeWorld(), options, lane, 0);
  const beside = await live(makeWorld(), options, lane, flood);
  const outOfTurn = beside.flooded.filter((number, index) => number !== index).length;
  const most = 2 * p95(alone.waits);
  return [
    { what: `${what}: the quiet wait alone, p95`, value: p95(alone.waits), unit: "ms" },
    { what: `${what}: the quiet wait beside a flood, p95`, value: p95(beside.waits), unit: "ms", most },
    { what: `${what}: replies to the quiet`, value: beside.waits.length, least: quiet * rounds },
    { what: `${what}: replies to the flood`, value: beside.flooded.length, least: rounds * round / FLOOD_PACE / 2 },
    { what: `${what}: replies to the flood out of turn`, value: outOfTurn, most: 0 },
  ];
}

function p95(waits: readonly number[]): number {
  return waits.toSorted((one, other) => one - other)[Math.floor(waits.length * 0.95)] ?? NaN;
}
