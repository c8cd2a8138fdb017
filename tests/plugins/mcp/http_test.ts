/** Servers by an address: in this process, and one that is really reached. */
import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { PinnedWeb } from "../../../plugins/agent/tools/pinned_web.ts";
import type { HttpServer } from "../../../plugins/mcp/server.ts";
import { type ProblemCode, ServerProblem } from "../../../plugins/mcp/server_problem.ts";
import { FakeHttpMcp, type HttpMode } from "../../support/fake_mcp/http_server.ts";
import { Connecting, MEMBER } from "./connecting.ts";

const server: HttpServer = {
  name: "weather",
  enabled: true,
  kind: "http",
  url: "https://mcp.example/mcp?key=s3cr3t-query",
  headers: { Authorization: "Bearer s3cr3t-token" },
};

/** A connection of a member's to a server in this process. */
function connect(mode: HttpMode = "json", options: ConstructorParameters<typeof Connecting>[1] = {}) {
  const connecting = new Connecting(server, { account: MEMBER, ...options });
  const fake = new FakeHttpMcp(mode);
  connecting.web.hosts.set("mcp.example", fake);
  return { connecting, fake };
}

async function problemOf(work: Promise<unknown>): Promise<ServerProblem> {
  return await assertRejects(() => work, ServerProblem);
}

for (const mode of ["json", "stream", "older"] as const) {
  Deno.test(`a server that answers by ${mode} lists its tools and answers calls`, async () => {
    const { connecting, fake } = connect(mode);
    await using weather = connecting;
    assertEquals(await weather.names(), ["echo", "addNote", "look", "count", "fail", "refuse"]);
    assertEquals(await weather.call("echo", { text: "привет" }), { text: "echo: привет" });
    assertEquals(fake.asked.every(({ headers }) => headers.get("authorization") === "Bearer s3cr3t-token"), true);
  });
}

Deno.test("results are texts, data, and the names of all else", async () => {
  await using weather = connect().connecting;
  assertEquals(await weather.call("count"), { text: '{"count":3}' });
  assertEquals(await weather.call("look"), {
    text: "A picture:\nin a resource",
    others: [
      { type: "image", mimeType: "image/png", bytes: 6, note: "Its content is not shown." },
      { type: "resource_link", uri: "file:///picture.png", name: "picture" },
    ],
  });
  await assertRejects(() => weather.call("fail"), Error, "It broke.");
  await assertRejects(() => weather.call("refuse"), Error, "The server says: Bad arguments, says the server.");
  assertEquals(weather.connection.state.kind, "connected", "To say no is no failure.");
});

Deno.test("a server that was started anew knows nobody, and is greeted again without a call being made twice", async () => {
  const { connecting, fake } = connect();
  await using weather = connecting;
  await weather.call("addNote", { text: "a" });
  fake.forget();
  assertEquals(await weather.call("addNote", { text: "b" }), { text: "addNote: b" });
  assertEquals(fake.calls, ["addNote", "addNote", "addNote"], "The one in the middle was refused.");
});

Deno.test("a session is ended with its connection", async () => {
  const { connecting, fake } = connect();
  await using weather = connecting;
  await weather.names();
  assertEquals(fake.sessions.size, 1);
  await weather.connection.close();
  assertEquals(fake.sessions.size, 0);
});

const FAILURES: readonly (readonly [HttpMode, ProblemCode])[] = [
  ["cut", "ended"],
  ["endless", "flood"],
  ["giant", "flood"],
  ["broken", "unreadable"],
];

for (const [mode, code] of FAILURES) {
  Deno.test(`an answer that is ${mode} fails its call, of which nobody knows whether it was made`, async () => {
    const { connecting, fake } = connect(mode, { settings: { answerSize: 200_000 } });
    await using weather = connecting;
    await weather.names();
    const problem = await problemOf(weather.call("addNote"));
    assertEquals([problem.code, problem.nothingDone], [code, false]);
    fake.mode = "json";
    await weather.clock.advance(1_000);
    assertEquals(await weather.call("echo", { text: "well" }), { text: "echo: well" });
    assertEquals(fake.calls, ["addNote", "echo"], "It is never made again by itself.");
  });
}

Deno.test("an answer that does not end is given up in its time", async () => {
  const { connecting } = connect("hangs");
  await using weather = connecting;
  await weather.names();
  const work = problemOf(weather.call("addNote"));
  await weather.clock.advance(60_000);
  assertEquals((await work).code, "late");
});

Deno.test("a server that refuses, or sends elsewhere, is not followed", async () => {
  for (const [mode, detail] of [["unauthorized", "HTTP 401"], ["redirects", "HTTP 302"]] as const) {
    const { connecting } = connect(mode);
    await using weather = connecting;
    const problem = await problemOf(weather.names());
    assertEquals([problem.code, problem.detail, problem.nothingDone], ["refused", detail, true]);
  }
});

Deno.test("a server that is not there is said so, and a call was certainly not made", async () => {
  await using weather = new Connecting(server);
  const problem = await problemOf(weather.call("addNote"));
  assertEquals([problem.code, problem.detail, problem.nothingDone], ["unreachable", "ECONNREFUSED", true]);
});

Deno.test("members reach public addresses only, each time that somebody asks what the name means", async () => {
  const { connecting } = connect();
  await using weather = connecting;
  await weather.names();
  for (const addresses of [["10.0.0.1"], ["93.184.215.14", "127.0.0.1"], ["169.254.169.254"], ["::1"]]) {
    weather.web.names.set("mcp.example", addresses);
    assertEquals((await problemOf(weather.call("addNote"))).code, "private-address", addresses.join());
  }
  assertEquals([...new Set(weather.web.connected)], ["93.184.215.14"]);
});

Deno.test("members need https, and nobody goes anywhere without the network", async () => {
  await using plain = new Connecting({ ...server, url: "http://mcp.example/mcp" }, { account: MEMBER });
  assertEquals((await problemOf(plain.names())).code, "not-secure");
  await using closed = new Connecting(server);
  closed.web.open = false;
  const { code, message } = await problemOf(closed.names());
  assertEquals(code, "no-network");
  assertStringIncludes(message, "deno task serve");
});

Deno.test("the owner's server may be on this machine; it is really reached, and nothing stays open", async () => {
  const fake = new FakeHttpMcp("stream");
  await using http = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => {} },
    (request) => fake.handle(request),
  );
  const url = `http://127.0.0.1:${http.addr.port}/mcp`;
  const real = new PinnedWeb();
  await using local = new Connecting({ ...server, url });
  local.web.send = (...args) => real.send(...args);
  assertEquals(await local.call("echo", { text: "here" }), { text: "echo: here" });
  await local.connection.close();
  assertEquals(fake.sessions.size, 0);
});
