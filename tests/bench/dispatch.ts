/** `dispatch/…`: from an event with a command to its handler. */
import { join } from "node:path";
import { SqliteStore } from "../../adapters/sqlite/mod.ts";
import { type Store, SystemClock } from "../../core/mod.ts";
import type { Bench, Figure } from "./bench.ts";
import { DispatchBot } from "./dispatch_bot.ts";
import { collectGarbage } from "./garbage.ts";
import { GrammyDispatch } from "./peers/grammy_dispatch.ts";
import { UnkeptStore } from "./unkept_store.ts";

const events = 10_000;
const users = 1_000;

interface Contestant<Event> {
  messages(count: number): Event[];
  handle(events: readonly Event[]): Promise<void>;
  readonly handled: number;
}

/** Nanoseconds per event. */
async function time<Event>(bot: Contestant<Event>): Promise<number> {
  const input = bot.messages(events);
  const before = bot.handled;
  collectGarbage();
  const start = performance.now();
  await bot.handle(input);
  const elapsed = performance.now() - start;
  if (bot.handled - before !== events) throw new Error(`${bot.handled - before} of ${events} events were handled.`);
  return elapsed * 1e6 / events;
}

async function figure(
  stack: AsyncDisposableStack,
  name: string,
  store: Store,
  commands: number,
  middlewares: number,
): Promise<Figure> {
  const ours = stack.use(await DispatchBot.start(store, commands, middlewares, users));
  const peer = new GrammyDispatch(commands, middlewares, users);
  return {
    name,
    unit: "ns/event",
    better: "lower",
    ours: () => time(ours),
    peer: () => time(peer),
    peerName: "grammY",
  };
}

/** A store on a disk, gone with the stack. */
async function durableStore(stack: AsyncDisposableStack): Promise<Store> {
  const folder = await Deno.makeTempDir({ prefix: "portico-bench-" });
  stack.defer(() => Deno.remove(folder, { recursive: true }));
  return await SqliteStore.open({ path: join(folder, "portico.db"), clock: new SystemClock() });
}

export const bench: Bench = async (stack) => [
  await figure(stack, "dispatch/memory", new UnkeptStore(), 50, 10),
  await figure(stack, "dispatch/small", new UnkeptStore(), 1, 0),
  await figure(stack, "dispatch/durable", await durableStore(stack), 50, 10),
];
