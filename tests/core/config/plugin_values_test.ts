import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { StandardSchemaV1 } from "@standard-schema/spec";
import fc from "fast-check";
import { z } from "zod";
import { coerce, fieldOf, looksSecret, variableOf } from "../../../core/config/config_fields.ts";
import { Variables } from "../../../core/config/config_sources.ts";
import { config } from "../../../core/config/config_token.ts";
import { PluginValues } from "../../../core/config/plugin_values.ts";
import { secrets } from "../../../core/logs/secrets.ts";

const NoteConfig = config(
  z.object({
    quiet: z.number().min(0).default(5),
    maxWait: z.number().default(30),
    loud: z.boolean().default(false),
    tags: z.array(z.string()).default([]),
    levels: z.array(z.number()).default([]),
    unit: z.enum(["C", "F"]).default("C"),
    title: z.string().default(""),
    limit: z.union([z.number(), z.null()]).default(null),
    rates: z.object({ chat: z.number() }).default({ chat: 1 }),
    apiKey: z.string().max(8).default(""),
    servers: z.array(z.object({ url: z.string(), token: z.string().max(4) })).default([]),
  }),
  { apiKey: "MODEL_API_KEY" },
);
const NOTES: unknown = (await new PluginValues().pluginConfig("note", NoteConfig)).value;

function make(
  sections: Record<string, unknown>,
  env: Record<string, string> = {},
  dotenv: Record<string, string> = {},
) {
  return new PluginValues({ sections, variables: new Variables(env, dotenv) });
}

async function changed(env: Record<string, string>, section: Record<string, unknown> = {}): Promise<unknown> {
  const { value, problems } = await make({ note: section }, env).pluginConfig("note", NoteConfig);
  assertEquals(problems, undefined);
  const defaults = new Map(Object.entries(NOTES ?? {}));
  return Object.fromEntries(
    Object.entries(value ?? {}).filter(([key, field]) => JSON.stringify(field) !== JSON.stringify(defaults.get(key))),
  );
}

Deno.test("a plugin of which nothing is configured gets its defaults", async () => {
  const result = await new PluginValues().pluginConfig("note", NoteConfig);
  assertEquals(result.value?.quiet, 5);
  assertEquals(result.input, {});
});

Deno.test("a variable goes before .env, and that before the file", async () => {
  const sections = { note: { quiet: 1, maxWait: 1, title: "file" } };
  const dotenv = { PORTICO_NOTE_QUIET: "2", PORTICO_NOTE_MAX_WAIT: "2" };
  const { value, input } = await make(sections, { PORTICO_NOTE_QUIET: "3" }, dotenv).pluginConfig("note", NoteConfig);
  assertEquals([value?.quiet, value?.maxWait, value?.title], [3, 2, "file"]);
  assertEquals(input, { quiet: 3, maxWait: 2, title: "file" });
});

Deno.test("the environment goes before .env also under the name that the plugin has given the variable", async () => {
  const values = make({}, { MODEL_API_KEY: "outer" }, { PORTICO_NOTE_API_KEY: "inner" });
  assertEquals((await values.pluginConfig("note", NoteConfig)).value?.apiKey, "outer");
  const other = make({}, { PORTICO_NOTE_API_KEY: "inner" }, { MODEL_API_KEY: "outer" });
  assertEquals((await other.pluginConfig("note", NoteConfig)).value?.apiKey, "inner");
});

Deno.test("text of a variable becomes what the schema wants", async () => {
  assertEquals(
    await changed({
      PORTICO_NOTE_QUIET: "1.5",
      PORTICO_NOTE_LOUD: "yes",
      PORTICO_NOTE_TAGS: "a, b,,c",
      PORTICO_NOTE_LEVELS: "[1, 2]",
      PORTICO_NOTE_UNIT: "F",
      PORTICO_NOTE_TITLE: "42",
      PORTICO_NOTE_LIMIT: "7",
      PORTICO_NOTE_RATES: '{"chat":3}',
    }),
    {
      quiet: 1.5,
      loud: true,
      tags: ["a", "b", "c"],
      levels: [1, 2],
      unit: "F",
      title: "42",
      limit: 7,
      rates: { chat: 3 },
    },
  );
  assertEquals(await changed({ PORTICO_NOTE_LEVELS: "1,2" }), { levels: [1, 2] });
  assertEquals(await changed({ PORTICO_NOTE_LOUD: "off" }, { loud: true }), {});
});

