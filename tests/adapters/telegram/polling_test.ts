/** Fetching updates: into the journal first, and for days without anybody looking after it. */
import { assert, assertEquals } from "@std/assert";
import { AdapterFailed, type BotEvent, DeliveryUnknown, logger, RateLimited } from "../../../core/mod.ts";
import { TelegramRefusal } from "../../../adapters/telegram/call_errors.ts";
import { Polling } from "../../../adapters/telegram/polling.ts";
import type { Update } from "grammy/types";
import { settle, TestClock } from "../../support/clock.ts";
import { captureLogs } from "../../support/logs.ts";
import { TestInbox } from "../../support/test_inbox.ts";
import { ScriptedApi } from "./scripted_api.ts";

function eventOf({ update_id }: Update): BotEvent | undefined {
  if (update_id === 13) throw new Error("unreadable");
  return {
    kind: "message",
    key: `telegram:1:${update_id}`,
    conversation: { platform: "telegram", chat: "5", kind: "private" },
    sender: { platform: "telegram", user: "5" },
    at: 0,
    id: `${update_id}`,
    text: "x",
    attachments: [],
  };
}

class Bench {
  readonly api = new ScriptedApi();
  readonly clock = new TestClock();
  readonly inbox = new TestInbox();
  readonly ends: unknown[] = [];
  /** What jitter says; the longest delay by default. */
  random: () => number = () => 1;
  readonly polling = new Polling({
    api: this.api,
    inbox: this.inbox,
    read: eventOf,
    clock: this.clock,
    log: logger("test"),
    random: () => this.random(),
    onFatal: (error) => this.ends.push(error),
  });

  constructor() {
    this.polling.start();
  }

  /** Telegram answers the poll that waits. */
  async tell(...ids: number[]): Promise<void> {
    this.api.last.answer(ids.map((update_id) => ({ update_id })));
    await settle();
  }

  async fail(error: unknown): Promise<void> {
    this.api.last.fail(error);
    await settle();
  }

  /** A batch is journaled at once, and handled when what this returns is called. */
  hold(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.inbox.answer = async (events, onDurable) => {
      onDurable?.();
      await promise;
      return events.map(() => "accepted");
    };
    return resolve;
  }

  get offsets(): unknown[] {
    return this.api.calls.map(({ payload }) => payload.offset);
  }

  /** Stops while Telegram answers whatever it is asked. */
  async stop(): Promise<void> {
    this.api.auto = () => [];
    await this.polling.stop();
  }
}

Deno.test("the next offset is asked for only when the whole batch is in the journal", async () => {
  const bench = new Bench();
  const durable = Promise.withResolvers<void>();
  bench.inbox.answer = async (events) => {
    await durable.promise;
    return events.map(() => "accepted");
  };
  await bench.tell(7, 8, 9);
  assertEquals(bench.inbox.calls.map((call) => call.map(({ key }) => key)), [
    ["telegram:1:7", "telegram:1:8", "telegram:1:9"],
  ]);
  assertEquals(bench.api.calls.length, 1);
  durable.resolve();
  await settle();
  assertEquals(bench.offsets, [undefined, 10]);
  await bench.stop();
});

Deno.test("the next poll is on its way while a batch that is in the journal is handled", async () => {
  const bench = new Bench();
  const handle = bench.hold();
  await bench.tell(7, 8, 9);
  assertEquals(bench.offsets, [undefined, 10]);
  await bench.tell(10);
  assertEquals(bench.inbox.calls.length, 1);
  handle();
  await settle();
  assertEquals(bench.inbox.calls.length, 2);
  assertEquals(bench.offsets, [undefined, 10, 11]);
  await bench.stop();
});

Deno.test("a poll that fails while the batch before is handled is tried again", async () => {
  const bench = new Bench();
  const handle = bench.hold();
  await bench.tell(7);
  await bench.fail(new DeliveryUnknown("no answer"));
  handle();
  await bench.clock.advance(1_000);
  assertEquals(bench.offsets, [undefined, 8, 8]);
  await bench.stop();
});

