/** Asks the program to stop again and again while fifty people use it: it ends in time and in good order, and what it has begun goes on at the next start. */
import { deadline } from "@std/async/deadline";
import { randomOf } from "../../support/random.ts";
import { CrowdedBot, SLOW } from "../crash/crowded_bot.ts";
import { brokenFigures, doneFigures } from "../crash/figures.ts";
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

/** Stops it `count` times, and then by two signals. */
export async function shutdown({ count, seed, say }: TortureOptions): Promise<readonly Figure[]> {
  await using bot = await CrowdedBot.start(seed, say);
  const dice = randomOf(seed + 1);
  const { does, crowd } = bot;
  crowd.take(...does.all, { habit: does.broadcasts, weight: 0 });
  const [owner] = crowd.people;
  owner.private.send("/stuck");
  const env = { ...SLOW, PORTICO_DELIVERY_BOT: "40/1s", PORTICO_SHUTDOWN_DEADLINE: `${DEADLINE}ms` };
  let [late, slowest, deaf, wrong] = [0, 0, 0, 0];
  for (let stop = 1; stop <= count; stop++) {
    await using program = bot.launch(stop % STUCK === 0 ? env : { ...env, ECHO_PATIENT: "1" });
    if (stop % BROADCAST === 0) does.broadcasts.act();
    const calls = bot.telegram.calls.length;
    await bot.liveUntil(bot.momentBy(dice));
    const isBegun = bot.telegram.calls.length > calls || program.stderr !== "";
    const asked = performance.now();
    const code = await bot.stop(program);
    const took = performance.now() - asked;
    slowest = Math.max(slowest, took);
    if (took > DEADLINE + SPARE) late++;
    if (code === DEAF && !isBegun) deaf++;
    else if (code !== 0) {
      wrong++;
      say(`stop ${stop} ended with code ${code}: ${program.stderr.slice(-1_000)}`);
    }
    await bot.inspect(program);
    if (stop % TOLD === 0 || stop === count) {
      say(`${stop} of ${count} stops, the slowest took ${Math.round(slowest)} ms`);
    }
  }
  const end = await settled(bot);
  const twice = await stopTwice(bot, Math.max(1, Math.round(count / 20)));
  return [
    { what: "stops", value: count },
    ...doneFigures(bot),
    { what: "messages of broadcasts", value: does.broadcasts.count },
    { what: "slowest stop", value: Math.round(slowest), unit: "ms" },
    { what: "stops later than the deadline", value: late, most: 0 },
    { what: "stops with another code than 0", value: wrong + (end === 0 ? 0 : 1), most: 0 },
    { what: "of them before it heard signals: ended by the system, with nothing begun", value: deaf },
    ...brokenFigures(bot),
    { what: "replies missing", value: bot.broken("replies missing"), most: 0 },
    ...twice,
  ];
}

/** Lets the program do all there is to do, stops it once more, and looks at the end. */
async function settled(bot: CrowdedBot): Promise<number> {
  await using program = bot.launch({ ECHO_PATIENT: "1" });
  await bot.crowd.settle();
  const code = await bot.stop(program);
  await bot.inspect(program, true);
  return code;
}

/** Stops it by a second signal, while it waits for a handler that never ends. */
async function stopTwice(bot: CrowdedBot, times: number): Promise<readonly Figure[]> {
  const { telegram, crowd: { people: [owner] } } = bot;
  let [wrong, slowest] = [0, 0];
  owner.private.send("/stuck");
  for (let time = 0; time < times; time++) {
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
