import { assertEquals } from "@std/assert";
import { StopSignals } from "../../../core/mod.ts";
import { TestClock } from "../../support/mod.ts";

/** Signals that the test sends itself. */
function listenIn(clock: TestClock) {
  const listeners = new Map<string, () => void>();
  const signals = new StopSignals(clock, (signal, heard) => void listeners.set(signal, heard));
  const seen: string[] = [];
  void signals.first.then(() => seen.push("stop"));
  void signals.second.then(() => seen.push("leave"));
  const send = async (signal = "SIGINT") => {
    listeners.get(signal)?.();
    await clock.advance(0);
  };
  return { signals, seen, send };
}

Deno.test("the first signal asks to stop, a later one to leave at once", async () => {
  const clock = new TestClock();
  const { seen, send } = listenIn(clock);
  await send();
  assertEquals(seen, ["stop"]);
  await clock.advance(500);
  await send();
  assertEquals(seen, ["stop", "leave"]);
});

Deno.test("one Ctrl-C that comes from the terminal and from the runner of the program is one", async () => {
  const clock = new TestClock();
  const { seen, send } = listenIn(clock);
  await send();
  await send();
  await clock.advance(499);
  await send();
  assertEquals(seen, ["stop"]);
});

Deno.test("Ctrl-C pressed again and again leaves at once, however fast", async () => {
  const clock = new TestClock();
  const { seen, send } = listenIn(clock);
  for (let press = 0; press < 6; press++) {
    await send();
    await clock.advance(100);
  }
  assertEquals(seen, ["stop", "leave"]);
});

Deno.test({
  name: "another signal is no echo, however soon it comes",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    const clock = new TestClock();
    const { seen, send } = listenIn(clock);
    await send("SIGTERM");
    await send("SIGINT");
    assertEquals(seen, ["stop", "leave"]);
  },
});

Deno.test("what the program asks for itself has no echo", async () => {
  const clock = new TestClock();
  const { signals, seen } = listenIn(clock);
  signals.interrupt();
  signals.interrupt();
  await clock.advance(0);
  assertEquals(seen, ["stop", "leave"]);
});
