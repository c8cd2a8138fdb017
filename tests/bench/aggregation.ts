/** `aggregation/…`: gathering for very many users at once, beside one timer per user. */
import { fileURLToPath } from "node:url";
import type { Bench, Figure } from "./bench.ts";
import { collectGarbage } from "./garbage.ts";
import { type Gather, messages, portico, timerPerUser } from "./gathering.ts";
import { median } from "./rounds.ts";

const chats = 100_000;
const peerName = "a timer per user";
/** Long enough that nothing closes while it is measured. */
const never = 600_000;

/** Nanoseconds that one message takes, where each chat has an open batch already. */
function timeAdding(gather: Gather): number {
  const gathering = gather(never);
  for (const message of messages(chats, "1")) gathering.add(message);
  const second = Array.from(messages(chats, "2"));
  collectGarbage();
  const start = performance.now();
  for (const message of second) gathering.add(message);
  const time = performance.now() - start;
  gathering.stop();
  return time * 1e6 / chats;
}

/** Live timers with a batch open in each chat. */
function countTimers(gather: Gather): number {
  const gathering = gather(never);
  for (const message of messages(chats, "1")) gathering.add(message);
  const timers = gathering.timers();
  gathering.stop();
  return timers;
}

/** Milliseconds after its time at which the median batch closes, of very many that were filled as fast as they can be. */
async function lateness(gather: Gather): Promise<number> {
  const quiet = 1_000;
  const added = new Map<string, number>();
  const late: number[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  const gathering = gather(quiet, (chat) => {
    late.push(performance.now() - (added.get(chat) ?? NaN) - quiet);
    if (late.length === chats) resolve();
  });
  for (const message of messages(chats, "1")) {
    added.set(message.conversation.chat, performance.now());
    gathering.add({ ...message, at: Date.now() });
  }
  await promise;
  gathering.stop();
  return Math.max(0, median(late));
}

/** Bytes that an open batch takes, by a process of its own. */
async function memory(which: "portico" | "peer"): Promise<number> {
  const script = fileURLToPath(new URL("./gathering_memory.ts", import.meta.url));
  const args = ["run", "--v8-flags=--expose-gc", script, which, String(chats)];
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), { args }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return Number(new TextDecoder().decode(stdout));
}

export const bench: Bench = (): Figure[] => [
  {
    name: "aggregation/add",
    unit: "ns/message",
    better: "lower",
    ours: () => timeAdding(portico),
    peers: [{ name: peerName, measure: () => timeAdding(timerPerUser) }],
  },
  {
    name: "aggregation/memory",
    unit: "B/batch",
    better: "lower",
    ours: () => memory("portico"),
    peers: [{ name: peerName, measure: () => memory("peer") }],
    rounds: 3,
  },
  {
    name: "aggregation/timers",
    unit: "timers",
    better: "lower",
    ours: () => countTimers(portico),
    peers: [{ name: peerName, measure: () => countTimers(timerPerUser) }],
    rounds: 1,
  },
  {
    name: "aggregation/closing",
    unit: "ms late",
    better: "lower",
    ours: () => lateness(portico),
    peers: [{ name: "the limit", measure: 100 }],
    rounds: 3,
  },
];
