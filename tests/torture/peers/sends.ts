/** Sends of which nobody knows whether they have arrived (`repeats`), and a platform that says to wait (`flood`). */
import { peers, play, portico, type Result } from "../../bench/telegram/contestants.ts";
import type { Job, Setup } from "../../bench/telegram/scenario.ts";
import { documentedLimits, type Fault, type FaultRule } from "../../support/fake_telegram/mod.ts";
import type { Figure, TortureOptions } from "../torture.ts";
import { compare, type Comparison } from "./comparison.ts";

/** On a used connection it is Deno that sends again for those who leave it to its `fetch` or `node:http`. */
const senders = [portico, peers.grammy, peers.web, peers.autoRetry, peers.gramio];
const people = 50;

type Read = (result: Result) => number;

const twice: Read = ({ report }) => report.twice;
const untold: Read = (result) => result.untold.length;
const missing: Read = (result) => result.missing.length;
const inversions: Read = ({ report }) => report.inversions;

/** Said not to have arrived, and has. */
const denied: Read = ({ report, outcome }) => {
  const taken = new Set(report.taken);
  return outcome.failed.filter((text) => taken.has(text)).length;
};

/** As many of these faults as `count` says, half of them with the message taken. */
function halfTaken(count: number, faultOf: (recorded: boolean) => Fault, rest: Partial<FaultRule> = {}): FaultRule[] {
  return [true, false].map((recorded) => ({
    fault: faultOf(recorded),
    method: "sendMessage",
    times: Math.ceil(count / 2),
    ...rest,
  }));
}

/** Lets everybody send through these faults. */
function send(faults: readonly FaultRule[], how: "together" | "chats", person: number): Promise<Comparison<Result>> {
  const setup: Setup = { limits: {}, people, groups: 0, faults };
  const job: Job = { kind: "send", count: { person }, how, rates: false };
  return compare(senders, (sender) => play(sender, setup, job));
}

/** Telegram drops the connection in place of an answer, or answers 500; it has taken half of these messages. */
export async function repeats({ count }: TortureOptions): Promise<Figure[]> {
  const fewest = Math.ceil(count / people);
  const reset = (recorded: boolean): Fault => ({ kind: "reset", recorded, gently: true });
  const fresh = await send(halfTaken(count, reset), "together", fewest);
  // The first message on a connection gets through, the second does not. Some more than that takes: a connection may be left unused.
  const reused = await send(halfTaken(count, reset, { connection: "reused" }), "chats", 2 * fewest + 5);
  const failed = await send(
    halfTaken(count, (recorded) => ({ kind: "status", code: 500, recorded })),
    "together",
    fewest,
  );
  const ways = [
    { name: "dropped on a fresh connection", comparison: fresh },
    { name: "dropped on a used connection", comparison: reused },
    { name: "answered with 500", comparison: failed },
  ];
  return ways.flatMap(({ name, comparison: { figure } }) => [
    figure(`${count} sends ${name}: came twice`, twice, { most: 0 }),
    figure(`${count} sends ${name}: have not come, and nobody was told`, untold, { most: 0 }),
    figure(`${count} sends ${name}: said not to have come, and have`, denied, { most: 0 }),
    figure(`${count} sends ${name}: have not come`, missing),
  ]);
}

/** Telegram refuses everything for 2 s, and a few messages for a moment. */
export async function flood({ count }: TortureOptions): Promise<Figure[]> {
  const banned = await compare(
    [portico, peers.grammy, peers.autoRetry, peers.both],
    (sender) =>
      play(sender, { limits: documentedLimits, people: 30, groups: 0, ban: { after: 60, seconds: 2 } }, {
        kind: "send",
        count: { person: 6 },
        how: "chats",
        rates: true,
      }),
  );
  const refusals: FaultRule = { fault: { kind: "flood", retryAfter: 0.05 }, method: "sendMessage", probability: 0.02 };
  const person = Math.ceil(count / people);
  const refused = await compare(
    [portico, peers.grammy, peers.autoRetry, peers.gramio],
    (sender) =>
      play(sender, { limits: {}, people, groups: 0, faults: [refusals] }, {
        kind: "send",
        count: { person },
        how: "together",
        rates: false,
      }),
  );
  const some = `${person * people} messages at once, 2 % refused for 50 ms`;
  return [
    // What was under way when it began, and one that looks whether it is over.
    banned.figure("everything refused for 2 s: attempts in that time", ({ report }) => report.banned, { most: 6 }),
    banned.figure("everything refused for 2 s: messages lost", missing, { most: 0 }),
    refused.figure(`${some}: came behind a later one of their chat`, inversions, { most: 0 }),
    refused.figure(`${some}: lost`, missing, { most: 0 }),
  ];
}
