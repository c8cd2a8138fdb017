/** The whole way: `/mcp`, the agent's tools, approvals, what is kept, and what is left behind. */
// What is loaded with the first use is here already: a test counts turns of the event loop.
import "../../../plugins/mcp/call_result.ts";
import "../../../plugins/mcp/offered_tools.ts";
import "../../../plugins/mcp/server_input.ts";
import "../../../plugins/mcp/server_pages.ts";
import "../../../plugins/mcp/session.ts";
import "../../../plugins/mcp/tool_listing.ts";
import "../../../plugins/agent/tools/public_address.ts";
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { type IncomingEdit, Rejected } from "@portico/bot";
import { McpPlugin } from "../../../plugins/mcp/mod.ts";
import { FakeHttpMcp } from "../../support/fake_mcp/http_server.ts";
import { ScriptedAdapter } from "../../support/scripted_adapter.ts";
import { captureLogs } from "../../support/logs.ts";
import { TestFolder } from "../../support/folder.ts";
import { AgentBot, type AgentBotOptions } from "../agent/agent_bot.ts";
import { answers, resultsIn } from "../agent/scripted_model.ts";
import { program } from "./connecting.ts";
import { ServedWeb, webOf } from "./served_web.ts";

interface McpBot extends AsyncDisposable {
  readonly bot: AgentBot;
  readonly web: ServedWeb;
  readonly fake: FakeHttpMcp;
}

async function start(options: AgentBotOptions = {}, web = new ServedWeb(), fake = new FakeHttpMcp()): Promise<McpBot> {
  web.hosts.set("mcp.example", fake);
  const bot = await AgentBot.start({ ...options, more: [webOf(web), McpPlugin] });
  return { bot, web, fake, [Symbol.asyncDispose]: () => bot[Symbol.asyncDispose]() };
}

const guest = { user: "guest", chat: "guest" };
const russian = { sender: { platform: "test", user: "you", language: "ru" } };
const ADD = "/mcp add weather https://mcp.example/mcp";
const echo = (text: string) => ({ tool: "weather_echo", input: { text } });

/** What a model was offered, of servers. */
function offered(bot: AgentBot): string[] {
  return (bot.scripted.asked.at(-1)?.tools ?? []).map(({ name }) => name).filter((name) =>
    /^(?:weather|files)_/.test(name)
  );
}

Deno.test("a server that is added is connected, and its tools are named", async () => {
  await using all = await start();
  const { bot } = all;
  const heard = await bot.say(ADD, guest);
  assertStringIncludes(heard, "weather is connected, with 6 tools:\n\n- `echo`: Says the same.");
  assertEquals(heard.includes("delete it here"), false);
  assertStringIncludes(await bot.say("/mcp", guest), "- **weather** (`mcp.example`): connected, 6 tools");
});

Deno.test("the agent uses the tools of a server, and asks first, with what is sent and to whom", async () => {
  await using all = await start({
    script: answers({ tool: "weather_add_note", input: { text: "sun" } }, "It is written down."),
  });
  const { bot, fake } = all;
  await bot.say(ADD);
  await bot.task("Write down the weather");
  assertStringIncludes(bot.heard, "weather_add_note".replaceAll("_", "\\_"));
  assertStringIncludes(bot.heard, "MCP weather (mcp.example)");
  assertStringIncludes(bot.heard, '"text": "sun"');
  assertEquals(fake.calls, [], "Nothing is sent before the press.");
  await bot.press("Allow");
  assertEquals(bot.heard, "It is written down.");
  assertEquals(fake.calls, ["addNote"]);
  assertStringIncludes(resultsIn(bot.scripted.asked[1])[0], "addNote: sun");
});

