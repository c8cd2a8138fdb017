/** Servers that are programs: real ones, of the tests. Deno's own watch over resources sees that nothing of them is left. */
import { assert, assertEquals, assertMatch, assertRejects, assertStringIncludes } from "@std/assert";
import { ServerProblem } from "../../../plugins/mcp/server_problem.ts";
import { captureLogs } from "../../support/logs.ts";
import { Connecting, MEMBER, program } from "./connecting.ts";

/** The problem with which it ends. */
async function problemOf(work: Promise<unknown>): Promise<ServerProblem> {
  return await assertRejects(() => work, ServerProblem);
}

/** Whether a process is there. A dead one that nobody has looked at is not. */
async function isThere(pid: number): Promise<boolean> {
  const status = await Deno.readTextFile(`/proc/${pid}/status`).catch(() => "");
  return status !== "" && !/^State:\s+Z/m.test(status);
}

Deno.test("a program lists its tools, page by page, and answers calls", async () => {
  await using files = new Connecting(program("normal"));
  assertEquals(files.connection.state.kind, "idle");
  assertEquals(await files.names(), ["echo", "addNote", "look", "count", "fail", "refuse"]);
  assertEquals(await files.call("echo", { text: "hello" }), { text: "echo: hello" });
  assertEquals(files.connection.state.kind, "connected");
});

Deno.test("what a program is given of the environment is what it needs, and what was configured", async () => {
  Deno.env.set("PORTICO_MODEL_KEY", "secret-of-the-bot");
  await using files = new Connecting(program("environment", "", { ROOT_DIR: "/x" }));
  try {
    const { text } = await files.call("echo");
    const names = Object.keys(JSON.parse(text)).filter((name) => !["PWD", "SHLVL", "_"].includes(name));
    assertEquals(names.sort(), ["HOME", "NO_COLOR", "PATH", "ROOT_DIR"]);
  } finally {
    Deno.env.delete("PORTICO_MODEL_KEY");
  }
});

Deno.test("a program that ends in the middle of a call fails that call, says its last words, and is started anew later", async () => {
  await using files = new Connecting(program("dies", "no disk"));
  assertEquals((await files.names()).length, 6);
  const problem = await problemOf(files.call("addNote"));
  assertEquals([problem.code, problem.nothingDone], ["ended", false]);
  assertStringIncludes(problem.detail, "code 3");
  assertStringIncludes(problem.detail, "Out of order: no disk");
  assertEquals(files.connection.state.kind, "failing");
  const paused = await problemOf(files.call("addNote"));
  assertEquals([paused.code, paused.nothingDone], ["ended", true], "Nobody tries again at once.");
  await files.clock.advance(1_000);
  assertEquals((await files.names()).length, 6);
});

Deno.test("a program that ends at once, or is not there, is left alone longer each time", async () => {
  for (const server of [program("dead"), { ...program("normal"), command: "/nowhere/at-all" }]) {
    await using files = new Connecting(server);
    for (const pause of [1_000, 2_000, 4_000]) {
      const { code, nothingDone } = await problemOf(files.names());
      assert(nothingDone && ["ended", "unreachable"].includes(code), code);
      await files.clock.advance(pause - 1);
      const since = files.connection.state.failure?.since;
      await problemOf(files.names());
      assertEquals(files.connection.state.failure?.since, since);
      await files.clock.advance(1);
    }
  }
});

Deno.test("a call that is not answered ends in its time, and its program with it", async () => {
  await using files = new Connecting(program("hangs"), { settings: { callTime: 20 } });
  await files.names();
  const work = problemOf(files.call("addNote"));
  await files.clock.advance(20_000);
  const { code, nothingDone } = await work;
  assertEquals([code, nothingDone], ["late", false]);
  assertEquals(files.connection.state.kind, "failing");
});

Deno.test("a program that says nothing at all costs no more than the time to connect", async () => {
  await using files = new Connecting(program("silent"), { settings: { connectTime: 10 } });
  const work = problemOf(files.names());
  await files.clock.advance(10_000);
  assertEquals((await work).code, "late");
  await files.clock.advance(3_000);
});

