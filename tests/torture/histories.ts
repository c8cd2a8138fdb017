/** Bots that live through random histories in virtual time, for the tortures of time and network. */
import * as fc from "fast-check";
import { resetLogs } from "@portico/bot";
import { randomOf } from "../support/random.ts";
import type { History } from "../support/telegram_history.ts";
import { TelegramWorld, type WorldFindings } from "../support/telegram_world.ts";
import type { Figure, TortureOptions } from "./torture.ts";

/** What may be found, in words. */
const NAMES: readonly (readonly [keyof WorldFindings, string])[] = [
  ["lost", "messages and edits in no note"],
  ["doubled", "messages in two notes, and replies that came twice"],
  ["untold", "replies missing, and nobody was told"],
  ["toldTwice", "broadcasts that came twice"],
  ["outOfOrder", "chats with answers out of order"],
  ["tooFast", "messages over Telegram's limits"],
  ["leftOver", "chats, timers and changed texts left over"],
];

/** What histories came to. */
interface Sums {
  words: number;
  echoes: number;
  starts: number;
  unfinished: number;
  /** By what was found, in the order of `NAMES`. */
  readonly broken: number[];
}

/** Lives through one history after the other. What breaks is told with the seed of its round, which alone repeats it with `--rounds 1`. */
export async function liveThrough(
  kind: fc.Arbitrary<History>,
  lasts: number,
  { count, seed, say }: TortureOptions,
): Promise<readonly Figure[]> {
  const sums: Sums = { words: 0, echoes: 0, starts: 0, unfinished: 0, broken: NAMES.map(() => 0) };
  for (let round = 0; round < count; round++) {
    await live(kind, lasts, seed + round, sums, say);
    if ((round + 1) % 10 === 0) say(`${round + 1} histories, ${sums.words} messages, ${sums.starts} starts`);
  }
  return [
    { what: "histories", value: count },
    { what: "messages sent", value: sums.words, least: 50 * count },
    { what: "replies asked for", value: sums.echoes },
    { what: "starts", value: sums.starts },
    { what: "histories that did not come to rest", value: sums.unfinished, most: 0 },
    ...NAMES.map(([, what], index) => ({ what, value: sums.broken[index], most: 0 })),
  ];
}

async function live(
  kind: fc.Arbitrary<History>,
  lasts: number,
  seed: number,
  sums: Sums,
  say: (line: string) => void,
): Promise<void> {
  const [history] = fc.sample(kind, { numRuns: 1, seed });
  const world = new TelegramWorld(randomOf(seed));
  let findings: WorldFindings;
  try {
    await world.live(history, lasts);
    findings = world.findings;
  } catch (error) {
    sums.unfinished++;
    say(`seed ${seed}: ${error instanceof Error ? error.stack : error}`);
    return;
  } finally {
    resetLogs();
    sums.words += world.notes.counts.words;
    sums.echoes += world.echoes.count;
    sums.starts += world.starts.length;
  }
  for (const [index, [name, what]] of NAMES.entries()) {
    const found = findings[name];
    if (found.length === 0) continue;
    sums.broken[index] += found.length;
    say(`seed ${seed}: ${what}: ${found.slice(0, 5).join("; ")}`);
  }
}
