import { assert, assertEquals, assertThrows } from "@std/assert";
import { command, Contributions, logger, on, PluginScope } from "../../../core/mod.ts";
import { captureLogs } from "../../support/mod.ts";

function makeScope() {
  const contributions = new Contributions();
  return { contributions, scope: new PluginScope("dice", contributions, logger("test")) };
}

Deno.test("closing undoes everything, last first, one after the other", async () => {
  const { scope } = makeScope();
  const undone: string[] = [];
  scope.defer("first", () => undone.push("first"));
  scope.defer("second", async () => {
    await Promise.resolve();
    undone.push("second");
  });
  scope.defer("third", () => undone.push("third"));
  assertEquals(scope.holds, ["first", "second", "third"]);
  await scope.close();
  assertEquals(undone, ["third", "second", "first"]);
  assertEquals(scope.holds, []);
});

Deno.test("what ended earlier than the plugin is undone once", async () => {
  const { scope } = makeScope();
  let undone = 0;
  const end = scope.defer("short", () => ++undone);
  assertEquals(end(), 1);
  assertEquals(scope.holds, []);
  assertEquals(end(), undefined);
  await scope.close();
  assertEquals(undone, 1);
});

Deno.test("one that can't be undone is logged by its label, and the others are undone", async () => {
  const { scope } = makeScope();
  const undone: string[] = [];
  scope.defer("first", () => undone.push("first"));
  scope.defer("stubborn", () => Promise.reject(new Error("no")));
  scope.defer("third", () => undone.push("third"));
  const logs = await captureLogs(() => scope.close());
  assertEquals(undone, ["third", "first"]);
  const [line] = logs;
  assertEquals(line.level, "error");
  assertEquals(line.properties, { plugin: "dice", label: "stubborn", reason: "no" });
});

Deno.test("the signal is aborted before anything is undone, so that what runs can end", async () => {
  const { scope } = makeScope();
  assert(!scope.signal.aborted);
  let abortedBefore: boolean | undefined;
  scope.defer("watch", () => abortedBefore = scope.signal.aborted);
  await scope.close();
  assertEquals(abortedBefore, true);
});

Deno.test("after closing nothing more can be registered", async () => {
  const { contributions, scope } = makeScope();
  await scope.close();
  assertThrows(() => scope.defer("late", () => {}), Error, "dice was unloaded and can't register late");
  assertThrows(() => scope.contribute(command, { name: "late" }, () => {}), Error, "command late");
  assertEquals(contributions.size, 0);
});

Deno.test("a contribution is there until it is taken back or the scope is closed", async () => {
  const { contributions, scope } = makeScope();
  const remove = scope.contribute(command, { name: "roll" }, () => {}, "roll");
  scope.contribute(command, { name: "flip" }, () => {}, "flip");
  assertEquals(contributions.of(command).get("roll")?.name, "dice.roll");
  assertEquals(scope.holds, ["command roll", "command flip"]);
  remove();
  assertEquals(contributions.of(command).get("roll"), undefined);
  await scope.close();
  assertEquals(contributions.size, 0);
});

Deno.test("a contribution is named by its function, and by its point where that has no name", () => {
  const { contributions, scope } = makeScope();
  function hear() {}
  scope.contribute(on, { kind: "message" }, hear);
  scope.contribute(on, { kind: "edit" }, (() => () => {})());
  assertEquals(Array.from(contributions.of(on), ({ name }) => name), ["dice.hear", "dice.on"]);
});

Deno.test("a key that is taken is refused, and the scope does not hold what it could not add", () => {
  const { contributions, scope } = makeScope();
  new PluginScope("other", contributions, logger("test")).contribute(command, { name: "roll" }, () => {}, "roll");
  assertThrows(() => scope.contribute(command, { name: "roll" }, () => {}), TypeError, "taken by other.roll");
  assertEquals(scope.holds, []);
});
