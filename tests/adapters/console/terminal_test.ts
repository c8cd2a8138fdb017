import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import { settle } from "../../support/clock.ts";
import { TerminalBench } from "./terminal_bench.ts";

/** Moves the cursor up. */
function up(rows: number): string {
  return `\x1b[${rows}A`;
}

Deno.test("a text that arrives while a wrapped line is typed takes all its rows, and keeps all of its own", async () => {
  await using bench = await TerminalBench.open();
  await bench.type("a line that is longer than twenty columns");
  bench.written();
  await bench.terminal.print("one\ntwo\n");
  const [before, after] = bench.written().split("one\ntwo\n");
  assertStringIncludes(before, `${up(2)}\x1b[1G\x1b[0J`); // the first of its three rows, and all below
  assert(!after.includes(up(1)) && !after.includes(up(2)), "nothing goes up again into the text");
  assertStringIncludes(after, "> a line that is longer than twenty columns");
});

Deno.test("a terminal that gets narrower has wrapped the line again: all its rows are drawn anew", async () => {
  await using bench = await TerminalBench.open();
  await bench.type("a line that is longer than twenty columns");
  bench.written();
  bench.stdout.columns = 10;
  bench.stdout.emit("resize");
  assertStringIncludes(bench.written(), `${up(4)}\x1b[1G\x1b[0J> a line`);
});

Deno.test("the line that was being typed goes on behind a text", async () => {
  await using bench = await TerminalBench.open();
  await bench.type("buy ");
  await bench.terminal.print("reply\n");
  await bench.type("milk\r");
  assertEquals(bench.lines, ["buy milk"]);
});

Deno.test("lines of one chunk are lines that follow each other, with their tabs", async () => {
  await using bench = await TerminalBench.open();
  await bench.type("one\r\ttwo\r");
  await bench.type("three\r");
  assertEquals(bench.finished, [
    { text: "one", follows: false, literal: false },
    { text: "\ttwo", follows: true, literal: false },
    { text: "three", follows: false, literal: false },
  ]);
});

/** What a terminal sends when this is pasted. */
function paste(text: string): string {
  return `\x1b[200~${text}\x1b[201~`;
}

Deno.test("the terminal is asked to mark pastes, and no more at the end", async () => {
  const bench = await TerminalBench.open();
  assertStringIncludes(bench.written(), "\x1b[?2004h");
  await bench[Symbol.asyncDispose]();
  const written = bench.written();
  assertEquals(written.split("\x1b[?2004l").length, 2, JSON.stringify(written));
});

Deno.test("a program that ends at once leaves no terminal that marks pastes", async () => {
  await using bench = await TerminalBench.open();
  bench.written();
  globalThis.dispatchEvent(new Event("unload"));
  assertEquals([bench.written(), bench.raw], ["\x1b[?2004l", false]);
});

Deno.test("lines of standard error are shown above the prompt while it is there, wrapped at words", async () => {
  await using bench = await TerminalBench.open();
  await bench.type("half a li");
  bench.written();
  bench.errors.write("Something has failed again.");
  assertStringIncludes(
    bench.written(),
    "Something has failed\nagain.\n> half a li".replaceAll("\n> ", "\n\x1b[1G\x1b[0J> "),
  );
  await bench.type("ne\r");
  assertEquals(bench.lines, ["half a line"]);
});

Deno.test("Ctrl-Z does nothing where it would stop the program alone, and not those who wait for it", async () => {
  await using bench = await TerminalBench.open();
  await bench.type("one\x1a two\r");
  assertEquals([bench.lines, bench.raw], [["one two"], true]);
});

Deno.test("one line that is pasted is inserted where the cursor is, to be edited, whatever breaks stand around it", async () => {
  await using bench = await TerminalBench.open();
  await bench.type("buy now\x1b[D\x1b[D\x1b[D");
  await bench.type(paste("\r\n\tmilk \x1b[2J\n"));
  assertEquals(bench.lines, []);
  await bench.type("\r");
  assertEquals(bench.finished, [{ text: "buy \tmilk [2Jnow", follows: false, literal: false }]);
});

Deno.test("a paste of several lines is one label in the line, and whole in what is sent", async () => {
  await using bench = await TerminalBench.open();
  await bench.type("see: ");
  bench.written();
  await bench.type(paste("| a | b |\r|---|---|\r\r/help\r1"));
  assertStringIncludes(bench.written(), "[| a | b | ⏎ 5]");
  assertEquals(bench.lines, []);
  await bench.type(" and more\r");
  assertEquals(bench.finished, [
    { text: "see: | a | b |\n|---|---|\n\n/help\n1 and more", follows: false, literal: false },
  ]);
});

