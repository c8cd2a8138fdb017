import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { Backlog, LANE_PAGE, LANE_WINDOW } from "../../../core/running/backlog.ts";
import { Lanes } from "../../../core/running/lanes.ts";
import {
  command,
  type CommandContext,
  type Context,
  type IncomingMessage,
  inject,
  on,
  plugin,
  work,
  type WorkContext,
  type WorkItem,
  WorkQueue,
} from "../../../core/mod.ts";
import { SqliteStore } from "../../../adapters/sqlite/mod.ts";
import { settle, TestClock } from "../../support/clock.ts";
import { TestFolder } from "../../support/folder.ts";
import { conversation, ScriptedAdapter } from "../../support/scripted_adapter.ts";
import { TestBot } from "../../support/test_bot.ts";

/** Lanes with a backlog, as the scheduler puts them together, whose units are numbers. */
class Rig {
  readonly lanes: Lanes;
  readonly backlog: Backlog;
  /** Numbers in the order in which they ran, by lane. */
  readonly ran = new Map<string, number[]>();
  /** The most that was in memory at once. */
  most = 0;
  /** Lanes in the order in which pages of them were fetched. */
  readonly fetched: string[] = [];
  readonly #laneOf: string[] = [];
  #load = 0;

  constructor(room: number, concurrency = 1) {
    this.lanes = new Lanes(
      { concurrency, perAccount: Infinity },
      LANE_PAGE,
      (lane) => this.backlog.advanced(lane),
    );
    this.backlog = new Backlog({
      depth: (lane) => this.lanes.depth(lane),
      room: () => room - this.#load,
      fetch: async (places) => {
        this.fetched.push(this.#laneOf[places[0]]);
        this.#load += places.length;
        await settle();
        this.#load -= places.length;
        for (const place of places) this.#queue(place);
      },
    });
  }

  /** A unit comes in. */
  arrive(lane: string): void {
    const place = this.#laneOf.push(lane) - 1;
    if (this.backlog.isDue(lane)) this.backlog.put(lane, place);
    else this.#queue(place);
  }

  async end(): Promise<void> {
    while (!this.lanes.isIdle || !this.backlog.isEmpty) await settle();
  }

  #queue(place: number): void {
    const lane = this.#laneOf[place];
    this.most = Math.max(this.most, ++this.#load);
    this.lanes.push(lane, lane, async () => {
      await settle();
      this.ran.set(lane, [...this.ran.get(lane) ?? [], place]);
      this.#load--;
      this.backlog.serve();
    });
  }
}

Deno.test("a lane has a window of units in memory, and no more of it however many come", async () => {
  const rig = new Rig(Infinity);
  for (let n = 0; n < 5 * LANE_WINDOW; n++) rig.arrive("a");
  assertEquals(rig.lanes.depth("a"), LANE_WINDOW);
  assertEquals(rig.backlog.size, 4 * LANE_WINDOW - 1); // one runs
  await rig.end();
  assert(rig.most <= LANE_WINDOW + 1, `${rig.most} were in memory`);
  assertEquals(rig.ran.get("a"), Array.from({ length: 5 * LANE_WINDOW }, (_, n) => n));
});

Deno.test("lanes take turns for room, a page each", async () => {
  const rig = new Rig(2 * LANE_WINDOW);
  for (let n = 0; n < 4 * LANE_WINDOW; n++) rig.arrive("a");
  for (let n = 0; n < 2 * LANE_WINDOW; n++) rig.arrive("b");
  await rig.end();
  assertEquals(rig.fetched.slice(0, 4).toSorted(), ["a", "a", "b", "b"]);
});

Deno.test("whatever comes when, every lane runs all of it in the order in which it came", async () => {
  const arrivals = fc.array(
    fc.record({ lane: fc.constantFrom("a", "b", "c"), count: fc.integer({ min: 1, max: 150 }) }),
    {
      maxLength: 8,
    },
  );
  await fc.assert(
    fc.asyncProperty(
      arrivals,
      fc.integer({ min: 1, max: 200 }),
      fc.integer({ min: 1, max: 3 }),
      async (all, room, wide) => {
        const rig = new Rig(room, wide);
        const expected = new Map<string, number[]>();
        let place = 0;
        for (const { lane, count } of all) {
          for (let n = 0; n < count; n++) {
            rig.arrive(lane);
            expected.set(lane, [...expected.get(lane) ?? [], place++]);
          }
          await settle();
        }
        await rig.end();
        assertEquals(rig.ran, new Map([...rig.ran.keys()].map((lane) => [lane, expected.get(lane) ?? []])));
        assertEquals(rig.ran.size, expected.size);
        assertEquals([rig.lanes.size, rig.backlog.size], [0, 0]);
      },
    ),
    { numRuns: 25, seed: 5 },
  );
});

Deno.test("what is queued behind a lane's units comes behind those that are put by", async () => {
  const rig = new Rig(Infinity);
  for (let n = 0; n < 3 * LANE_WINDOW; n++) rig.arrive("a");
  let ranBefore = 0;
  rig.backlog.follow("a", () => rig.lanes.push("a", "a", () => void (ranBefore = rig.ran.get("a")?.length ?? 0)));
  rig.arrive("a");
  await rig.end();
  assertEquals(ranBefore, 3 * LANE_WINDOW);
  assertEquals(rig.ran.get("a")?.length, 3 * LANE_WINDOW + 1);
});

Deno.test("after stop nothing is fetched", async () => {
  const rig = new Rig(Infinity);
  for (let n = 0; n < 3 * LANE_WINDOW; n++) rig.arrive("a");
  rig.backlog.stop();
  rig.lanes.stop();
  await rig.backlog.whenEmpty();
  assertEquals(rig.backlog.size, 0);
  await settle();
  assertEquals(rig.fetched, []);
});

Deno.test("what is being fetched when all stops is the last", async () => {
  const rig = new Rig(Infinity);
  for (let n = 0; n < 3 * LANE_WINDOW; n++) rig.arrive("a");
  while (rig.fetched.length === 0) await settle();
  rig.backlog.stop();
  rig.lanes.stop();
  await rig.backlog.whenEmpty();
  await settle();
  assertEquals(rig.fetched, ["a"]);
});

/** What handlers have seen, and what slow ones wait for; new for each test. */
let seen: string[] = [];
let gate = Promise.withResolvers<void>();

@plugin({ name: "slow" })
@inject(WorkQueue)
class Slow {
  constructor(private readonly queue: WorkQueue) {}

