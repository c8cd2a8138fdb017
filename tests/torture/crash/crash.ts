/** Kills the program again and again while fifty people use it, and compares what is there with what must be. */
import { randomOf } from "../../support/random.ts";
import type { Figure, TortureOptions } from "../torture.ts";
import { CHAPTER, CrowdedBot, SLOW } from "./crowded_bot.ts";
import { brokenFigures, doneFigures } from "./figures.ts";
import { Interruption } from "./interruption.ts";

/** After so many it is told how far it is. */
const TOLD = 25;

/** Kills it `count` times. */
export async function crash({ count, seed, say }: TortureOptions): Promise<readonly Figure[]> {
  await using bot = await CrowdedBot.start(seed, say);
  const dice = randomOf(seed + 1);
  const killed = { starting: 0, sending: 0, working: 0, waiting: 0 };
  const began = performance.now();
  using interruption = new Interruption();
  let [kills, wrong] = [0, 0];
  while (kills < count && !interruption.isAsked) {
    await using program = bot.launch(SLOW);
    const calls = bot.telegram.calls.length;
    await bot.liveUntil(bot.momentBy(dice));
    killed[momentOf(bot, calls)]++;
    program.signal("SIGKILL");
    await program.ended();
    await bot.inspect(program);
    if (++kills % TOLD === 0 || kills === count) {
      const each = (performance.now() - began) / kills;
      say(`${kills} of ${count} kills, ${Math.round(each)} ms each, ${JSON.stringify(killed)}`);
    }
    if (kills % CHAPTER === 0 && kills < count && await bot.rest() !== 0) wrong++;
  }
  if (await bot.rest() !== 0) wrong++;
  return [
    { what: "kills", value: kills },
    ...Object.entries(killed).map(([moment, value]) => ({ what: `of them while it was ${moment}`, value })),
    ...doneFigures(bot),
    { what: "stops between them with another code than 0", value: wrong, most: 0 },
    ...brokenFigures(bot),
    { what: "replies missing, and told to be unknown", value: bot.broken("replies missing"), most: kills },
  ];
}

/** What the program is doing now. @param calls how many there were before it was started. */
function momentOf({ telegram }: CrowdedBot, calls: number): "starting" | "sending" | "working" | "waiting" {
  const made = telegram.calls.slice(calls);
  if (!made.some(({ method }) => method === "getupdates")) return "starting";
  const open = made.filter(({ outcome }) => outcome === undefined);
  if (open.some(({ method }) => method !== "getupdates")) return "sending";
  return telegram.updates.isPolled && telegram.updates.pending === 0 ? "waiting" : "working";
}