Deno.test("text that cannot become it is told with the variable's name and the text", async () => {
  const values = make({ note: { unit: "K" } }, { PORTICO_NOTE_QUIET: "often" }, { PORTICO_NOTE_MAX_WAIT: "x" });
  const { problems = [] } = await values.pluginConfig("note", NoteConfig);
  assertEquals(problems.map((problem) => problem.split(": ")[0]), [
    "PORTICO_NOTE_QUIET",
    "PORTICO_NOTE_MAX_WAIT in .env",
    "plugins.note.unit in portico.yaml",
  ]);
  assertStringIncludes(problems[0], 'it is "often"');
});

Deno.test("an unknown field of the file is told with the nearest, beside what else is wrong", async () => {
  const { problems } = await make({ note: { quite: 1, zzz: 1, title: 1 } }).pluginConfig("note", NoteConfig);
  assertEquals(problems?.length, 3);
  assertEquals(problems?.[0], "plugins.note.quite in portico.yaml is no setting of the plugin. Did you mean quiet?");
  assertStringIncludes(problems?.[1] ?? "", "There are: quiet, maxWait,");
  assertStringIncludes(problems?.[2] ?? "", "plugins.note.title in portico.yaml");
});

Deno.test("a schema that lets further fields in gets them, from the environment too", async () => {
  const token = config(z.looseObject({ a: z.string().default("") }));
  const values = make({ loose: { b: 1 } }, { PORTICO_LOOSE_A: "x", PORTICO_LOOSE_SOME_MORE: "y" });
  assertEquals((await values.pluginConfig("loose", token)).value, { a: "x", b: 1, someMore: "y" });
});

Deno.test("a section that is no mapping is told", async () => {
  const { problems } = await make({ note: "quiet" }).pluginConfig("note", NoteConfig);
  assertEquals(problems, ['plugins.note in portico.yaml must hold settings, one "key: value" a line.']);
});

Deno.test("a key without a value is as if it was left out", async () => {
  assertEquals(await changed({}, { quiet: null }), {});
  assertEquals((await make({ note: null }).pluginConfig("note", NoteConfig)).value?.quiet, 5);
});

Deno.test("a field that has no default and no value is told with what to set", async () => {
  const token = config(z.object({ homeCity: z.string() }));
  const { problems = [] } = await new PluginValues().pluginConfig("weather", token);
  assertEquals(problems.length, 1);
  assertStringIncludes(problems[0], "plugins.weather.homeCity is not set");
  assertStringIncludes(problems[0], "PORTICO_WEATHER_HOME_CITY");
});

Deno.test("a secret is in no problem, wherever it came from, and masked in logs from then on", async () => {
  const inEnv = await make({}, { MODEL_API_KEY: "sk-in-environment" }).pluginConfig("note", NoteConfig);
  const inFile = await make({ note: { servers: [{ url: "x", token: "sk-in-file" }] } }).pluginConfig(
    "note",
    NoteConfig,
  );
  const numeric = await make({ note: { apiKey: 8127364 } }).pluginConfig("note", NoteConfig);
  const text = JSON.stringify([inEnv.problems, inFile.problems, numeric.problems]);
  for (const secret of ["sk-in-environment", "sk-in-file", "8127364"]) {
    assert(!text.includes(secret), text);
    assertEquals(secrets.redact(`x ${secret} y`), "x *** y");
  }
  assertStringIncludes(inEnv.problems?.[0] ?? "", "MODEL_API_KEY");
  assertStringIncludes(inFile.problems?.[0] ?? "", "(at servers.0.token)");
});

Deno.test("a schema whose message quotes the secret does not get it out", async () => {
  const token = config(
    z.object({ password: z.string().refine(() => false, { error: ({ input }) => `"${input}" is weak` }).optional() }),
  );
  const { problems = [] } = await make({ x: { password: "hunter2-hunter2" } }).pluginConfig("x", token);
  assertEquals(problems.length, 1);
  assert(!problems[0].includes("hunter2"), problems[0]);
  assertStringIncludes(problems[0], "looks secret");
});

Deno.test("text that may hold a secret somewhere inside is not shown", async () => {
  const env = { PORTICO_NOTE_SERVERS: '[{"url":"x","token":"abc"', PORTICO_NOTE_UNIT: "https://me:pass@host" };
  const { problems = [] } = await make({}, env).pluginConfig("note", NoteConfig);
  assertEquals(problems.length, 2);
  for (const problem of problems) assert(!problem.includes("abc") && !problem.includes("pass"), problem);
});

