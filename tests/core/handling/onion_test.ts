import { assertEquals, assertRejects } from "@std/assert";
import { type Context, Contributions, middleware, type MiddlewareHandler, Translations } from "../../../core/mod.ts";
import { ENDED } from "../../../core/endings.ts";
import { Onion } from "../../../core/handling/onion.ts";
import { Person } from "../../support/context.ts";

const ctx: Context = new Person("test", new Translations()).message("hello");

/** An onion whose layers and core write down what they see. */
function makeOnion() {
  const contributions = new Contributions();
  const seen: string[] = [];
  const onion = new Onion<Context>(contributions, () => {
    seen.push("core");
    return Promise.resolve();
  });
  const add = (name: string, priority?: number, handler?: MiddlewareHandler) =>
    contributions.add(middleware, {
      plugin: "test",
      name,
      options: priority === undefined ? {} : { priority },
      handler: handler ?? (async (_ctx, next) => {
        seen.push(`${name} in`);
        await next();
        seen.push(`${name} out`);
      }),
    });
  return { onion, seen, add };
}

Deno.test("without middlewares the handler runs", async () => {
  const { onion, seen } = makeOnion();
  await onion.run(ctx);
  assertEquals(seen, ["core"]);
});

Deno.test("a higher priority is further outside, and of equal ones the earlier", async () => {
  const { onion, seen, add } = makeOnion();
  add("inner", -1);
  add("first");
  add("second");
  add("outer", 10);
  await onion.run(ctx);
  assertEquals(seen, [
    ...["outer in", "first in", "second in", "inner in"],
    "core",
    ...["inner out", "second out", "first out", "outer out"],
  ]);
});

Deno.test("every layer and the handler see the same context", async () => {
  const contexts: unknown[] = [];
  const contributions = new Contributions();
  const onion = new Onion<Context>(contributions, (ctx) => Promise.resolve(void contexts.push(ctx)));
  const handler: MiddlewareHandler = (ctx, next) => {
    contexts.push(ctx);
    return next();
  };
  contributions.add(middleware, { plugin: "test", name: "layer", options: {}, handler });
  await onion.run(ctx);
  assertEquals(contexts.map((seen) => seen === ctx), [true, true]);
});

Deno.test("a middleware that does not go on keeps what is inside from running", async () => {
  const { onion, seen, add } = makeOnion();
  add("outer", 1);
  add("wall", 0, () => Promise.resolve());
  await onion.run(ctx);
  assertEquals(seen, ["outer in", "outer out"]);
});

Deno.test("going on twice is refused by the middleware's name, and the handler runs once", async () => {
  const { onion, seen, add } = makeOnion();
  add("dice.twice", 0, async (_ctx, next) => {
    await next();
    await next();
  });
  await assertRejects(() => onion.run(ctx), Error, "dice.twice called next() more than once");
  assertEquals(seen, ["core"]);
});

Deno.test("going on is counted for each event by itself", async () => {
  const { onion, seen, add } = makeOnion();
  add("layer");
  await Promise.all([onion.run(ctx), onion.run(ctx)]);
  assertEquals(seen.filter((what) => what === "core").length, 2);
});

Deno.test("what a handler throws passes the layers, which may catch it", async () => {
  const contributions = new Contributions();
  const onion = new Onion<Context>(contributions, () => Promise.reject(new Error("broken")));
  await assertRejects(() => onion.run(ctx), Error, "broken");
  const caught: unknown[] = [];
  contributions.add(middleware, {
    plugin: "test",
    name: "net",
    options: {},
    handler: async (_ctx, next) => await next().catch((error) => void caught.push(error.message)),
  });
  await onion.run(ctx);
  assertEquals(caught, ["broken"]);
});

Deno.test("layers come and go with their plugins", async () => {
  const { onion, seen, add } = makeOnion();
  const remove = add("layer");
  remove();
  await onion.run(ctx);
  assertEquals(seen, ["core"]);
});

/** Whom an onion of one layer says to run, whenever it ends or fails. */
async function lastIn(layer: MiddlewareHandler, core: () => Promise<void>): Promise<string | undefined> {
  const contributions = new Contributions();
  let last: string | undefined;
  const onion = new Onion<Context>(contributions, core, (_ctx, name) => last = name);
  contributions.add(middleware, { plugin: "test", name: "test.layer", options: {}, handler: layer });
  await Promise.try(() => onion.run(ctx)).catch(() => {});
  return last;
}

const fail = () => {
  throw new Error("broken");
};
const later = () => new Promise<void>((resolve) => queueMicrotask(resolve));
const failLater = () => later().then(fail);

const failures: Readonly<Record<string, [MiddlewareHandler, () => Promise<void>, string | undefined]>> = {
  "a layer that throws": [fail, later, "test.layer"],
  "a layer that throws behind what it has waited for": [failLater, later, "test.layer"],
  "a layer that throws behind a handler": [async (_ctx, next) => (await next(), fail()), later, "test.layer"],
  "a layer that throws behind a handler that had nothing to wait for": [
    (_ctx, next) => (void next(), fail()),
    () => ENDED,
    "test.layer",
  ],
  "a handler that throws": [(_ctx, next) => next(), fail, undefined],
  "a handler that throws within an async layer": [async (_ctx, next) => await next(), fail, undefined],
  "a handler that rejects": [async (_ctx, next) => await next(), failLater, undefined],
  "a handler that rejects behind what its layer has waited for": [
    async (_ctx, next) => (await later(), await next()),
    failLater,
    undefined,
  ],
};
for (const [who, [layer, core, name]] of Object.entries(failures)) {
  Deno.test(`${who} is known to have been the one`, async () => {
    assertEquals(await lastIn(layer, core), name);
  });
}

Deno.test("a layer ends no sooner than what it goes on to, whether it waits for that or not", async () => {
  const contributions = new Contributions();
  const gate = Promise.withResolvers<void>();
  let isOver = false;
  const onion = new Onion<Context>(contributions, () => gate.promise);
  const handler: MiddlewareHandler = (_ctx, next) => (void next(), Promise.resolve());
  contributions.add(middleware, { plugin: "test", name: "layer", options: {}, handler });
  const run = onion.run(ctx).then(() => isOver = true);
  await later();
  assertEquals(isOver, false);
  gate.resolve();
  await run;
});

Deno.test("a handler that fails behind a layer which has not waited for it fails the event", async () => {
  const contributions = new Contributions();
  const onion = new Onion<Context>(contributions, failLater);
  const handler: MiddlewareHandler = (_ctx, next) => (void next(), Promise.resolve());
  contributions.add(middleware, { plugin: "test", name: "layer", options: {}, handler });
  await assertRejects(() => onion.run(ctx), Error, "broken");
});
