import { assertEquals } from "@std/assert";
import { type Outgoing, PacedProgress } from "../../../core/mod.ts";
import { TestClock } from "../../support/clock.ts";

/** Keeps what was shown, with its time in seconds. */
function make(show: (content: string | Outgoing) => Promise<void> = () => Promise.resolve()) {
  const clock = new TestClock();
  const shown: string[] = [];
  const progress = new PacedProgress({
    progress: (content) => {
      shown.push(`${clock.monotonic() / 1_000}: ${typeof content === "string" ? content : content.text}`);
      return show(content);
    },
  }, clock);
  return { clock, shown, progress };
}

Deno.test("the first is shown at once, then the newest once a second", async () => {
  const { clock, shown, progress } = make();
  for (const text of ["a", "b", "c", "d", "e", "f"]) {
    progress.show(text);
    await clock.advance(400);
  }
  await clock.advance(5_000);
  assertEquals(shown, ["0: a", "1: c", "2: e", "3: f"]);
});

Deno.test("after a pause, the next is shown at once", async () => {
  const { clock, shown, progress } = make();
  progress.show("a");
  await clock.advance(5_000);
  progress.show("b");
  assertEquals(shown, ["0: a", "5: b"]);
});

Deno.test("what is made when it is shown is as new as can be, and made only then", async () => {
  const { clock, shown, progress } = make();
  let made = 0;
  for (let count = 0; count < 10; count++) {
    progress.show(() => `made ${++made}`);
    await clock.advance(100);
  }
  assertEquals(shown, ["0: made 1", "1: made 2"]);
});

Deno.test("nothing new is not shown, and costs the next one no time", async () => {
  const { clock, shown, progress } = make();
  progress.show("a");
  await clock.advance(1_000);
  progress.show("a");
  progress.show(() => undefined);
  progress.show("b");
  assertEquals(shown, ["0: a", "1: b"]);
});

Deno.test("while a change is on its way, the next one waits for it", async () => {
  const gate = Promise.withResolvers<void>();
  const { clock, shown, progress } = make(() => gate.promise);
  progress.show("a");
  await clock.advance(3_000);
  progress.show("b");
  progress.show("c");
  await clock.advance(3_000);
  assertEquals(shown, ["0: a"]);
  gate.resolve();
  await clock.advance(0);
  assertEquals(shown, ["0: a", "6: c"]);
});

Deno.test("after the end nothing is shown, and no timer is left", async () => {
  const { clock, shown, progress } = make();
  {
    using ended = progress;
    ended.show("a");
    ended.show("b");
    await clock.advance(0);
    assertEquals(clock.pending, 1);
  }
  assertEquals(clock.pending, 0);
  progress.show("c");
  await clock.advance(5_000);
  assertEquals(shown, ["0: a"]);
});

Deno.test("a handler that was given up shows nothing more, and nothing fails by it", async () => {
  const { clock, shown, progress } = make(() => Promise.reject(new Error("given up")));
  progress.show("a");
  await clock.advance(1_000);
  progress.show("b");
  await clock.advance(1_000);
  assertEquals(shown, ["0: a"]);
});