  @on("message")
  async take(ctx: Context<IncomingMessage>) {
    if (ctx.conversation.chat.startsWith("flood")) await gate.promise;
    seen.push(`${ctx.conversation.chat} ${ctx.event.text}`);
  }

  @command("work", { description: "Makes work" })
  async make(ctx: CommandContext) {
    ctx.hold();
    await this.queue.submit({
      id: `work:${ctx.event.key}`,
      kind: "slow.work",
      conversation: ctx.conversation,
      account: ctx.account.id,
      language: ctx.language,
      members: [ctx.event.key],
      data: ctx.rest,
      createdAt: 0,
    });
  }

  @work("slow.work")
  async work(item: WorkItem, _ctx: WorkContext) {
    if (item.conversation.chat === "flood") await gate.promise;
    seen.push(`${item.conversation.chat} ${item.data}`);
  }

  @command("over", { description: "Asked once, and asks no more" })
  over() {}

  @command("ask", { description: "Asks" })
  async ask(ctx: CommandContext) {
    seen.push(`you said ${await ctx.ask("Well?")}`);
  }
}

function begin(): void {
  seen = [];
  gate = Promise.withResolvers();
}

/** Messages of one who floods, more than there is room for. */
const MANY = 3 * LANE_WINDOW;
const flood = Array.from({ length: MANY }, (_, n) => `${n}`);

async function startWith(total: number): Promise<TestBot> {
  begin();
  return await TestBot.start({ plugins: [Slow], limits: { total } });
}

async function deliver(bot: TestBot, texts: readonly string[]): Promise<void> {
  await bot.chat.deliver(...texts.map((text) => bot.chat.message(text, { chat: "flood", user: "flood" })));
}

for (const [kind, prefix] of [["messages", ""], ["work", "/work "]]) {
  Deno.test(`one who floods the bot with ${kind} takes no room from others, and loses nothing`, async () => {
    await using bot = await startWith(2 * LANE_WINDOW);
    await deliver(bot, flood.map((text) => prefix + text));
    await bot.settle();
    assertEquals(await bot.chat.say(`${prefix}hello`), "accepted");
    await bot.settle();
    assertEquals(seen, ["c hello"]);
    await deliver(bot, [`${prefix}last`]);
    gate.resolve();
    for (let tries = 0; seen.length < MANY + 2 && tries < MANY; tries++) await bot.settle();
    assertEquals(seen, ["c hello", ...flood.map((text) => `flood ${text}`), "flood last"]);
    await bot.clock.advance(1_000);
    assertEquals(await bot.store.journal.stats(), { pending: 0, work: 0, dead: 0 });
  });
}

Deno.test("the status counts what is left to the journal among what waits", async () => {
  await using bot = await startWith(2 * LANE_WINDOW);
  await deliver(bot, flood);
  await bot.settle();
  assertEquals(bot.kernel.status().queued, MANY - 1);
});

Deno.test("the input has ended when what was left to the journal is done too", async () => {
  await using bot = await startWith(2 * LANE_WINDOW);
  await deliver(bot, flood);
  bot.chat.end();
  gate.resolve();
  await bot.kernel.drained;
  assertEquals(seen.length, MANY);
});

Deno.test("a job of a plugin in the intake lane waits for what was left to the journal before it", async () => {
  let queue: WorkQueue | undefined;
  @plugin({ name: "peek" })
  @inject(WorkQueue)
  class Peek {
    constructor(found: WorkQueue) {
      queue = found;
    }
  }
  begin();
  await using bot = await TestBot.start({ plugins: [Slow, Peek], limits: { total: 2 * LANE_WINDOW } });
  await deliver(bot, flood);
  const before = queue?.intake(conversation("flood"), "looking", () => {
    return Promise.resolve(void seen.push("job"));
  });
  gate.resolve();
  await before;
  assertEquals(seen, [...flood.map((text) => `flood ${text}`), "job"]);
});

Deno.test("a start opens the doors however much is pending, and goes on with it in order", async () => {
  begin();
  await using folder = await TestFolder.make();
  const path = folder.join("portico.db");
  const first = await TestBot.start({ plugins: [Slow], path });
  await deliver(first, flood);
  await first.stop();
  begin();
  const chat = ScriptedAdapter.after(first.chat);
  await using second = await TestBot.start({ plugins: [Slow], path, chat, limits: { total: 10 } }, first.clock);
  await second.chat.say("hello");
  await second.settle();
  assertEquals(seen, ["c hello"]);
  gate.resolve();
  for (let tries = 0; seen.length < MANY + 1 && tries < MANY; tries++) await second.settle();
  assertEquals(seen.slice(1), flood.map((text) => `flood ${text}`));
});

Deno.test("nothing that was pending runs before it is known where all of it stands", async () => {
  begin();
  await using folder = await TestFolder.make();
  const path = folder.join("portico.db");
  const first = await TestBot.start({ plugins: [Slow], path });
  await deliver(first, ["one", "two"]);
  await first.stop();
  begin();
  gate.resolve();
  const chat = ScriptedAdapter.after(first.chat);
  await using second = await TestBot.make({ plugins: [Slow], path, chat }, first.clock);
  const { journal } = second.store;
  const read = Promise.withResolvers<void>();
  const pending = journal.pending.bind(journal);
  journal.pending = async function* () {
    yield* pending();
    await read.promise;
  };
  const started = second.kernel.start();
  await second.settle();
  assertEquals(seen, []);
  read.resolve();
  await started;
  await second.settle();
  assertEquals(seen, ["flood one", "flood two"]);
});

Deno.test("what comes behind what is left to the journal has not begun yet", async () => {
  begin();
  await using folder = await TestFolder.make();
  const path = folder.join("portico.db");
  const first = await TestBot.start({ plugins: [Slow], path, limits: { concurrency: 1 } });
  for (const chat of ["flood1", "flood2", "flood3", "c"]) await first.chat.say("before", { chat, user: chat });
  await first.stop();
  begin();
  const chat = ScriptedAdapter.after(first.chat);
  await using second = await TestBot.start({ plugins: [Slow], path, chat, limits: { total: 4 } }, first.clock);
  const starts: number[] = [];
  const { journal } = second.store;
  const count = journal.begin.bind(journal);
  journal.begin = async (unit) => {
    const started = await count(unit);
    starts.push(started);
    return started;
  };
  await second.chat.say("behind", { user: "c" });
  gate.resolve();
  for (let tries = 0; seen.length < 5 && tries < 100; tries++) await second.settle();
  assertEquals(seen.filter((line) => line.startsWith("c ")), ["c before", "c behind"]);
  assertEquals(starts, [1, 1]);
});

Deno.test("what is on its way from the journal takes room as well", async () => {
  begin();
  const clock = new TestClock();
  const store = await SqliteStore.open({ path: ":memory:", clock });
  const chat = new ScriptedAdapter();
  const entry = { account: "owner", receivedAt: 0 };
  await store.journal.append(
    Array.from({ length: 50 }, (_, n) => ({ ...entry, event: chat.message("one", { chat: `flood${n}` }) })),
  );
  let [underWay, most] = [0, 0];
  const { journal } = store;
  const pendingAt = journal.pendingAt.bind(journal);
  journal.pendingAt = async (places) => {
    most = Math.max(most, underWay += places.length);
    const units = await pendingAt(places);
    underWay -= places.length;
    return units;
  };
  await using bot = await TestBot.start({ plugins: [Slow], store, chat, limits: { total: 8 } }, clock);
  gate.resolve();
  for (let tries = 0; seen.length < 50 && tries < 100; tries++) await bot.settle();
  assertEquals(seen.length, 50);
  assert(most > 0 && most <= 6, `${most}`);
});

/** So many that a question is asked before they have all been read. */
const BETWEEN = 4_000;

/** A bot whose journal holds a command that asked, very many other messages, and the answer behind them. */
async function startWithAnswer(text: string, settled: boolean): Promise<TestBot> {
  begin();
  gate.resolve();
  const clock = new TestClock();
  const store = await SqliteStore.open({ path: ":memory:", clock });
  const chat = new ScriptedAdapter();
  const entry = { account: "owner", receivedAt: 0 };
  const asking = chat.message(text);
  await store.journal.append([{ ...entry, event: asking }]);
  await store.journal.append(
    Array.from({ length: BETWEEN }, (_, n) => ({ ...entry, event: chat.message(`${n}`, { chat: "d" }) })),
  );
  await store.journal.append([
    { ...entry, event: chat.message("fine"), answers: { scope: asking.key, step: "ask:1" } },
  ]);
  if (settled) await store.journal.settle(asking.key);
  const bot = await TestBot.start({ plugins: [Slow], store, chat }, clock);
  for (let tries = 0; seen.length < BETWEEN + 1 && tries < BETWEEN; tries++) await bot.settle();
  return bot;
}

Deno.test("an answer far behind its question in the journal finds it, though it has been asked again meanwhile", async () => {
  await using bot = await startWithAnswer("/ask", false);
  assertEquals(seen.filter((line) => !line.startsWith("d ")), ["you said fine"]);
  await bot.clock.advance(1_000);
  assertEquals((await bot.store.journal.stats()).pending, 0);
});

for (
  const [when, text, settled] of [["before the start", "/ask", true], ["since the start", "/over", false]] as const
) {
  Deno.test(`an answer whose asker has ended ${when} is a message as any other`, async () => {
    await using bot = await startWithAnswer(text, settled);
    assertEquals(seen.filter((line) => !line.startsWith("d ")), ["c fine"]);
    await bot.clock.advance(1_000);
    assertEquals((await bot.store.journal.stats()).pending, 0);
  });
}
