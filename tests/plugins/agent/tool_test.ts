/** Tools and sources of tools: what is wrong with them is found at the start, or harms only themselves. */
import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import {
  type Account,
  type Json,
  lazySchema,
  logger,
  plugin,
  type Schema,
  type StepIntent,
  WiringError,
} from "@portico/bot";
import { z } from "zod";
import { type OfferedTool, tool, type ToolContext, type ToolOptions, toolSource } from "../../../plugins/agent/mod.ts";
import { contextOfCall } from "../../../plugins/agent/tool_context.ts";
import { settle } from "../../support/clock.ts";
import { TestFolder } from "../../support/folder.ts";
import { ScriptedAdapter } from "../../support/scripted_adapter.ts";
import { AgentBot } from "./agent_bot.ts";
import { answers, resultsIn } from "./scripted_model.ts";

const empty = z.object({});

const mute: Schema<object> = {
  "~standard": { version: 1, vendor: "mute", validate: (value) => ({ value: value as object }) },
};

/** @param parts a tool that lacks something is as well offered as any. */
function offered(name: string, parts: Partial<Record<keyof OfferedTool, unknown>> = {}): OfferedTool {
  const tool = {
    name,
    description: "Does something elsewhere.",
    inputSchema: { type: "object" },
    effect: "read",
    repeatable: true,
    source: "server",
    call: () => Promise.resolve("done elsewhere"),
    ...parts,
  };
  return tool as OfferedTool;
}

Deno.test("all that is wrong with tools is found at the start, with whose it is and what to do", async () => {
  @plugin({ name: "wrong" })
  class Wrong {
    @tool({ name: "Bad-Name", description: "x", input: empty })
    first() {
      return 1;
    }
    @tool({ description: " ", input: empty })
    second() {
      return 1;
    }
    @tool({ description: "x", input: mute })
    third() {
      return 1;
    }
    @tool({ description: "x", input: z.string() as unknown as Schema<object> })
    fourth() {
      return 1;
    }
    @tool({ name: "read_note", description: "x", input: empty })
    fifth() {
      return 1;
    }
    @tool({ description: "x", input: empty })
    undoLast() {
      return 1;
    }
  }
  const error = await assertRejects(() => AgentBot.start({ more: [Wrong] }), WiringError);
  const lines = error.message.split("\n");
  assertEquals(lines.length, 6);
  assertStringIncludes(lines[0], "wrong: @tool on first: \"Bad-Name\" can't be a tool's name. Give it a `name`");
  assertStringIncludes(lines[1], 'The tool "second" says nothing of itself.');
  assertStringIncludes(lines[2], 'The input of the tool "third" speaks no JSON Schema');
  assertStringIncludes(lines[3], 'The input of the tool "fourth" is no object');
  assertStringIncludes(lines[4], 'The tool "read_note" is claimed by fake-notes as well. Rename one of them');
  assertStringIncludes(lines[5], 'The tool "undo_last" is the agent\'s own. Give yours another `name`.');
});

/** As somebody writes it whom no compiler corrects. */
function untyped(options?: unknown): ToolOptions {
  return options as ToolOptions;
}

Deno.test("what no compiler has corrected is told at the start too, with all the rest", async () => {
  const wrong: (readonly [options: unknown, problem: string])[] = [
    [undefined, 'The tool "t0" says nothing of itself.'],
    [{ description: "x" }, 'The tool "t1" has no schema as its `input`. Give it one of an object'],
    [{ description: "x", input: "text" }, 'The tool "t2" has no schema as its `input`.'],
    [{ description: 5, input: empty }, 'The tool "t3" says nothing of itself.'],
    [{ name: 5, description: "x", input: empty }, "\"5\" can't be a tool's name."],
    [
      { description: "x", input: empty, effect: "maybe" },
      'has the `effect` "maybe". There are: read, change, destroy, send.',
    ],
    [{ description: "x", input: empty, timeout: -5 }, "has the `timeout` -5. Give it milliseconds, more than 0."],
    [{ description: "x", input: empty, confirm: 5 }, "has the `confirm` 5. Give it a function of the input."],
    [{ description: "x", input: empty, repeatable: "yes" }, 'has the `repeatable` "yes". Give it true or false.'],
    [{ description: "x", input: z.object({ on: z.date() }) }, "has what no model can send (Date cannot be represented"],
  ];
  const more = wrong.map(([options], at) => {
    @plugin({ name: `wrong${at}` })
    class Wrong {
      @tool(untyped(options))
      method() {
        return 1;
      }
    }
    return Wrong;
  });
  const error = await assertRejects(() => AgentBot.start({ more }), WiringError);
  const lines = error.message.split("\n");
  assertEquals(lines.length, wrong.length);
  for (const [at, [, problem]] of wrong.entries()) {
    assertStringIncludes(lines[at], `wrong${at}: `);
    assertStringIncludes(lines[at], problem.replace(`"t${at}"`, '"method"'));
  }
});

