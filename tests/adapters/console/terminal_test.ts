import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { PassThrough, Writable } from "node:stream";
import { ReadlineTerminal } from "../../../adapters/console/terminal.ts";
import { settle } from "../../support/clock.ts";
import { TestFolder } from "../../support/folder.ts";

/** A terminal of twenty columns in a test's hands. */
class TerminalBench implements AsyncDisposable {
  readonly stdin = new PassThrough();
  readonly stdout: Writable & { readonly columns: number };
  readonly lines: string[] = [];
  readonly terminal: ReadlineTerminal;
  interrupted = 0;
  ended = 0;
  #written = "";

  private constructor(readonly folder: TestFolder) {
    const write = (chunk: unknown, _encoding: string, done: () => void) => {
      this.#written += String(chunk);
      done();
    };
    this.stdout = Object.assign(new Writable({ write }), { columns: 20 });
    this.terminal = new ReadlineTerminal(folder.join("history"), this);
  }

  static async open(folder?: TestFolder): Promise<TerminalBench> {
    const bench = new TerminalBench(folder ?? await TestFolder.make());
    await bench.terminal.open({
      line: (line) => bench.lines.push(line),
      interrupted: () => bench.interrupted++,
      ended: () => bench.ended++,
    });
    return bench;
  }

  async type(keys: string): Promise<void> {
    this.stdin.write(keys);
    await settle();
  }

  /** What was written since the last call. */
  written(): string {
    const written = this.#written;
    this.#written = "";
    return written;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.terminal.close();
    await this.folder[Symbol.asyncDispose]();
  }
}

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

Deno.test("the line that was being typed goes on behind a text", async () => {
  await using bench = await TerminalBench.open();
  await bench.type("buy ");
  await bench.terminal.print("reply\n");
  await bench.type("milk\r");
  assertEquals(bench.lines, ["buy milk"]);
});

Deno.test("pasted lines are lines, with their tabs", async () => {
  await using bench = await TerminalBench.open();
  await bench.type("one\r\ttwo\rthree\r");
  assertEquals(bench.lines, ["one", "\ttwo", "three"]);
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
