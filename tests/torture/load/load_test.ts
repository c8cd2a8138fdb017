import type { Figure } from "../torture.ts";
import { assertHold } from "../torture.ts";
import { drain } from "./drain.ts";
import { fairness } from "./fairness.ts";
import { hour } from "./hour.ts";
import { openBatches } from "./open_batches.ts";
import { restart } from "./restart.ts";

const seed = 20_261_126;
const say = () => {};

/** What depends on the machine and on when garbage is collected is for the long form. */
function counted(figures: readonly Figure[]): readonly Figure[] {
  return figures.filter(({ what }) => !/RSS|in use|memory|lag|opening/.test(what));
}

Deno.test("300 people write for an hour: each message is in one note, each note is told of, and nobody is remembered", async () => {
  assertHold(counted(await hour({ users: 300, seed, say })));
});

Deno.test("5,000 open batches cost one timer, outlive a restart, and close when their time has come, each once and whole", async () => {
  assertHold(counted(await openBatches({ batches: 5_000, say })));
});

Deno.test("25,000 events of before are handled in order, each once, and forgotten when they are to be", async () => {
  assertHold(counted(await drain({ events: 25_000, seed, say })));
});

Deno.test("who floods the bot delays nobody else, in either lane", async () => {
  assertHold(await fairness({ flood: 1_000, quiet: 20, rounds: 5, round: 60_000, work: 1_000, total: 300, seed }));
});

Deno.test("who has flooded the journal delays nobody else after a restart", async () => {
  assertHold(await restart({ flood: 3_000, quiet: 50, total: 600 }));
});
