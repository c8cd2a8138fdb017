/** What holds for every history of messages, albums, commands, failures, restarts and changes of settings. */
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { ALBUM_GRACE, type Arrival } from "../../../plugins/aggregation/open_batch.ts";
import type { Window } from "../../../plugins/aggregation/mode.ts";
import type { Terms } from "../../../plugins/aggregation/terms.ts";
import { MessageAggregator } from "../../../plugins/aggregation/message_aggregator.ts";
import { TestClock } from "../../support/clock.ts";
import { arrivalOf, termsOf } from "./gatherer.ts";

type Sender = "you" | "guest";

/** One thing that happens, `wait` milliseconds after the one before. */
type Step =
  & { readonly wait: number; readonly sender: Sender }
  & (
    | { readonly type: "text"; readonly late: number; readonly isPart: boolean }
    | { readonly type: "part"; readonly album: string }
    | { readonly type: "command" | "switch" | "fail" }
    | { readonly type: "settings"; readonly window: Window }
    | { readonly type: "restart"; readonly down: number }
  );

interface Committed {
  readonly id: string;
  readonly keys: readonly string[];
  readonly sender: string;
  readonly terms: Terms;
  readonly at: number;
}

/** Account, mode, settings, journal and steps, which outlive the aggregator. */
class World {
  readonly clock = new TestClock();
  readonly journal: Arrival[] = [];
  readonly committed: Committed[] = [];
  /** Keys of what is in a batch. */
  readonly assigned = new Set<string>();
  /** Hand-overs to come that fail. */
  failing = 0;
  /** Wall times at which there was a restart or a failure, which put off what was due. */
  readonly setbacks: number[] = [];
  readonly modes: Record<Sender, string> = { you: "note", guest: "note" };
  window: Window = { quiet: 5, maxWait: 30, maxMessages: 100 };
  /** As `once` remembers them. */
  readonly #frozen = new Map<string, Terms>();
  aggregator: MessageAggregator = this.#open();

  async play(steps: readonly Step[]): Promise<void> {
    for (const step of steps) {
      await this.clock.advance(step.wait);
      await this.#step(step);
    }
    await this.clock.advance(24 * 3_600_000);
  }

  async #step(step: Step): Promise<void> {
    const { sender } = step;
    const conversation = { platform: "test", chat: "c", kind: "private" } as const;
    switch (step.type) {
      case "text":
      case "part": {
        const key = `${this.journal.length}`;
        const now = this.clock.now();
        const about = step.type === "part" ? { album: step.album } : { at: now - step.late, isPart: step.isPart };
        const arrival = arrivalOf({ key, account: sender, ...about }, now);
        this.journal.push(arrival);
        return await this.#add(arrival);
      }
      case "command":
        return await this.aggregator.flush(conversation, sender).catch(() => {});
      case "switch":
        // A switch that can't hand over what is open does not happen.
        return await this.aggregator.commit(conversation, sender).then(() => {
          this.modes[sender] = this.modes[sender] === "note" ? "ask" : "note";
        }, () => {});
      case "settings":
        this.window = step.window;
        return;
      case "fail":
        this.failing++;
        return;
      case "restart":
        return await this.#restart(step.down);
    }
  }

  async #restart(down: number): Promise<void> {
    const before = new Set(Array.from(this.aggregator.open(), ({ id }) => id));
    this.aggregator.stop();
    await this.clock.advance(down);
    this.setbacks.push(this.clock.now());
    this.aggregator = this.#open();
    for (const arrival of this.journal) if (!this.assigned.has(arrival.key)) await this.#add(arrival);
    const known = new Set([...before, ...this.committed.map(({ id }) => id)]);
    for (const { id } of this.aggregator.open()) assert(known.has(id), `${id} begins where no batch began before`);
  }

  async #add(arrival: Arrival): Promise<void> {
    const mode = this.modes[arrival.account as Sender];
    await this.aggregator.add({ ...arrival, begins: this.#frozen.has(arrival.key) }, mode, () => {
      const frozen = this.#frozen.get(arrival.key) ?? termsOf(mode, this.window);
      this.#frozen.set(arrival.key, frozen);
      return Promise.resolve(frozen);
    });
  }

  #open(): MessageAggregator {
    return new MessageAggregator({
      clock: this.clock,
      close: ({ keys, account, terms }) => {
        if (this.failing > 0) {
          this.failing--;
          this.setbacks.push(this.clock.now());
          return Promise.reject(new Error("disk full"));
        }
        for (const key of keys) this.assigned.add(key);
        this.committed.push({ id: `batch:${keys[0]}`, keys, sender: account, terms, at: this.clock.now() });
        return Promise.resolve();
      },
    });
  }

  arrival(key: string): Arrival {
    return this.journal[Number(key)];
  }
}

