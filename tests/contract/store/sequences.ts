import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { z } from "zod";
import type { RecordKind } from "../../../core/mod.ts";
import { StoreModel } from "./model.ts";
import { entry, pendingNames, type TestedStore, work } from "./place.ts";

const counters: RecordKind<number> = { namespace: "counters", version: 1, schema: z.number() };

/** One thing that happens: what the store answered, in a form to compare with the model's answer. */
interface Operation {
  readonly text: string;
  /** Not waited for before the next begins, unless it says so. */
  readonly alone?: boolean;
  real(place: TestedStore): Promise<unknown>;
  model(model: StoreModel, now: number): unknown;
}

/** Any sequence of operations, many at once, with restarts and deaths in between, against the model. */
export function testSequences(name: string, open: () => Promise<TestedStore>): void {
  Deno.test(`${name}: any sequence of operations, restarts and deaths does what the plain model does`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(operation(), { minLength: 1, maxLength: 60 }), async (operations) => {
        await using place = await open();
        await run(place, operations);
      }),
      { numRuns: 60 },
    );
  });
}

async function run(place: TestedStore, operations: readonly Operation[]): Promise<void> {
  const model = new StoreModel();
  let underWay: (readonly [Operation, Promise<unknown>, unknown])[] = [];
  const finish = async () => {
    for (const [{ text }, real, expected] of underWay) assertEquals(await real, expected, text);
    underWay = [];
  };
  for (const operation of operations) {
    if (operation.alone) await finish();
    const now = place.clock.now();
    underWay.push([operation, operation.real(place), operation.model(model, now)]);
    if (operation.alone) await finish();
  }
  await finish();
  await compare(place, model);
  await place.crash();
  await compare(place, model);
}

async function compare({ store, clock }: TestedStore, model: StoreModel): Promise<void> {
  assertEquals(await pendingNames(store.journal), model.pending());
  assertEquals((await store.journal.deadLetters()).map(({ unit }) => unit), model.dead());
  assertEquals(await store.journal.stats(), model.stats());
  assertEquals(await store.records(counters).list(), model.live(clock.now()));
  const events = [...model.units.values()].filter(({ work }) => !work).map(({ name }) => name);
  assertEquals((await store.journal.read(events)).map(({ event }) => event.key), events);
  const items = await Array.fromAsync(store.journal.workOf(work("any", []).conversation));
  const expected = [...model.units.values()].filter(({ work }) => work).map(({ name }) => name);
  assertEquals(items.map(({ id }) => id), expected.toReversed());
}

function operation(): fc.Arbitrary<Operation> {
  const event = fc.integer({ min: 0, max: 7 }).map((n) => `e${n}`);
  const item = fc.integer({ min: 0, max: 3 }).map((n) => `w${n}`);
  const unit = fc.oneof(event, item);
  const number = fc.integer({ min: 0, max: 4 });
  return fc.oneof(
    { weight: 6, arbitrary: fc.tuple(event, fc.boolean()).map(([key, begun]) => append(key, begun)) },
    { weight: 4, arbitrary: unit.map(begin) },
    { weight: 2, arbitrary: unit.map(release) },
    { weight: 4, arbitrary: fc.tuple(item, fc.array(event, { maxLength: 3 })).map(([id, keys]) => assign(id, keys)) },
    { weight: 5, arbitrary: unit.map(settle) },
    { weight: 2, arbitrary: unit.map(bury) },
    { weight: 2, arbitrary: unit.map(revive) },
    { weight: 1, arbitrary: unit.map(discard) },
    { weight: 3, arbitrary: fc.tuple(unit, number).map(([scope, n]) => once(scope, `s${n}`)) },
    { weight: 3, arbitrary: fc.tuple(number, number, number).map(([key, by, life]) => add(`k${key}`, by, life)) },
    { weight: 1, arbitrary: number.map((n) => wait(n)) },
    { weight: 1, arbitrary: number.map((n) => prune(n)) },
    { weight: 1, arbitrary: fc.constantFrom("restart" as const, "crash" as const).map(reopen) },
  );
}

const refused = () => "refused";

function append(key: string, begun: boolean): Operation {
  return {
    text: `append ${key}${begun ? " begun" : ""}`,
    real: async ({ store }) => (await store.journal.append([entry(key, { begun })]))[0].outcome,
    model: (model) => model.append(key, begun),
  };
}

function begin(unit: string): Operation {
  return {
    text: `begin ${unit}`,
    real: ({ store }) => store.journal.begin(unit).catch(refused),
    model: (model) => model.begin(unit),
  };
}

function release(unit: string): Operation {
  return {
    text: `release ${unit}`,
    real: ({ store }) => store.journal.release(unit),
    model: (model) => model.release(unit),
  };
}

function assign(id: string, members: readonly string[]): Operation {
  return {
    text: `assign ${id} ${members.join()}`,
    real: ({ store }) => store.journal.assign(work(id, members)).then(() => "ok", refused),
    model: (model) => model.assign(id, members),
  };
}

function settle(unit: string): Operation {
  return {
    text: `settle ${unit}`,
    real: ({ store }) => store.journal.settle(unit),
    model: (model, now) => model.settle(unit, now),
  };
}

function bury(unit: string): Operation {
  return {
    text: `bury ${unit}`,
    real: ({ store }) => store.journal.bury(unit, "failed"),
    model: (model) => model.bury(unit),
  };
}

function revive(unit: string): Operation {
  return {
    text: `revive ${unit}`,
    real: async ({ store }) => await store.journal.revive(unit) !== undefined,
    model: (model) => model.revive(unit),
  };
}

function discard(unit: string): Operation {
  return {
    text: `discard ${unit}`,
    real: ({ store }) => store.journal.discard(unit),
    model: (model, now) => model.discard(unit, now),
  };
}

function once(scope: string, step: string): Operation {
  return {
    text: `once ${scope} ${step}`,
    // Its result is committed behind it: a later write is waited for, so that no death leaves it in doubt.
    alone: true,
    real: async ({ store }) => {
      const result = await store.once(scope, step, () => `${scope} ${step}`, { inDoubt: "fail" });
      await store.journal.settle("nothing");
      return result;
    },
    model: (model) => model.once(scope, step, `${scope} ${step}`),
  };
}

function add(key: string, by: number, life: number): Operation {
  return {
    text: `add ${by} to ${key} for ${life}`,
    real: ({ store, clock }) =>
      store.records(counters).update(key, (old = 0) => by === 0 ? undefined : old + by, {
        expiresAt: clock.now() + life * 10,
      }),
    model: (model, now) => {
      const old = model.records.get(key);
      const value = by === 0 ? undefined : (old && old.expiresAt > now ? old.value : 0) + by;
      if (value === undefined) model.records.delete(key);
      else model.records.set(key, { value, expiresAt: now + life * 10 });
      return value;
    },
  };
}

function wait(duration: number): Operation {
  return {
    text: `wait ${duration}`,
    alone: true,
    real: ({ clock }) => clock.advance(duration * 5),
    model: () => undefined,
  };
}

function prune(age: number): Operation {
  return {
    text: `prune ${age}`,
    alone: true,
    real: ({ store, clock }) => store.journal.prune(clock.now() - age),
    model: (model, now) => model.prune(now - age, now),
  };
}

function reopen(how: "restart" | "crash"): Operation {
  return {
    text: how,
    alone: true,
    real: async (place) => assert(await place[how]() === place.store),
    model: (model) => model.restart(),
  };
}