Deno.test("a batch that the journal refuses is asked for again", async () => {
  const bench = new Bench();
  bench.inbox.answer = () => Promise.reject(new Error("disk full"));
  await bench.tell(7);
  await bench.clock.advance(1_000);
  assertEquals(bench.offsets, [undefined, undefined]);
  bench.inbox.answer = (events) => Promise.resolve(events.map(() => "accepted"));
  await bench.tell(7);
  assertEquals(bench.offsets, [undefined, undefined, 8]);
  await bench.stop();
});

Deno.test("an update that can't be read holds up no other", async () => {
  const bench = new Bench();
  await bench.tell(12, 13, 14);
  assertEquals(bench.inbox.events.map(({ key }) => key), ["telegram:1:12", "telegram:1:14"]);
  assertEquals(bench.offsets.at(-1), 15);
  await bench.stop();
});

for (const nonsense of [true, {}, "updates", [null], [{}], [{ update_id: 7 }, { update_id: "8" }]]) {
  Deno.test(`what answers a poll with ${JSON.stringify(nonsense)} is asked again after a delay`, async () => {
    const bench = new Bench();
    bench.api.auto = () => nonsense;
    bench.api.last.answer(nonsense);
    await settle();
    assertEquals(bench.api.calls.length, 1);
    await bench.clock.advance(1_000);
    assertEquals(bench.offsets, [undefined, undefined]);
    assertEquals(bench.inbox.calls, []);
    await bench.stop();
  });
}

Deno.test("failures are followed by delays that double up to a minute, and by the first one again after a success", async () => {
  const bench = new Bench();
  const waits: number[] = [];
  for (let failure = 0; failure < 9; failure++) {
    const before = bench.api.calls.length;
    await bench.fail(new DeliveryUnknown("no answer"));
    const start = bench.clock.monotonic();
    while (bench.api.calls.length === before) {
      await bench.clock.advance((bench.clock.next ?? 0) - bench.clock.monotonic());
    }
    waits.push(bench.clock.monotonic() - start);
  }
  assertEquals(waits, [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000]);
  await bench.tell();
  await bench.fail(new DeliveryUnknown("no answer"));
  const before = bench.api.calls.length;
  await bench.clock.advance(1_000);
  assertEquals(bench.api.calls.length, before + 1);
  await bench.stop();
});

Deno.test("who was warned that nothing can be fetched is told, once, when it works again", async () => {
  const bench = new Bench();
  const logs = await captureLogs(async () => {
    for (let failure = 0; failure < 2; failure++) {
      await bench.fail(new DeliveryUnknown("no answer"));
      await bench.clock.advance(60_000);
    }
    for (let update = 1; update < 3; update++) await bench.tell(update);
  });
  const said = logs.filter(({ level }) => level === "warning").map(({ message }) =>
    message.replace(/ failed.*/, " failed")
  );
  assertEquals(said, [...Array(2).fill("Fetching from Telegram failed"), "Fetching from Telegram works again."]);
  await bench.stop();
});

Deno.test("a delay is anything up to its length", async () => {
  const bench = new Bench();
  bench.random = () => 0.25;
  await bench.fail(new DeliveryUnknown("no answer"));
  await bench.clock.advance(249);
  assertEquals(bench.api.calls.length, 1);
  await bench.clock.advance(1);
  assertEquals(bench.api.calls.length, 2);
  await bench.stop();
});

Deno.test("polling goes on after days without Telegram", async () => {
  const bench = new Bench();
  bench.api.auto = () => new DeliveryUnknown("no answer");
  await bench.fail(new DeliveryUnknown("no answer"));
  await bench.clock.advance(3 * 24 * 60 * 60_000);
  bench.api.auto = () => undefined;
  await bench.clock.advance(60_000);
  await bench.tell(7);
  assertEquals(bench.inbox.events.length, 1);
  await bench.stop();
});