Deno.test("a line that begins with a paste of several lines is literal", async () => {
  await using bench = await TerminalBench.open();
  await bench.type(` ${paste("/quit\r1")}\r`);
  assertEquals(bench.finished, [{ text: " /quit\n1", follows: false, literal: true }]);
});

Deno.test("a paste arrives whole however it is cut, and so does what is typed around it", async () => {
  const bytes = new TextEncoder().encode(`до ${paste("раз\r\rдва 🍞\r")} после\r`);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 12 }), async (sizes) => {
      await using bench = await TerminalBench.open();
      let start = 0;
      for (const size of sizes) bench.stdin.write(bytes.slice(start, start += size));
      bench.stdin.write(bytes.slice(start));
      await settle();
      assertEquals(bench.lines, ["до раз\n\nдва 🍞 после"]);
    }),
    { numRuns: 40 },
  );
});

Deno.test("a key that takes a part of a label takes all of it, and the cursor passes it in one step", async () => {
  await using bench = await TerminalBench.open();
  await bench.type(`a${paste("one\rtwo")}b`);
  await bench.type("\x1b[D\x1b[D!\x1b[C?\r"); // left over b, left over the label, right over the label
  assertEquals(bench.lines, ["a!one\ntwo?b"]);
  await bench.type(`a${paste("one\rtwo")}${paste("three\rfour")}`);
  await bench.type("\x7f\x1b[D\x1b[3~b\r"); // backspace behind the second, delete in front of the first
  assertEquals(bench.lines[1], "ab");
});

Deno.test("two pastes that begin alike are kept apart", async () => {
  await using bench = await TerminalBench.open();
  await bench.type(`${paste("x\r1")} ${paste("x\r2")}\r`);
  assertEquals(bench.lines, ["x\n1 x\n2"]);
});

Deno.test("a paste whose end is lost is given up by Ctrl-C", async () => {
  await using bench = await TerminalBench.open();
  await bench.type("\x1b[200~half a paste\r");
  await bench.type("\x03");
  await bench.type("again\r");
  assertEquals([bench.interrupted, bench.lines], [1, ["again"]]);
});

Deno.test("a line with a paste is not in the history, where its label would mean nothing", async () => {
  await using bench = await TerminalBench.open();
  await bench.type(`typed\r${paste("one\rtwo")}\r`);
  await bench.type("\x1b[A\r");
  assertEquals(bench.lines, ["typed", "one\ntwo", "typed"]);
});

Deno.test("Ctrl-C interrupts, Ctrl-D ends", async () => {
  await using bench = await TerminalBench.open();
  await bench.type("half a line\x03");
  assertEquals([bench.interrupted, bench.ended], [1, 0]);
  await bench.type("\x15\x04");
  assertEquals([bench.interrupted, bench.ended], [1, 1]);
});

Deno.test("after the end a text is written as it is, without a prompt", async () => {
  await using bench = await TerminalBench.open();
  await bench.type("\x04");
  bench.written();
  await bench.terminal.print("late reply\n");
  const written = bench.written();
  assertStringIncludes(written, "late reply\n");
  assertEquals(written.includes("> "), false);
});

Deno.test("the history is there again at the next start, for its owner only", async () => {
  await using first = await TerminalBench.open();
  await first.type("older\rnewer\r\x04");
  if (Deno.build.os !== "windows") {
    assertEquals(((await Deno.stat(first.folder.join("history"))).mode ?? 0) & 0o777, 0o600);
  }
  const second = await TerminalBench.open(first.folder);
  await second.type("\x1b[A\x1b[A\r");
  assertEquals(second.lines, ["older"]);
  await second.terminal.close();
});

Deno.test("Tab inserts what is sure, and lists what is not; elsewhere it is a tab", async () => {
  await using bench = await TerminalBench.open();
  bench.completions["/file l"] = { insert: "ist", choices: ["list1", "list2"] };
  bench.completions["/file list"] = { insert: "", choices: ["list1", "list2"] };
  await bench.type("/file l behind");
  for (let key = 0; key < " behind".length; key++) await bench.type("\x1b[D");
  await bench.type("\t");
  bench.written();
  await bench.type("\t");
  assertStringIncludes(bench.written(), "list1  list2\n");
  await bench.type("2\t\r");
  assertEquals(bench.lines, ["/file list2\t behind"]);
});