Deno.test("tools that say they only read need one approval in a run, all others one for each call", async () => {
  const write = { tool: "weather_add_note", input: { text: "x" } };
  await using all = await start({ script: answers(echo("one"), { tool: "weather_look", input: {} }, write, "Done.") });
  const { bot, fake } = all;
  await bot.say(ADD);
  await bot.task("Look");
  assertStringIncludes(bot.heard, "Read by echo of weather?");
  await bot.press("Allow");
  assertEquals(fake.calls, ["echo", "look"], "The second reading was allowed with the first.");
  assertStringIncludes(bot.heard, '"text": "x"');
  await bot.press("Don't");
  assertEquals(fake.calls, ["echo", "look"]);
  assertStringIncludes(resultsIn(bot.scripted.asked[3])[2], "declined");
});

Deno.test("what a reading would send is shown whole, also what could not be seen", async () => {
  // Zero width, a variation selector, one of the second plane, a blank of Braille.
  await using all = await start({ script: answers(echo("a\u200B\uFE00\u{E0100}\u2800b"), "Done.") });
  await all.bot.say(ADD);
  await all.bot.task("Look");
  const codes = ["200b", "fe00", "db40", "dd00", "2800"].map((code) => `\\\\u${code}`).join("");
  assertStringIncludes(all.bot.heard, `"text": "a${codes}b"`);
});

Deno.test("two accounts never see each other's servers or tools", async () => {
  await using all = await start();
  const { bot, fake } = all;
  await bot.say(ADD, guest);
  await bot.task("What is there?");
  assertEquals(offered(bot), []);
  assertStringIncludes(await bot.say("/mcp list"), "You have no servers.");
  assertStringIncludes(await bot.say("/mcp remove weather"), "You have no server weather.");
  assertEquals((await bot.say("/tools")).includes("weather_echo"), false);
  await bot.task("And for me?", guest);
  assertEquals(offered(bot).length, 6);
  assertStringIncludes(await bot.say("/tools", guest), "MCP weather (mcp.example)");
  const sessions = fake.sessions.size;
  await bot.say(ADD);
  assertEquals(fake.sessions.size, sessions + 1, "Nor do they share a connection.");
});

Deno.test("a server is switched off and on, and forgotten", async () => {
  await using all = await start();
  const { bot, fake } = all;
  await bot.say(ADD);
  assertEquals(await bot.say("/mcp disable weather"), "weather is switched off.");
  assertEquals(fake.sessions.size, 0);
  assertStringIncludes(await bot.say("/mcp list"), "switched off");
  await bot.task("Anything?");
  assertEquals(offered(bot), []);
  assertStringIncludes(await bot.say("/mcp enable weather"), "weather is connected, with 6 tools");
  assertEquals(await bot.say("/mcp remove weather"), "weather is forgotten.");
  assertStringIncludes(await bot.say("/mcp enable weathr"), "You have no server weathr.");
});

Deno.test("a server that is not there is kept, costs a run no more than its own time, and comes back", async () => {
  await using all = await start();
  const { bot, web, fake } = all;
  web.hosts.delete("mcp.example");
  assertStringIncludes(
    await bot.say(ADD),
    "weather is kept, but is of no use now: nobody answers there (ECONNREFUSED).\nI try again",
  );
  assertMatch(await bot.say("/mcp list"), /failing since Jan 1, 2026.*: nobody answers there/);
  await bot.task("Anything?");
  assertEquals(offered(bot), []);
  web.hosts.set("mcp.example", fake);
  await bot.pass(10);
  await bot.task("And now?");
  assertEquals(offered(bot).length, 6);
});

Deno.test("a server that never answers is left out of a run after four seconds", async () => {
  await using all = await start();
  const { bot, fake } = all;
  await bot.say(ADD);
  await bot.pass(601);
  fake.handle = () => new Promise(() => {});
  await bot.task("Anything?");
  await bot.pass(4);
  assertEquals(bot.heard, "Done.");
  assertEquals(offered(bot), []);
});

