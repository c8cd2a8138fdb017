/** Asks the program to stop again and again while fifty people use it: it ends in time and in good order, and what it has begun goes on at the next start. */
import { deadline } from "@std/async/deadline";
import { randomOf } from "../../support/random.ts";
import { CHAPTER, CrowdedBot, SLOW } from "../crash/crowded_bot.ts";
import { brokenFigures, doneFigures } from "../crash/figures.ts";
import { Interruption } from "../crash/interruption.ts";
import type { Figure, TortureOptions } from "../torture.ts";

/** After so many it is told how far it is. */
const TOLD = 10;
/** Milliseconds that a stop may take, and what the program may need beside. */
const DEADLINE = 3_000;
const SPARE = 10_000;
/** The code of a program that SIGTERM ends before its own code runs. */
const DEAF = 143;
/** Every so many stops a handler is stuck that does not hear of them. */
const STUCK = 4;
/** Every so many the owner tells everybody something, which waits at the gate. */
const BROADCAST = 5;

/** How the stops went. */
interface Tally {
  stops: number;
  stuck: number;
  /** Milliseconds. */
  slowest: number;
  late: number;
  deaf: number;
  wrong: number;
}

/** Stops it `count` times, and then by two signals. */
export async function shutdown({ count, seed, say }: TortureOptions): Promise<readonly Figure[]> {
  await using bot = await CrowdedBot.start(seed, say);
  const dice = randomOf(seed + 1);
  const { does, crowd } = bot;
  crowd.take(...does.all, { habit: does.broadcasts, weight: 0 });
  using interruption = new Interruption();
  const tally: Tally = { stops: 0, stuck: 0, slowest: 0, late: 0, deaf: 0, wrong: 0 };
  while (tally.stops < count && !interruption.isAsked) {
    await stopOnce(bot, dice, tally, say);
    if (tally.stops % TOLD === 0 || tally.stops === count) {
      say(`${tally.stops} of ${count} stops, the slowest took ${Math.round(tally.slowest)} ms`);
    }
    if (tally.stops % CHAPTER === 0 && tally.stops < count && await bot.rest() !== 0) tally.wrong++;
  }
  if (await bot.rest() !== 0) tally.wrong++;
  const said = bot.owner.private.chat.fromBot.filter(({ text }) => text === "stuck").length;
  const twice = await stopTwice(bot, Math.max(1, Math.round(tally.stops / 20)));
  return [
    { what: "stops", value: tally.stops },
    { what: "of them with a handler that never ends", value: tally.stuck },
    { what: "of them before it heard signals: ended by the system, with nothing begun", value: tally.deaf },
    ...doneFigures(bot),
    { what: "messages of broadcasts", value: does.broadcasts.count },
    { what: "slowest stop", value: Math.round(tally.slowest), unit: "ms" },
    { what: "stops later than the deadline", value: tally.late, most: 0 },
    { what: "stops with another code than 0", value: tally.wrong, most: 0 },
    ...brokenFigures(bot),
    { what: "replies missing", value: bot.broken("replies missing"), most: 0 },
    { what: "replies of stuck handlers doubled or missing", value: Math.abs(said - tally.stuck), most: 0 },
    ...twice,
  ];
}

/** Starts it, and stops it at a random moment. */
async function stopOnce(bot: CrowdedBot, dice: () => number, tally: Tally, say: (line: string) => void): Promise<void> {
  const stop = ++tally.stops;
  const isStuck = stop % STUCK === 0;
  const env = { ...SLOW, PORTICO_DELIVERY_BOT: "40/1s", PORTICO_SHUTDOWN_DEADLINE: `${DEADLINE}ms` };
  await using program = bot.launch(isStuck ? env : { ...env, ECHO_PATIENT: "1" });
  const calls = bot.telegram.calls.length;
  if (isStuck) {
    bot.owner.private.send("/stuck");
    tally.stuck++;
  }
  if (stop % BROADCAST === 0) bot.does.broadcasts.act();
  await bot.liveUntil(bot.momentBy(dice));
  const isBegun = bot.telegram.calls.length > calls || program.stderr !== "";
  const asked = performance.now();
  const code = await bot.stop(program);
  const took = performance.now() - asked;
  tally.slowest = Math.max(tally.slowest, took);
  if (took > DEADLINE + SPARE) tally.late++;
  if (code === DEAF && !isBegun) tally.deaf++;
  else if (code !== 0) {
    tally.wrong++;
    say(`stop ${stop} ended with code ${code}: ${program.stderr.slice(-1_000)}`);
  }
  await bot.inspect(program);
}

/** Stops it by a second signal, while it waits for a handler that never ends. */
async function stopTwice(bot: CrowdedBot, times: number): Promise<readonly Figure[]> {
  const { telegram, owner } = bot;
  let [wrong, slowest] = [0, 0];
  for (let time = 0; time < times; time++) {
    // Once more each time: one that was broken off three times is put aside.
    owner.private.send("/stuck");
    await using program = bot.launch({ PORTICO_SHUTDOWN_DEADLINE: "1h" });
    await telegram.until(() => telegram.updates.isPolled && telegram.updates.pending === 0);
    program.signal("SIGTERM");
    await telegram.until(() => !telegram.updates.isPolled); // it has begun to stop
    const asked = performance.now();
    program.signal("SIGINT"); // the same one would have to come half a second later
    if (await deadline(program.ended(), SPARE) !== 130) wrong++;
    slowest = Math.max(slowest, performance.now() - asked);
  }
  return [
    { what: "stops by a second signal", value: times },
    { what: "slowest of them", value: Math.round(slowest), unit: "ms" },
    { what: "of them with another code than 130", value: wrong, most: 0 },
  ];
}
