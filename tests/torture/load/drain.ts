/** A journal full of events of before: they are worked off in order, each once, in a fixed amount of memory. */
import { type IncomingMessage, SystemClock } from "../../../core/mod.ts";
import { SqliteStore } from "../../../adapters/sqlite/mod.ts";
import { TestFolder } from "../../support/folder.ts";
import { randomOf } from "../../support/random.ts";
import type { Figure } from "../torture.ts";
import { Footprint } from "./footprint.ts";
import { fill, replay } from "./journal.ts";

/** How a journal is filled. */
export interface DrainOptions {
  /** All events in it. */
  readonly events: number;
  readonly seed: number;
  readonly say: (line: string) => void;
}

/** Chats of all others. */
const CROWD = 1_000;

/** Sees every event and knows which has to come next in its chat. */
class Counter {
  /** Events that were handled. */
  handled = 0;
  /** Events that came out of turn, or twice. */
  wrong = 0;
  readonly done = Promise.withResolvers<void>();
  readonly #next = new Map<string, number>();

  constructor(private readonly all: number, private readonly footprint: Footprint) {}

  see({ text, conversation: { chat } }: IncomingMessage): void {
    const next = this.#next.get(chat) ?? 0;
    if (Number(text) !== next) this.wrong++;
    this.#next.set(chat, next + 1);
    this.handled++;
    this.footprint.pass(this.handled, this.all);
    if (this.handled === this.all) this.done.resolve();
  }
}

/** A tenth of the events are one person's, in one chat, and come first; the others are spread over a crowd. */
function* chatsOf({ events, seed }: DrainOptions): Generator<string> {
  const random = randomOf(seed);
  for (let n = 0; n < events; n++) yield n < events / 10 ? "flood" : `chat${Math.floor(random() * CROWD)}`;
}

/** Megabytes of the database with its log. */
function sizeOf(folder: TestFolder): number {
  return [...Deno.readDirSync(folder.path)].reduce((sum, { name }) => sum + Deno.statSync(folder.join(name)).size, 0) /
    1e6;
}

/** See the file's comment. */
export async function drain(options: DrainOptions): Promise<readonly Figure[]> {
  const { events, say } = options;
  await using folder = await TestFolder.make();
  const path = folder.join("portico.db");
  await fill(path, chatsOf(options));
  say(`${events} events are in the journal, ${Math.round(sizeOf(folder))} MB`);
  const footprint = new Footprint();
  const counter = new Counter(events, footprint);
  footprint.begin();
  const first = await replay(path, (event) => counter.see(event), counter.done.promise);
  footprint.end();
  say(`drained after ${first.seconds.toFixed(1)} s`);
  const full = sizeOf(folder);
  const clock = new SystemClock();
  const reopened = performance.now();
  const store = await SqliteStore.open({ path, clock });
  const openSeconds = (performance.now() - reopened) / 1_000;
  const { pending } = await store.journal.stats();
  const pruning = performance.now();
  await store.journal.prune(clock.now() + 1);
  const pruneSeconds = (performance.now() - pruning) / 1_000;
  const [forgotten] = await store.journal.read(["test:0"]);
  await store.close();
  return [
    { what: "drain: events of before handled", value: counter.handled, least: events, most: events },
    { what: "drain: out of turn or twice", value: counter.wrong, most: 0 },
    { what: "drain: still pending at the next start", value: pending, most: 0 },
    { what: "drain: settled ones left by pruning", value: forgotten === undefined ? 0 : 1, most: 0 },
    { what: "drain: doors open after", value: first.openAfter, unit: "s" },
    { what: "drain: speed", value: events / first.seconds, unit: "events/s" },
    ...footprint.figures("drain", 100),
    { what: "drain: database when all is settled", value: full, unit: "MB" },
    { what: "drain: opening it with all settled", value: openSeconds, unit: "s", most: 5 },
    { what: "drain: pruning them", value: pruneSeconds, unit: "s" },
    { what: "drain: database when all is pruned", value: sizeOf(folder), unit: "MB" },
  ];
}