/** A schema of a library that says nothing of its fields, and takes its time. */
function plainSchema<T extends object>(check: (value: Record<string, unknown>) => T | string[]) {
  const schema: StandardSchemaV1<unknown, T> = {
    "~standard": {
      version: 1,
      vendor: "test",
      validate: async (value) => {
        await Promise.resolve();
        const result = check(value as Record<string, unknown>);
        if (!Array.isArray(result)) return { value: result };
        return { issues: result.map((field) => ({ message: "wrong", path: [{ key: field }] })) };
      },
    },
  };
  return schema;
}

Deno.test("a schema that says nothing of its fields is tried with the text, then with what the text looks like", async () => {
  const token = config(plainSchema(({ maxWait = 1, tags = [], name = "" }) => {
    const wrong = [
      ...(typeof maxWait === "number" ? [] : ["maxWait"]),
      ...(Array.isArray(tags) ? [] : ["tags"]),
      ...(typeof name === "string" ? [] : ["name"]),
    ];
    return wrong.length > 0 ? wrong : { maxWait, tags, name };
  }));
  const values = make({}, { PORTICO_X_MAX_WAIT: "5", PORTICO_X_TAGS: "a,b", PORTICO_X_NAME: "7" });
  const expected = { maxWait: 5, tags: ["a", "b"], name: "7" };
  assertEquals((await values.pluginConfig("x", token)).value, expected);
  assertEquals((await values.pluginConfig("x", token)).value, expected, "the same when the plugin is loaded again");
  const { problems } = await make({}, { PORTICO_X_MAX_WAIT: "soon" }).pluginConfig("x", token);
  assertEquals(problems, ['PORTICO_X_MAX_WAIT: wrong; it is "soon".']);
});

Deno.test("what the kernel has read is no plugin's field, and no plugin gets another's", async () => {
  const variables = new Variables({ PORTICO_LOG_FORMAT: "json", PORTICO_LOG_SIZE: "big" });
  variables.get("PORTICO_LOG_FORMAT");
  const token = config(plainSchema((value) => value));
  assertEquals((await new PluginValues({ variables }).pluginConfig("log", token)).value, { size: "big" });
});

Deno.test("a field of the name __proto__ changes no object", async () => {
  const sections = JSON.parse('{"loose":{"__proto__":{"polluted":1}}}');
  const values = make(sections, {});
  const { input } = await values.pluginConfig("loose", config(z.looseObject({})));
  assertEquals(Object.getPrototypeOf(input), Object.prototype);
  assertEquals(Reflect.get({}, "polluted"), undefined);
});

Deno.test("what nobody has asked for is listed with what was probably meant", async () => {
  const values = make(
    { note: {}, noet: {} },
    { PORTICO_NOTE_QIET: "1", PORTICO_NOTE_QUIET: "1", PORTICO_ZZZZZZ: "1" },
    {
      PORTICO_NOTE_LOUDD: "1",
    },
  );
  await values.pluginConfig("note", NoteConfig);
  assertEquals(values.unclaimed(), [
    "plugins.noet in portico.yaml: no plugin of this name with settings is loaded. Did you mean plugins.note?",
    "PORTICO_NOTE_LOUDD in .env means nothing here. Did you mean PORTICO_NOTE_LOUD?",
    "PORTICO_NOTE_QIET means nothing here. Did you mean PORTICO_NOTE_QUIET?",
    "PORTICO_ZZZZZZ means nothing here.",
  ]);
});

Deno.test("what begins as the variables of a config do and is none is listed, where it stands in .env or is nearly one", async () => {
  const env = { CHAT_TOKN: "1", CHAT_ID: "1", CHAT_HISTORY: "of another program", PHONE_NUMBR: "1" };
  const values = make({}, env, { CHAT_COLOUR: "1", CHAT_MOD: "1" });
  const token = config(
    z.object({
      token: z.string().default(""),
      mode: z.string().default(""),
      phone: z.string().default(""),
      group: z.string().default(""),
    }),
    {
      token: "CHAT_TOKEN",
      mode: "CHAT_MODE",
      phone: "PHONE_NUMBER",
      group: "CHAT_GROUP_ID",
    },
  );
  await values.pluginConfig("chat", token);
  assertEquals(values.unclaimed(), [
    "CHAT_COLOUR in .env means nothing here.",
    "CHAT_ID means nothing here. Did you mean CHAT_GROUP_ID?",
    "CHAT_MOD in .env means nothing here. Did you mean CHAT_MODE?",
    "CHAT_TOKN means nothing here. Did you mean CHAT_TOKEN?",
  ]);
});