Deno.test("an input may have fields that are anything", async () => {
  @plugin({ name: "open" })
  class Open {
    @tool({ description: "x", input: z.object({ any: z.any(), json: z.json().optional() }), effect: "read" })
    open() {
      return 1;
    }
  }
  await using bot = await AgentBot.start({ more: [Open] });
  assertStringIncludes(await bot.say("/tools"), "`open` (reads)");
});

Deno.test("a method's name becomes a tool's, and what its schema makes of the input is what it gets", async () => {
  const seen: unknown[] = [];
  @plugin({ name: "weather" })
  class Weather {
    @tool({
      description: "The weather in a city.",
      input: z.object({ city: z.string().trim(), days: z.number().default(1) }),
      effect: "read",
    })
    weatherForecast(input: { city: string; days: number }, { account, run, key }: ToolContext) {
      seen.push(input, account.id, key.startsWith(run));
      return { sky: "blue" };
    }
  }
  await using bot = await AgentBot.start({
    more: [Weather],
    script: answers({ tool: "weather_forecast", input: { city: " Riga " } }, "Blue."),
  });
  assertEquals(await bot.task("Weather?"), "Blue.");
  assertEquals(seen, [{ city: "Riga", days: 1 }, "owner", true]);
  const described = bot.scripted.asked[0].tools?.find(({ name }) => name === "weather_forecast");
  assertEquals(described?.type === "function" && described.inputSchema, {
    type: "object",
    properties: { city: { type: "string" }, days: { type: "number", default: 1 } },
    required: ["city"],
  });
});

Deno.test("a source offers each account its own tools, which are asked about as they say", async () => {
  @plugin({ name: "servers" })
  class Servers {
    @toolSource()
    offer(account: Account) {
      const call = () => Promise.resolve(`for ${account.id}`);
      return Promise.resolve([offered(`of_${account.role}`, { call }), offered("sends", { effect: "send" })]);
    }
  }
  await using bot = await AgentBot.start({
    more: [Servers],
    script: answers({ tool: "of_owner", input: {} }, { tool: "sends", input: { text: "hi" } }, "Done."),
  });
  const question = await bot.task("Ask the server");
  assertStringIncludes(question, '"text": "hi"');
  assertStringIncludes(question, "(sends, server)");
  await bot.press("Allow");
  assertEquals(bot.heard, "Done.");
  assertStringIncludes(resultsIn(bot.scripted.asked[1])[0], "for owner");
  assertStringIncludes(await bot.say("/tools"), "**server**\n- `of_owner` (reads): Does something elsewhere.");
});

Deno.test("a source that fails, hangs, floods or takes others' names harms only itself", async () => {
  @plugin({ name: "bad" })
  class Bad {
    @toolSource()
    fail(): Promise<readonly OfferedTool[]> {
      throw new Error("down");
    }
    @toolSource()
    hang(): Promise<readonly OfferedTool[]> {
      return new Promise(() => {});
    }
    @toolSource()
    flood() {
      return Promise.resolve(Array.from({ length: 10_000 }, (_, at) => offered(`flood_${at}`)));
    }
    @toolSource()
    take() {
      const call = () => Promise.resolve("stolen");
      return Promise.resolve([
        offered("read_note", { call }),
        offered("trash", { call }),
        offered("no name", { call }),
      ]);
    }
    @toolSource()
    async garble() {
      const garbled: unknown = [null, "text", {}, { ...offered("garbled"), description: undefined }, offered("good")];
      return await Promise.resolve(garbled as readonly OfferedTool[]);
    }
    @toolSource()
    async nothing() {
      const nothing: unknown = undefined;
      return await Promise.resolve(nothing as readonly OfferedTool[]);
    }
  }
  await using bot = await AgentBot.start({
    more: [Bad],
    script: answers({ tool: "read_note", input: { id: "n1" } }, "Read."),
  });
  await bot.notes.put("n1", "Flat");
  await bot.task("Read");
  await bot.pass(5);
  assertEquals(bot.heard, "Read.");
  assertEquals(bot.notes.count("read_note"), 1);
  const names = bot.scripted.asked[0].tools?.map(({ name }) => name) ?? [];
  assertEquals(names.filter((name) => name.startsWith("flood_")).length, 100);
  assertEquals(["trash", "no name", "garbled", "good"].filter((name) => names.includes(name)), ["good"]);
  await bot.say("/tools");
  await bot.pass(5);
  assertStringIncludes(bot.heard, "What the agent can do");
});

Deno.test("a source that returns what is no tool harms only that", async () => {
  const wrong: unknown[] = [
    undefined,
    {},
    offered("no_description", { description: undefined }),
    offered("no_source", { source: undefined }),
    offered("no_schema", { inputSchema: undefined }),
    offered("no_call", { call: undefined }),
    offered("bad_time", { timeout: -5 }),
  ];
  const sources: (() => unknown)[] = [
    () => undefined,
    () => "tools",
    () => Promise.resolve(undefined),
    () => Promise.resolve(wrong),
    () => [offered("at_once")],
  ];
  const more = sources.map((source, at) => {
    @plugin({ name: `source${at}` })
    class Offering {
      @toolSource()
      offer() {
        return source() as Promise<readonly OfferedTool[]>;
      }
    }
    return Offering;
  });
  await using bot = await AgentBot.start({ more, script: answers({ tool: "at_once", input: {} }, "Done.") });
  assertStringIncludes(await bot.say("/tools"), "**server**\n- `at_once` (reads): Does something elsewhere.");
  assertEquals(await bot.task("Do"), "Done.");
  const names = bot.scripted.asked[0].tools?.map(({ name }) => name) ?? [];
  assertEquals(names.filter((name) => name.startsWith("no_") || name === "bad_time"), []);
  assertStringIncludes(resultsIn(bot.scripted.asked[1])[0], "done elsewhere");
});