Deno.test("who gives up a call waits no longer, and the program goes on", async () => {
  await using files = new Connecting(program("hangs"));
  await files.names();
  const stop = new AbortController();
  const work = assertRejects(() => files.call("addNote", {}, stop.signal), Error, "stopped");
  stop.abort(new Error("stopped"));
  await work;
  assertEquals(files.connection.state.kind, "connected");
});

for (const mode of ["floods", "giant", "garbage"]) {
  Deno.test(`a program that ${mode} is ended`, async () => {
    await using files = new Connecting(program(mode), { settings: { answerSize: 100_000 } });
    const { code } = await problemOf(files.call("addNote"));
    assertEquals(code, "flood");
  });
}

Deno.test("a flood on standard error holds up nobody", async () => {
  await using files = new Connecting(program("talks"));
  assertEquals(await files.call("addNote", { text: "a" }), { text: "addNote: a" });
});

Deno.test("an answer that is no JSON is no answer", async () => {
  await using files = new Connecting(program("broken"));
  await files.names();
  const work = problemOf(files.call("addNote"));
  await files.clock.advance(60_000);
  assertEquals((await work).code, "late");
});

Deno.test("of ten thousand tools some are taken, and it is known how many are left out", async () => {
  await using files = new Connecting(program("many"));
  const { tools, left } = await files.connection.tools(new AbortController().signal);
  assert(tools.length > 10 && tools.length <= 60, String(tools.length));
  assert(tools.every(({ description }) => description.length <= 1_000));
  assertEquals(tools.length + left, 2_000, "No more are looked at.");
});

Deno.test("tools that have changed are listed anew", async () => {
  await using files = new Connecting(program("changes"));
  assertEquals((await files.names()).length, 6);
  await files.call("addNote");
  assertEquals((await files.names()).at(-1), "newcomer");
});

Deno.test("a connection that nobody needs is closed after a while, and opened when somebody does", async () => {
  await using files = new Connecting(program("normal"), { settings: { idleTime: 50 } });
  await files.names();
  await files.clock.advance(49_999);
  assertEquals(files.connection.state.kind, "connected");
  await files.clock.advance(1);
  assertEquals(files.connection.state.kind, "idle");
  assertEquals(files.connection.state.listing?.tools.length, 6);
  assertEquals(await files.call("echo", { text: "again" }), { text: "echo: again" });
});

Deno.test("a program that does not want to end is ended, with what it has started", async () => {
  const file = await Deno.makeTempFile();
  try {
    await using files = new Connecting(program("family", file));
    await files.names();
    const child = Number(await Deno.readTextFile(file));
    assert(await isThere(child));
    const closing = files.connection.close();
    await files.clock.advance(1_000);
    await files.clock.advance(2_000);
    await closing;
    assertEquals(await isThere(child), false);
  } finally {
    await Deno.remove(file);
  }
});

Deno.test("a close ends what is opening and what is called", async () => {
  await using opening = new Connecting(program("silent"));
  const listing = problemOf(opening.names());
  const closing = opening.connection.close();
  await opening.clock.advance(1_000);
  await opening.clock.advance(2_000);
  await closing;
  assertEquals((await listing).code, "off");

  await using calling = new Connecting(program("hangs"));
  await calling.names();
  const call = problemOf(calling.call("addNote"));
  await calling.connection.close();
  assertEquals((await call).code, "off");
  assertEquals((await problemOf(calling.call("addNote"))).nothingDone, true);
});

Deno.test("only the owner's programs are started", async () => {
  await using files = new Connecting(program("normal"), { account: MEMBER });
  assertEquals((await problemOf(files.names())).code, "owner-only");
});

Deno.test("what is secret is in no log, no problem and no result", async () => {
  const lines = await captureLogs(async () => {
    await using files = new Connecting(program("leaks", "", { TOKEN: "s3cr3t-of-files" }));
    assertEquals(await files.call("echo"), { text: "echo ***" });
    await files.connection.close();
    await using dying = new Connecting(program("dies", "key is s3cr3t-of-files", { TOKEN: "s3cr3t-of-files" }));
    await dying.names();
    assertStringIncludes((await problemOf(dying.call("echo"))).message, "key is ***");
  });
  assert(lines.length > 0);
  assertMatch(JSON.stringify(lines), /\*\*\*/);
  assertEquals(JSON.stringify(lines).includes("s3cr3t"), false);
});
