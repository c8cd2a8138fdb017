import { assertEquals, assertMatch } from "@std/assert";
import { logger } from "../../../core/mod.ts";
import { LoopWatch } from "../../../core/watch/loop_watch.ts";
import { type Unit, WatchedPlugin } from "../../../core/watch/plugin_watch.ts";
import { TestClock } from "../../support/clock.ts";
import { captureLogs } from "../../support/mod.ts";

/** A clock whose time can pass without any timer having a turn, as when the event loop is blocked. */
class BlockedClock extends TestClock {
  #blocked = 0;

  override monotonic(): number {
    return super.monotonic() + this.#blocked;
  }

  block(milliseconds: number): void {
    this.#blocked += milliseconds;
  }
}

function makeWatch() {
  const clock = new BlockedClock();
  const loop = new LoopWatch(clock, logger("kernel"));
  const plugin = new WatchedPlugin("weather", loop);
  const unit = (name: string): Unit => ({ plugin, name: `weather.${name}`, root: `weather.${name}`, isOpen: true });
  return { clock, loop, plugin, unit };
}

Deno.test("what blocks within its call is named with its time, and what takes less is not", async () => {
  const { clock, plugin } = makeWatch();
  const lines = await captureLogs(() => {
    plugin.call("weather.quick", () => clock.block(1_999));
    plugin.call("weather.show", () => clock.block(5_000));
  });
  assertEquals(lines.map(({ properties }) => [properties.unit, properties.plugin, properties.seconds]), [
    ["weather.show", "weather", 5],
  ]);
});

Deno.test("of calls within calls of different plugins the one that blocks is named, and no other", async () => {
  const { clock, loop, plugin } = makeWatch();
  const other = new WatchedPlugin("other", loop);
  const lines = await captureLogs(() => {
    plugin.call("weather.outer", () => {
      other.call("other.inner", () => clock.block(5_000));
      clock.block(1_000);
    });
  });
  assertEquals(lines.map(({ properties }) => properties.unit), ["other.inner"]);
});

Deno.test("what blocks within calls of one plugin is the outermost, or the last that began in it", async () => {
  const { clock, plugin } = makeWatch();
  const lines = await captureLogs(() => {
    plugin.call("weather.around", () => {
      plugin.call("weather.show", () => clock.block(5_000));
    });
  });
  assertEquals(lines.map(({ properties }) => properties.unit), ["weather.around or weather.show"]);
});

Deno.test("what begins within another call of its plugin behind an await is measured by itself", async () => {
  const { clock, plugin } = makeWatch();
  const lines = await captureLogs(() =>
    plugin.call("weather.around", async () => {
      await Promise.resolve();
      plugin.call("weather.show", () => clock.block(5_000));
    })
  );
  assertEquals(lines.map(({ properties }) => properties.unit), ["weather.show"]);
});

Deno.test("what blocks behind an await is named when it ends, before any timer has had its turn", async () => {
  const { clock, loop, unit } = makeWatch();
  const [one, other] = [unit("one"), unit("other")];
  const lines = await captureLogs(() => {
    loop.open(one);
    loop.open(other);
    clock.block(5_000);
    loop.close(other);
    loop.close(one);
  });
  assertEquals(lines.map(({ properties }) => properties.unit), ["weather.other"]);
});

Deno.test("who blocked and gives no sign of life is among those that are told to be under way", async () => {
  const { clock, loop, unit } = makeWatch();
  const lines = await captureLogs(async () => {
    loop.open(unit("one"));
    loop.open(unit("other"));
    clock.block(5_000);
    await clock.advance(1_000);
  });
  assertEquals(lines.map(({ properties }) => properties.units), [["weather.one", "weather.other"]]);
  assertMatch(lines[0].message, /stood still for 5 s at least, or the process did/);
});

Deno.test("a block is told once, whoever ends behind it", async () => {
  const { clock, loop, unit } = makeWatch();
  const [one, other] = [unit("one"), unit("other")];
  const lines = await captureLogs(async () => {
    loop.open(one);
    loop.open(other);
    clock.block(5_000);
    loop.touch(one);
    loop.close(other);
    await clock.advance(10_000);
    loop.close(one);
  });
  assertEquals(lines.map(({ properties }) => properties.unit), ["weather.one"]);
});

Deno.test("no timer is set while nothing of a plugin is under way", async () => {
  const { clock, loop, plugin, unit } = makeWatch();
  const [one, other] = [unit("one"), unit("other")];
  plugin.call("weather.show", () => {});
  assertEquals(clock.pending, 0);
  loop.open(one);
  loop.open(other);
  await clock.advance(10_000);
  assertEquals(clock.pending, 1);
  loop.close(one);
  loop.forget(plugin);
  assertEquals(clock.pending, 0);
});

Deno.test("an hour in which everybody is served tells nothing", async () => {
  const { clock, loop, unit } = makeWatch();
  const lines = await captureLogs(async () => {
    loop.open(unit("one"));
    await clock.advance(3_600_000);
  });
  assertEquals(lines, []);
});