Deno.test("what can't be for an account is not kept, and says why", async () => {
  await using all = await start();
  const { bot, web } = all;
  const refused = async (text: string, who = guest) => await bot.say(`/mcp add ${text}`, who);
  assertStringIncludes(await refused("files -- npx server"), "only the owner may start programs");
  assertStringIncludes(await refused("weather http://mcp.example/"), "has to begin with https://");
  web.names.set("inside.example", ["192.168.1.1"]);
  assertStringIncludes(await refused("weather https://inside.example/"), "in a private network");
  web.open = false;
  assertStringIncludes(await refused("weather https://mcp.example/"), "`deno task serve`");
  assertStringIncludes(await bot.say("/mcp list", guest), "You have no servers.");
});

Deno.test("names are unique, and there are only so many", async () => {
  await using all = await start({ config: { mcp: { servers: 2 } } });
  const { bot } = all;
  await bot.say(ADD);
  assertStringIncludes(await bot.say(`${ADD}/other`), "You have a server weather already.");
  await bot.say("/mcp add b https://mcp.example/mcp");
  assertStringIncludes(
    await bot.say("/mcp add c https://mcp.example/mcp"),
    "You have 2 servers, and more can't be had.",
  );
  assertStringIncludes(await bot.say("/mcp add"), "Write a name and an address");
  assertStringIncludes(await bot.say("/mcp what"), "`/mcp add name https://…` connects a server");
  assertStringIncludes(await bot.say("/mcp constructor"), "`/mcp add name https://…` connects a server");
});

Deno.test("all of it speaks Russian", async () => {
  await using all = await start();
  const { bot } = all;
  assertStringIncludes(await bot.say("/mcp", russian), "У вас нет серверов.");
  assertStringIncludes(await bot.say(ADD, russian), "Сервер weather подключён, 6 инструментов:");
  assertStringIncludes(await bot.say("/mcp list", russian), "подключён, 6 инструментов");
  assertEquals(await bot.say("/mcp disable weather", russian), "Сервер weather выключен.");
  assertEquals(await bot.say("/mcp remove weather", russian), "Сервер weather забыт.");
  assertStringIncludes(await bot.say("/mcp add x http://[::1]:1/", russian), "там никто не отвечает");
});

Deno.test("a restart keeps servers, and connects when the agent needs them", async () => {
  await using folder = await TestFolder.make();
  const path = folder.join("portico.db");
  const fake = new FakeHttpMcp();
  const before = new ScriptedAdapter();
  {
    await using all = await start({ path, chat: before }, new ServedWeb(), fake);
    await all.bot.say(`${ADD} header: X-Key=s3cr3t-key`);
  }
  assertEquals(fake.sessions.size, 0);
  await using all = await start({ path, chat: ScriptedAdapter.after(before) }, new ServedWeb(), fake);
  assertStringIncludes(
    await all.bot.say("/mcp list"),
    "- **weather** (`mcp.example …`): connects when the agent needs it",
  );
  assertEquals(fake.sessions.size, 0);
  await all.bot.task("Anything?");
  assertEquals(offered(all.bot).length, 6);
  assertEquals(fake.asked.at(-1)?.headers.get("x-key"), "s3cr3t-key");
});

Deno.test("a secret is sent to its server and shown nowhere, and its message is to be deleted", async () => {
  const heard: string[] = [];
  const lines = await captureLogs(async () => {
    await using all = await start({ script: answers(echo("s3cr3t-token"), "Done.") });
    const { bot, fake } = all;
    heard.push(await bot.say(`${ADD}?k=s3cr3t-query header: Authorization=Bearer s3cr3t-token`));
    assertStringIncludes(bot.heard, "Your message may show a secret: delete it here.");
    assertEquals(fake.asked[0].headers.get("authorization"), "Bearer s3cr3t-token");
    heard.push(await bot.say("/mcp list"));
    await bot.task("Echo");
    await bot.press("Allow");
    heard.push(...resultsIn(bot.scripted.asked[1]));
    fake.mode = "unauthorized";
    heard.push(await bot.say("/mcp enable weather"));
  });
  assert(lines.length > 0 && heard.length === 4);
  assertEquals(JSON.stringify(heard).includes("s3cr3t"), false);
  assertEquals(JSON.stringify(lines).includes("s3cr3t"), false);
});