Deno.test("Telegram is not asked before the time it has asked to wait", async () => {
  const bench = new Bench();
  await bench.fail(new RateLimited(90_000, "bot"));
  await bench.clock.advance(89_999);
  assertEquals(bench.api.calls.length, 1);
  await bench.clock.advance(1);
  assertEquals(bench.api.calls.length, 2);
  await bench.stop();
});

for (
  const [status, description, reason] of [
    [409, "Conflict: terminated by other getUpdates request", "conflict"],
    [401, "Unauthorized", "unauthorized"],
    [404, "Not Found", "unauthorized"],
  ] as const
) {
  Deno.test(`${status} ends polling for good and says ${reason}`, async () => {
    const bench = new Bench();
    await bench.fail(new TelegramRefusal("getUpdates", status, description));
    assertEquals(bench.ends.map((end) => end instanceof AdapterFailed && end.reason), [reason]);
    await bench.clock.advance(600_000);
    assertEquals(bench.api.calls.length, 1);
    await bench.stop();
  });
}

Deno.test("a poll may take 1.5 times its own timeout, and a bot without an answered one for longer is wedged", async () => {
  const bench = new Bench();
  assertEquals(bench.api.last.payload.timeout, 50);
  assertEquals(bench.api.last.options.timeout, 75_000);
  await bench.clock.advance(75_000);
  assert(!bench.polling.isWedged);
  await bench.clock.advance(1);
  assert(bench.polling.isWedged);
  assertEquals(bench.polling.age, 75_001);
  await bench.tell();
  assert(!bench.polling.isWedged);
  await bench.stop();
});

Deno.test("a stop gives up the poll that waits and tells Telegram what was handled, once", async () => {
  const bench = new Bench();
  await bench.tell(7, 8);
  const waiting = bench.api.last;
  await bench.stop();
  assert(waiting.options.signal?.aborted);
  assertEquals(bench.api.last.payload, {
    offset: 9,
    limit: 1,
    timeout: 0,
    allowed_updates: bench.api.last.payload.allowed_updates,
  });
  const calls = bench.api.calls.length;
  await bench.polling.stop();
  assertEquals(bench.api.calls.length, calls);
});

Deno.test("a poll that has waited for a while has told Telegram what was handled", async () => {
  const bench = new Bench();
  await bench.tell(7);
  await bench.clock.advance(100);
  await bench.stop();
  assertEquals(bench.offsets, [undefined, 8]);
});

Deno.test("a stop with nothing to confirm asks nothing", async () => {
  const bench = new Bench();
  await bench.tell(7);
  await bench.tell(); // this poll has told the offset
  const calls = bench.api.calls.length;
  await bench.stop();
  assertEquals(bench.api.calls.length, calls);
});

Deno.test("a stop does not wait for a Telegram that does not answer", async () => {
  const bench = new Bench();
  await bench.tell(7);
  bench.api.auto = () => new DeliveryUnknown("no answer");
  await bench.polling.stop();
  assertEquals(bench.api.last.options.timeout, 1_000);
});

Deno.test("being asked to wait for hours is told when it begins, and how much of it is left", async () => {
  const bench = new Bench();
  const lines = await captureLogs(async () => {
    await bench.fail(new RateLimited(73_414_000, "bot"));
    await bench.clock.advance(1_000);
  });
  assertEquals(lines.map(({ message }) => /after 73,?414,?000 ms/.test(message)), [true]);
  assertEquals(bench.polling.pausedFor, 73_413_000);
  await bench.clock.advance(600_000);
  assert(!bench.polling.isWedged, "It does what it is asked to.");
  await bench.clock.advance(73_413_000 - 600_000);
  assertEquals(bench.api.calls.length, 2);
  await bench.stop();
});

Deno.test("whatever else ends polling is told, so that nobody waits at a door at which nobody hears", async () => {
  const bench = new Bench();
  const defect = new Error("a defect");
  bench.random = () => {
    throw defect;
  };
  await bench.fail(new DeliveryUnknown("lost"));
  assertEquals(bench.ends, [defect]);
  await bench.stop();
});