const sender = fc.constantFrom<Sender>("you", "you", "you", "guest");
const wait = fc.oneof(
  fc.integer({ min: 0, max: 1_500 }),
  fc.integer({ min: 0, max: 9_000 }),
  fc.constantFrom(0, 1_000, 5_000),
);
const window: fc.Arbitrary<Window> = fc.record({
  quiet: fc.constantFrom(0, 0.3, 1.5, 5),
  maxWait: fc.constantFrom(0, 2, 10, 30),
  maxMessages: fc.constantFrom(1, 2, 3, 100),
});
const text = fc.record({
  type: fc.constant("text" as const),
  wait,
  sender,
  late: fc.constantFrom(0, 0, 0, 200, 3_000),
  isPart: fc.constantFrom(false, false, true),
});
const command = fc.record({ type: fc.constant("command" as const), wait, sender });
const others = fc.oneof(
  { weight: 3, arbitrary: command },
  { weight: 2, arbitrary: fc.record({ type: fc.constant("switch" as const), wait, sender }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("settings" as const), wait, sender, window }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("fail" as const), wait, sender }) },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant("restart" as const),
      wait,
      sender,
      down: fc.constantFrom(0, 2_000, 60_000),
    }),
  },
);
/** An album, which takes less than a second to arrive, with what may come in between. */
const album = fc.record({
  sender,
  name: fc.uuid(),
  wait,
  gaps: fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 1, maxLength: 3 }),
  between: fc.array(fc.option(fc.oneof(text, command)), { minLength: 3, maxLength: 3 }),
}).map(({ sender, name, wait, gaps, between }): Step[] => [
  { type: "part", album: name, wait, sender },
  ...gaps.flatMap((gap, index): Step[] => {
    const other = between[index];
    const part = { type: "part" as const, album: name, wait: gap, sender };
    return other === null ? [part] : [{ ...other, wait: 0 }, part];
  }),
]);
const history: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: text.map((step): Step[] => [step]) },
    { weight: 3, arbitrary: album },
    { weight: 4, arbitrary: others.map((step): Step[] => [step]) },
  ),
  { maxLength: 25 },
).map((parts) => parts.flat());

/** Plays any history and checks what came of it. */
function holds(check: (world: World) => void): Promise<void> {
  return fc.assert(
    fc.asyncProperty(history, async (steps) => {
      const world = new World();
      await world.play(steps);
      check(world);
    }),
    { numRuns: 500 },
  );
}

Deno.test("each message lands in exactly one batch", () =>
  holds((world) => {
    const landed = world.committed.flatMap(({ keys }) => keys);
    assertEquals(landed.toSorted(byNumber), world.journal.map(({ key }) => key));
  }));

Deno.test("messages keep their order within a batch, and batches the order of their first messages", () =>
  holds((world) => {
    for (const { keys } of world.committed) assertEquals(keys, keys.toSorted(byNumber));
    for (const sender of ["you", "guest"]) {
      const firsts = world.committed.filter((batch) => batch.sender === sender).map(({ keys }) => keys[0]);
      assertEquals(firsts, firsts.toSorted(byNumber));
    }
  }));

Deno.test("a batch has one sender, and at most as many messages as its terms say, an album as one, and a text in parts", () =>
  holds((world) => {
    for (const { keys, sender, terms } of world.committed) {
      const members = keys.map((key) => world.arrival(key));
      assert(members.every(({ account }) => account === sender));
      const whole = members.filter(({ isPart }, index) => index === 0 || !isPart);
      const counted = new Set(whole.map(({ album, key }) => album ?? key));
      assert(counted.size <= terms.window.maxMessages, `${counted.size} messages in ${keys}`);
    }
  }));

Deno.test("an album is whole", () =>
  holds((world) => {
    const batches = new Map<string, Set<string>>();
    for (const { id, keys } of world.committed) {
      for (const key of keys) {
        const { album } = world.arrival(key);
        if (album !== undefined) batches.set(album, (batches.get(album) ?? new Set()).add(id));
      }
    }
    for (const [album, ids] of batches) assertEquals(ids.size, 1, `${album} is in ${[...ids]}`);
  }));

Deno.test("no batch outlives its longest wait by more than an album may delay it", () =>
  holds((world) => {
    for (const { keys, terms, at } of world.committed) {
      const first = world.arrival(keys[0]).receivedAt;
      // What died or failed in between may be late by that, and by the time until it is tried again.
      if (world.setbacks.some((setback) => setback >= first && setback <= at)) continue;
      const waited = at - first;
      assert(waited <= terms.window.maxWait * 1_000 + ALBUM_GRACE, `${keys} waited ${waited} ms`);
    }
  }));

Deno.test("neighbours in a batch were sent within its windows, but for albums", () =>
  holds((world) => {
    for (const { keys, terms: { window } } of world.committed) {
      const members = keys.map((key) => world.arrival(key));
      const seen = new Set<string>();
      for (const [index, { at, album }] of members.entries()) {
        if (index > 0 && (album === undefined || !seen.has(album))) {
          assert(at - members[index - 1].at <= window.quiet * 1_000, `${keys} has too long a pause`);
          assert(at - members[0].at <= window.maxWait * 1_000, `${keys} is too long`);
        }
        if (album !== undefined) seen.add(album);
      }
    }
  }));

Deno.test("when everything is handed over, nothing is kept", () =>
  holds((world) => {
    assertEquals([world.aggregator.size, world.clock.pending], [0, 0]);
  }));

function byNumber(a: string, b: string): number {
  return Number(a) - Number(b);
}