Deno.test("who may come in no longer has no connection either", async () => {
  await using all = await start({ script: answers() });
  const { bot, fake } = all;
  await bot.say(ADD, guest);
  await bot.bot.kernel.accounts.unlink({ platform: "test", user: "guest" });
  await bot.calm();
  assertEquals(fake.sessions.size, 0);
});

Deno.test("unloading the plugin leaves nothing: no connection, no timer, no tool", async () => {
  await using all = await start();
  const { bot, fake } = all;
  const before = bot.bot.clock.pending;
  await bot.say(ADD);
  await bot.bot.kernel.unload("mcp");
  await bot.calm();
  assertEquals(fake.sessions.size, 0);
  assert(bot.bot.clock.pending <= before, `${bot.bot.clock.pending} timers, ${before} before.`);
  await bot.task("Anything?");
  assertEquals(offered(bot), []);
});

Deno.test("a program serves tools to the agent, and is gone when the bot is", async () => {
  await using all = await start({ script: answers({ tool: "files_add_note", input: { text: "real" } }, "Kept.") });
  const { bot } = all;
  const { command, args } = program("normal");
  await bot.chat.say(`/mcp add files env: NO_COLOR=1 -- ${[command, ...args].join(" ")}`);
  const { text } = await bot.chat.shows(({ text }) => /files (?:is|was)/.test(text));
  assertStringIncludes(text, "files is connected, with 6 tools:");
  await bot.task("Keep it");
  await bot.chat.shows(({ buttons }) => (buttons ?? []).length > 0);
  await bot.chat.press("Allow");
  await bot.chat.shows(({ text }) => text === "Kept.");
  assertStringIncludes(resultsIn(bot.scripted.asked[1])[0], "addNote: real");
});

Deno.test("where the platform lets the bot, the message with the secret is deleted, and the journal forgets what it said", async () => {
  const chat = new ScriptedAdapter();
  chat.capabilities = { ...chat.capabilities, deleteReceived: true };
  await using all = await start({ chat });
  const { bot: { bot }, web } = all;
  const event = chat.message(`${ADD} header: Authorization=Bearer s3cret-token`);
  await chat.deliver(event);
  await all.bot.calm();
  assertStringIncludes(all.bot.heard, "I have deleted your message, because it may show a secret.");
  assertEquals(chat.operations.find(({ kind }) => kind === "delete"), {
    kind: "delete",
    message: { conversation: event.conversation, id: event.id },
  });
  const saidOf = async ({ key }: { readonly key: string }) => {
    const [entry] = await bot.store.journal.read([key]);
    return entry.event.kind === "action" ? undefined : entry.event.text;
  };
  assertEquals(await saidOf(event), "");
  // What can't be read may hold one all the same, and so may an edit, which nobody handles.
  for (const wrong of ["weather https://x header: Authorization", "w y ?key=s3cret"]) {
    const event = chat.message(`/mcp add ${wrong}`);
    await chat.deliver(event);
    await all.bot.calm();
    assertStringIncludes(all.bot.heard, "I have deleted your message");
    const edit: IncomingEdit = { ...event, key: `${event.key} edited`, kind: "edit" };
    await chat.deliver(edit);
    await all.bot.calm();
    assertEquals([await saidOf(event), await saidOf(edit)], ["", ""]);
  }
  chat.script = ({ kind }) => {
    if (kind === "delete") throw new Rejected("message can't be deleted", 400);
  };
  web.hosts.delete("mcp.example");
  assertStringIncludes(await all.bot.say("/mcp add other https://mcp.example/?k=s3cret"), "delete it here");
});
