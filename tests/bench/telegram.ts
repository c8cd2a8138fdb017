/**
 * `telegram/…`: us beside our peers on the fake Telegram, over TCP on this machine, platform and bot in processes of their own. We are the whole
 * kernel with the journal on a disk and the real adapter; the peers keep nothing.
 *
 * - `polling`: how fast 20,000 updates that wait are handled, with nothing sent: by a bot of one handler, and by one as large as in `dispatch`, with 50
 *   commands and 10 middlewares. `reply`: with one reply each, and no limits.
 * - `broadcast`: 600 messages to 200 private chats and 60 to 3 groups at the documented limits, whole, and with 2 % of failures. The optimum is what
 *   the limits leave: 30 at once, 30 each second after.
 * - `reply-during-broadcast`: from a message that arrives meanwhile to the answer.
 */
import { documentedLimits, type FaultRule } from "../support/fake_telegram/mod.ts";
import type { Bench, Figure, Measure, Peer } from "./bench.ts";
import { median } from "./rounds.ts";
import { type Contestant, peers, play, portico, type Result } from "./telegram/contestants.ts";
import type { HandleJob, Job, SendJob, Setup } from "./telegram/scenario.ts";

type Read = (result: Result) => number;

/**
 * One contest, held once, when the first of its figures is asked for. What keeps to a platform's rates mostly waits, so the peers play side by side;
 * we do before them.
 */
class Contest {
  readonly #ours: () => Promise<Result>;
  readonly #theirs: () => Promise<ReadonlyMap<Contestant, Result>>;

  constructor(setup: Setup, job: Job, private readonly peers: readonly Contestant[]) {
    this.#ours = once(() => play(portico, setup, job));
    this.#theirs = once(async () => {
      const results = peers.map(async (peer) => [peer, await play(peer, setup, job)] as const);
      return new Map(await Promise.all(results));
    });
  }

  /** A figure of this contest, beside a limit, where there is one, and all peers or some. */
  figure(name: string, unit: string, read: Read, limit?: Peer, peers = this.peers): Figure {
    const measured = peers.map((peer) => ({ name: peer.name, measure: () => this.#read(peer, read) }));
    return {
      name: `telegram/${name}`,
      unit,
      better: "lower",
      ours: async () => read(await this.#ours()),
      peers: limit === undefined ? measured : [limit, ...measured],
      rounds: 1,
      cold: true,
    };
  }

  async #read(peer: Contestant, read: Read): Promise<number> {
    const result = (await this.#theirs()).get(peer);
    return result === undefined ? NaN : read(result);
  }
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => made ??= make();
}

const waiting = 20_000;

/** Updates per second. */
function polling(name: string, way: Pick<HandleJob, "reply" | "size">): Figure {
  const { reply, size } = way;
  const messages = size === undefined ? {} : { commands: size.commands };
  const setup: Setup = { limits: {}, people: 1_000, groups: 0, queued: waiting, ...messages };
  const job: Job = { kind: "handle", updates: waiting, ...way };
  const measure = (contestant: Contestant): Measure => async () => {
    const { outcome, report } = await play(contestant, setup, job);
    const replies = reply ? waiting : 0;
    if (report.attempts !== replies) throw new Error(`${contestant.name}: ${report.attempts} of ${replies} replies.`);
    return waiting / outcome.seconds;
  };
  return {
    name: `telegram/${name}`,
    unit: "updates/s",
    better: "higher",
    ours: measure(portico),
    peers: [peers.grammy, peers.runner, peers.gramio].map((peer) => ({ name: peer.name, measure: measure(peer) })),
    rounds: 3,
    cold: true,
  };
}

const crowd: Setup = { limits: documentedLimits, people: 200, groups: 3 };
const broadcastJob: SendJob = { kind: "send", count: { person: 3, group: 20 }, how: "together", rates: true };
const { bot: { messages: perWindow, per } } = documentedLimits;
const broadcastMessages = 200 * 3 + 3 * 20;
/** The last window of the bot's limit begins so many seconds after the first; chats and groups allow for it. */
const optimum: Peer = { name: "the optimum", measure: (Math.ceil(broadcastMessages / perWindow) - 1) * per / 1_000 };
const none: Peer = { name: "the limit", measure: 0 };

const seconds: Read = ({ report }) => report.seconds;
const twice: Read = ({ report }) => report.twice;
const inversions: Read = ({ report }) => report.inversions;
const missing: Read = (result) => result.missing.length;
const untold: Read = (result) => result.untold.length;

function broadcast(): Figure[] {
  const contest = new Contest(crowd, broadcastJob, [peers.grammy, peers.autoRetry, peers.throttler, peers.both]);
  return [
    // grammY alone is done at once, as it loses all that is refused.
    contest.figure("broadcast", "s", seconds, optimum, [peers.autoRetry, peers.throttler, peers.both]),
    contest.figure("broadcast/refused", "429s", ({ report }) => report.refused, none),
    contest.figure("broadcast/missing", "messages", missing, none),
    contest.figure("broadcast/twice", "messages", twice, none),
    contest.figure("broadcast/inversions", "messages", inversions, none),
    contest.figure("broadcast/second", "messages in a second", ({ report }) => report.peak, {
      name: "the limit",
      measure: perWindow,
    }),
  ];
}

/** 2 % of all messages, half of which arrive. */
const failures: readonly FaultRule[] = [
  { fault: { kind: "status", code: 500 }, method: "sendMessage", probability: 0.005 },
  { fault: { kind: "status", code: 500, recorded: true }, method: "sendMessage", probability: 0.005 },
  { fault: { kind: "reset", recorded: false }, method: "sendMessage", probability: 0.005 },
  { fault: { kind: "reset", recorded: true }, method: "sendMessage", probability: 0.005 },
];

function brokenBroadcast(): Figure[] {
  const setup = { ...crowd, faults: failures };
  const contest = new Contest(setup, broadcastJob, [peers.autoRetry, peers.throttler, peers.both]);
  return [
    contest.figure("broadcast/faults", "s", seconds, optimum),
    contest.figure("broadcast/faults/missing", "messages", missing),
    contest.figure("broadcast/faults/untold", "messages", untold, none),
    contest.figure("broadcast/faults/twice", "messages", twice, none),
    contest.figure("broadcast/faults/inversions", "messages", inversions, none),
  ];
}

function replies(): Figure {
  const writers = { count: 15, every: 700 };
  const job: SendJob = { ...broadcastJob, replies: writers.count };
  const contestants = [peers.autoRetry, peers.single, peers.throttler, peers.both];
  const contest = new Contest({ ...crowd, writers }, job, contestants);
  return contest.figure("reply-during-broadcast", "ms", ({ report }) => median(report.waits), {
    name: "the limit",
    measure: 100,
  });
}

export const bench: Bench = () => [
  polling("polling", { reply: false }),
  polling("polling/commands", { reply: false, size: { commands: 50, middlewares: 10 } }),
  polling("polling/reply", { reply: true }),
  ...broadcast(),
  ...brokenBroadcast(),
  replies(),
];
