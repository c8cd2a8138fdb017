/**
 * `dispatch/…`: from an event with a command to its handler, beside grammY's `bot.handleUpdate`, which is an update's way through
 * middlewares and commands to the end of the handler.
 *
 * - `memory` and `small` measure the same of ours: the dispatcher finds the handler, makes the run and its context, and sends it through the
 *   onion. What grammY has nothing of (admission, the journal, lanes) is left out on our side too.
 * - `durable` is `memory` with the journal on: each event is on the disk before its handler runs, in polls of 100, and is settled after it; a round
 *   ends when the last settlement is on the disk. grammY keeps nothing. Four polls are in flight, as when four adapters, or four requests of a
 *   webhook, hand in what they have: a journal with group commit has the disk work for some while it handles others. grammY's figure is the
 *   same however it is fed, since it never waits.
 * - `accept` is our whole way in without a journal: from the inbox through admission and lanes to the handler.
 * - `whole` is the same with the journal, four polls in flight; `whole-serial` with one, so that every poll waits for the disk alone: what a
 *   single adapter that polls gets.
 */
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { SqliteStore } from "../../adapters/sqlite/mod.ts";
import { type Store, SystemClock } from "../../core/mod.ts";
import type { Bench, Figure } from "./bench.ts";
import { DirectDispatch, type Keeping } from "./dispatch_direct.ts";
import { DispatchBot } from "./dispatch_bot.ts";
import { collectGarbage } from "./garbage.ts";
import { GrammyDispatch } from "./peers/grammy_dispatch.ts";
import { UnkeptStore } from "./unkept_store.ts";

const users = 1_000;

/** Events of a round: enough of them that it is the work that is measured, and not the compiler. */
const eventsOf = { direct: 30_000, whole: 10_000 } as const;

interface Contestant<Event> {
  messages(count: number): Event[];
  handle(events: readonly Event[]): Promise<void>;
  readonly handled: number;
}

/** Nanoseconds per event. */
async function time<Event>(bot: Contestant<Event>, events: number): Promise<number> {
  await setImmediate(); // what the round before left for the end of its turn is not this one's
  const input = bot.messages(events);
  const before = bot.handled;
  collectGarbage();
  const start = performance.now();
  await bot.handle(input);
  const elapsed = performance.now() - start;
  if (bot.handled - before !== events) throw new Error(`${bot.handled - before} of ${events} events were handled.`);
  return elapsed * 1e6 / events;
}

function figure<Event>(
  name: string,
  way: keyof typeof eventsOf,
  ours: Contestant<Event>,
  commands: number,
  middlewares: number,
): Figure {
  const events = eventsOf[way];
  const peer = new GrammyDispatch(commands, middlewares, users);
  return {
    name,
    unit: "ns/event",
    better: "lower",
    ours: () => time(ours, events),
    peers: [{ name: "grammY", measure: () => time(peer, events) }],
  };
}

/** The dispatcher alone, or with a journal. */
function direct(
  stack: AsyncDisposableStack,
  name: string,
  commands: number,
  middlewares: number,
  keeping?: Keeping,
): Figure {
  const ours = stack.use(new DirectDispatch(commands, middlewares, users, keeping));
  return figure(name, keeping === undefined ? "direct" : "whole", ours, commands, middlewares);
}

/** The whole kernel. */
async function whole(stack: AsyncDisposableStack, name: string, store: Store, inFlight = 1): Promise<Figure> {
  const [commands, middlewares] = [50, 10];
  const bot = stack.use(await DispatchBot.start(store, commands, middlewares, users, inFlight));
  return figure(name, "whole", bot, commands, middlewares);
}

/** A store on a disk, gone with the stack. */
async function durableStore(stack: AsyncDisposableStack): Promise<Store> {
  const folder = await Deno.makeTempDir({ prefix: "portico-bench-" });
  stack.defer(() => Deno.remove(folder, { recursive: true }));
  return await SqliteStore.open({ path: join(folder, "portico.db"), clock: new SystemClock() });
}

export const bench: Bench = async (stack) => [
  direct(stack, "dispatch/memory", 50, 10),
  direct(stack, "dispatch/small", 1, 0),
  direct(stack, "dispatch/durable", 50, 10, { store: await durableStore(stack), inFlight: 4 }),
  await whole(stack, "dispatch/accept", new UnkeptStore()),
  await whole(stack, "dispatch/whole", await durableStore(stack), 4),
  await whole(stack, "dispatch/whole-serial", await durableStore(stack)),
];