Deno.test("field names and variables go over into each other", () => {
  assertEquals(
    ["quiet", "maxWait", "apiURL", "HTTPPort", "max_wait", "a-b"].map(variableOf),
    ["QUIET", "MAX_WAIT", "API_URL", "HTTP_PORT", "MAX_WAIT", "A_B"],
  );
  const words = fc.array(fc.stringMatching(/^[a-z]{2,8}$/), { minLength: 1, maxLength: 4 });
  fc.assert(fc.property(words, ([first, ...others]) => {
    const field = first + others.map((word) => word[0].toUpperCase() + word.slice(1)).join("");
    assertEquals(fieldOf(variableOf(field)), field);
  }));
});

Deno.test("a field looks secret by its words, not by its letters", () => {
  assertEquals(
    ["token", "apiKey", "api_key", "clientSecret", "dbPassword", "keyboard", "monkey", "tokenize"].map(looksSecret),
    [true, true, true, true, true, false, false, false],
  );
});

Deno.test("whatever JSON a number, boolean or list of them is written as, it comes back", () => {
  const number = { type: "number" };
  fc.assert(fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
    assertEquals(coerce(String(value), number), value === 0 ? 0 : value);
  }));
  fc.assert(fc.property(fc.array(fc.integer()), (values) => {
    assertEquals(coerce(JSON.stringify(values), { type: "array", items: number }), values);
  }));
});

Deno.test("while a file could not be read, nothing is said to be missing, and what is wrong elsewhere is", async () => {
  const token = config(z.object({ city: z.string(), unit: z.enum(["C", "F"]) }));
  const variables = new Variables({ PORTICO_WEATHER_UNIT: "K" });
  const { problems } = await new PluginValues({ variables, complete: false }).pluginConfig("weather", token);
  assertEquals(problems?.length, 1);
  assertStringIncludes(problems?.[0] ?? "", "PORTICO_WEATHER_UNIT");
});

Deno.test("a value of another kind is told in our words, and a schema's own message stays", async () => {
  const token = config(z.object({
    quiet: z.number().min(0).max(60).default(5),
    unit: z.enum(["C", "F"]).default("C"),
    sides: z.number().min(2, "A die has two sides at least").default(6),
    even: z.number().refine((value) => value % 2 === 0, "Even ones only").default(2),
  }));
  const variables = new Variables({ PORTICO_DICE_QUIET: "soon", PORTICO_DICE_SIDES: "1" }, { PORTICO_DICE_EVEN: "3" });
  const sections = { dice: { unit: "K" } };
  const { problems } = await new PluginValues({ variables, sections }).pluginConfig("dice", token);
  assertEquals(problems, [
    'PORTICO_DICE_QUIET: must be a number from 0 to 60; it is "soon".',
    'plugins.dice.unit in portico.yaml: must be one of these: C, F; it is "K".',
    "PORTICO_DICE_SIDES: A die has two sides at least; it is 1.",
    "PORTICO_DICE_EVEN in .env: Even ones only; it is 3.",
  ]);
});

Deno.test("what is not set is told with what it must be and where it can be set", async () => {
  const token = config(z.object({ city: z.string().min(1) }));
  const { problems } = await new PluginValues().pluginConfig("weather", token);
  assertEquals(problems, [
    "plugins.weather.city is not set: must be a text of at least 1 character. Set PORTICO_WEATHER_CITY, or that in portico.yaml.",
  ]);
  const named = config(z.object({ city: z.string() }), { city: "WEATHER_CITY" });
  assertStringIncludes(
    (await new PluginValues().pluginConfig("weather", named)).problems?.[0] ?? "",
    "Set WEATHER_CITY,",
  );
});

Deno.test("a field that its schema marks as secret is one, whatever its name", async () => {
  const MarkedConfig = config(z.object({
    pin: z.string().max(8).default("").meta({ secret: true }),
    lists: z.array(z.string()).default([]).meta({ secret: true }),
  }));
  const values = make({ marked: { pin: "pin-of-my-phone", lists: ["first-of-marked"] } });
  const { problems = [] } = await values.pluginConfig("marked", MarkedConfig);
  assertEquals(problems.length, 1);
  assert(!problems[0].includes("pin-of-my-phone"), problems[0]);
  assertEquals(secrets.redact("x pin-of-my-phone, first-of-marked y"), "x ***, *** y");
});
