/** What can go wrong with a disk and with what lies on it, tried on the real program, one after the other. */
import { TestFolder } from "../../support/folder.ts";
import { randomOf } from "../../support/random.ts";
import type { Figure, TortureOptions } from "../torture.ts";
import { flipBits } from "./bits.ts";
import { meddle } from "./by_hand.ts";
import { fillDisk } from "./full.ts";
import { forbidWriting } from "./read_only.ts";
import { spoilRows } from "./rows.ts";
import { startTwice } from "./second_process.ts";
import { slowDown, SYNC } from "./slow.ts";
import { Damages, Trial } from "./trial.ts";
import { confirmNothing } from "./unconfirmed.ts";

/** By name; each resolves with false where it can't be tried here. */
const KINDS: Readonly<Record<string, (trial: Trial) => Promise<boolean | number | undefined>>> = {
  "full disk": (trial) => fillDisk(trial, "mounted"),
  "full disk by a limit": (trial) => fillDisk(trial, "limited"),
  "notes that may not be written": forbidWriting,
  "flipped bits": flipBits,
  "rows that can't be read": spoilRows,
  "notes deleted, moved and edited by hand": meddle,
  "two processes": startTwice,
  "slow disk": slowDown,
  "disk that does not confirm": confirmNothing,
};

/** How many there are: a round is one of them. */
export const kinds: number = Object.keys(KINDS).length;

/** Runs the torture; see `Torture`. */
export async function troubleDisk({ count, seed, say }: TortureOptions): Promise<readonly Figure[]> {
  const random = randomOf(seed);
  const damages = new Damages();
  let accepted = 0;
  const lags: number[] = [];
  const skipped = new Set<string>();
  for (let round = 0; round < count; round++) {
    const [name, kind] = Object.entries(KINDS)[round % kinds];
    await using folder = await TestFolder.make();
    const found = damages.all.length;
    const trial = new Trial(folder.path, random, damages, (line) => say(`${name}: ${line}`));
    const outcome = await kind(trial);
    if (outcome === false || outcome === undefined) skipped.add(name);
    if (typeof outcome === "number") lags.push(outcome);
    accepted += trial.accepted.size;
    for (const line of damages.all.slice(found)) say(`round ${round + 1}, ${name}: ${line}`);
  }
  for (const name of skipped) say(`not tried here: ${name}`);
  return [
    { what: "rounds", value: count, least: count },
    { what: "of them kinds that can't be tried here", value: skipped.size },
    { what: "messages accepted", value: accepted, least: count },
    { what: "messages and notes lost", value: damages.lost.length, most: 0 },
    { what: "messages doubled", value: damages.doubled.length, most: 0 },
    { what: "of what was to go on by itself, stuck", value: damages.stuck.length, most: 0 },
    { what: "gone wrong without a word", value: damages.silent.length, most: 0 },
    // A sync that the event loop waits for is in each of them; what the machine does besides is not.
    {
      what: `hold-up of the event loop by a disk that takes ${SYNC} ms, in the calmest round`,
      value: lags.length === 0 ? 0 : Math.min(...lags),
      unit: "ms",
      ...count > kinds ? { most: SYNC } : {},
    },
  ];
}