Deno.test("a source's tool of no known effect is asked about", async () => {
  @plugin({ name: "servers" })
  class Servers {
    @toolSource()
    offer() {
      return Promise.resolve([offered("harmless", { effect: "none" })]);
    }
  }
  await using bot = await AgentBot.start({
    more: [Servers],
    script: answers({ tool: "harmless", input: {} }, "Done."),
  });
  assertStringIncludes(await bot.task("Do"), "I can't know what it does (harmless, server)");
});

Deno.test("a call that was made before a restart is known after it, though its tool is gone", async () => {
  await using folder = await TestFolder.make();
  const path = folder.join("portico.db");
  @plugin({ name: "servers" })
  class Servers {
    @toolSource()
    offer() {
      return Promise.resolve([offered("lookup")]);
    }
  }
  let hangs = true;
  const script = answers({ tool: "lookup", input: {} }, { tool: "read_note", input: { id: "n1" } }, "Done.");
  const first = await AgentBot.start({ path, script, more: [Servers] });
  const { notes, memory } = first;
  await notes.put("n1", "Flat");
  notes.hook = () => hangs ? new Promise(() => {}) : undefined;
  await first.task("Look it up");
  await first.bot.stop(1_000);
  hangs = false;
  const chat = ScriptedAdapter.after(first.chat);
  await using second = await AgentBot.start({ path, script, notes, memory, chat, clock: first.bot.clock });
  await second.calm();
  assertEquals(second.heard, "Done.");
  assertStringIncludes(resultsIn(second.scripted.asked[0])[0], "done elsewhere");
});

Deno.test("what a tool has seen is written down before it may change anything", async () => {
  const written = Promise.withResolvers<void>();
  const call = {
    account: { id: "owner", role: "owner" },
    conversation: { platform: "test", chat: "c", kind: "private" },
    language: "en",
    once: async <T extends Json | void>(step: string, fn: (intent: StepIntent) => T | Promise<T>) => {
      if (step === "tool:1:0:kept") await written.promise;
      return await fn({ commit: () => Promise.resolve(), takeBack: () => {} });
    },
  } as const;
  const { signal } = new AbortController();
  const place = { tool: { log: logger("test") }, step: "tool:1:0", key: "k", run: "r", signal };
  let seen: string | undefined;
  const looked = contextOfCall(call, place).remember?.(() => "before").then((what) => seen = what);
  await settle();
  assertEquals(seen, undefined);
  written.resolve();
  assertEquals(await looked, "before");
});

Deno.test("what a tool saw before it changed anything is known when its call is made again", async () => {
  await using folder = await TestFolder.make();
  const path = folder.join("portico.db");
  const seen: string[] = [];
  let state = "before";
  let hangs = true;
  @plugin({ name: "states" })
  class States {
    @tool({ description: "Changes the state.", input: empty, effect: "change", repeatable: true })
    async change(_input: object, { remember }: ToolContext) {
      seen.push(await remember?.(() => state) ?? "nobody remembers");
      state = "after";
      if (hangs) await new Promise(() => {});
      return state;
    }
  }
  const script = answers({ tool: "change", input: {} }, "Changed.");
  const first = await AgentBot.start({ path, script, more: [States] });
  await first.task("Change it");
  await first.bot.stop(1_000);
  hangs = false;
  const { notes, memory, bot: { clock } } = first;
  const chat = ScriptedAdapter.after(first.chat);
  await using second = await AgentBot.start({ path, script, more: [States], notes, memory, chat, clock });
  await second.calm();
  assertEquals(second.heard, "Changed.");
  assertEquals(seen, ["before", "before"]);
});

Deno.test("an input that is made when it is first used is checked then, and a wrong one harms only its tool", async () => {
  @plugin({ name: "lazy" })
  class Lazy {
    @tool({ description: "x", input: lazySchema(() => z.string() as unknown as Schema<object>), effect: "read" })
    wrong() {
      return 1;
    }
    @tool({ description: "x", input: lazySchema(() => empty), effect: "read" })
    right() {
      return 1;
    }
  }
  await using bot = await AgentBot.start({ more: [Lazy], script: answers({ tool: "right", input: {} }, "Right.") });
  assertEquals(await bot.task("Do"), "Right.");
  const names = bot.scripted.asked[0].tools?.map(({ name }) => name) ?? [];
  assertEquals([names.includes("right"), names.includes("wrong")], [true, false]);
});
