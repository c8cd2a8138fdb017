import { assertEquals } from "@std/assert";
import { config, isJson } from "@portico/bot";
import fc from "fast-check";
import { z } from "zod";
import { findSettings } from "../../../plugins/settings/setting_fields.ts";
import { weather } from "./weather.ts";

function fieldsOf(schema: z.ZodObject, value: object = schema.parse({})) {
  return findSettings({ plugin: "p", token: config(schema), value });
}

Deno.test("setting fields: only what is marked is a setting, in the schema's order", () => {
  assertEquals(
    findSettings(weather()).fields.map(({ field, kind }) => [field, kind]),
    [
      ["unit", "choice"],
      ["hours", "integer"],
      ["wind", "number"],
      ["rain", "boolean"],
      ["city", "text"],
      ["days", "list"],
      ["from", "number"],
      ["to", "number"],
    ],
  );
});

Deno.test("setting fields: ranges, choices and words are the schema's", () => {
  const [unit, hours, wind, , city, days] = findSettings(weather()).fields;
  assertEquals(unit.choices, ["C", "F"]);
  assertEquals([hours.minimum, hours.maximum], [1, 48]);
  assertEquals([wind.above, wind.minimum, wind.maximum], [0, undefined, undefined]);
  assertEquals([city.title, city.description, city.minLength, city.maxLength], ["City", "Where you are.", 2, 20]);
  assertEquals(days.maxLength, 3);
});

Deno.test("setting fields: the default is what is configured, else the schema's", () => {
  assertEquals(findSettings(weather({ hours: 6 })).fields.map((field) => field.default).slice(0, 2), ["C", 6]);
});

Deno.test("setting fields: a field that converts is described by what goes in", () => {
  const schema = z.object({
    wait: z.string().regex(/^\d+s$/).transform((text) => parseInt(text) * 1_000).default(5_000).meta({ setting: true }),
  });
  const found = findSettings({ plugin: "p", token: config(schema), value: { wait: 7_000 }, input: { wait: "7s" } });
  assertEquals(found.fields.map(({ kind, default: preset }) => [kind, preset]), [["text", "7s"]]);
});

Deno.test("setting fields: a whole number without a range has none", () => {
  const [count] = fieldsOf(z.object({ count: z.int().default(1).meta({ setting: true }) })).fields;
  assertEquals([count.kind, count.minimum, count.maximum], ["integer", undefined, undefined]);
});

Deno.test("setting fields: literals and values that may be missing are understood", () => {
  const schema = z.object({
    size: z.union([z.literal(1), z.literal(2)]).default(1).meta({ setting: true }),
    limit: z.number().max(9).nullable().default(null).meta({ setting: true }),
    name: z.string().optional().meta({ setting: true }),
  });
  assertEquals(
    fieldsOf(schema).fields.map(({ kind, choices, maximum, default: preset }) => [kind, choices, maximum, preset]),
    [["choice", [1, 2], undefined, 1], ["number", [], 9, null], ["text", [], undefined, undefined]],
  );
});

Deno.test("setting fields: one that nobody can type is named, and hides no other", () => {
  const schema = z.object({
    when: z.date().default(new Date(0)),
    place: z.object({ x: z.number() }).default({ x: 1 }).meta({ setting: true }),
    name: z.string().default("").meta({ setting: true }),
  });
  const { fields, unusable } = fieldsOf(schema);
  assertEquals(fields.map(({ field }) => field), ["name"]);
  assertEquals(unusable.map(({ field }) => field), ["place"]);
});

Deno.test("setting fields: any library that speaks Standard JSON Schema will do", () => {
  const schema = {
    "~standard": {
      version: 1 as const,
      vendor: "other",
      validate: (value: unknown) => ({ value: Object(value) }),
      jsonSchema: {
        input: () => ({
          type: "object",
          properties: { tone: { $ref: "#/$defs/tone", setting: true } },
          $defs: { tone: { oneOf: [{ const: "warm" }, { const: "cool" }], default: "warm" } },
        }),
        output: () => ({}),
      },
    },
  };
  const { fields } = findSettings({ plugin: "p", token: config<object>(schema), value: {} });
  assertEquals(fields.map(({ field, choices, default: preset }) => [field, choices, preset]), [
    ["tone", ["warm", "cool"], "warm"],
  ]);
});

Deno.test("setting fields: a schema that does not say what it takes, or refuses to, has no settings", () => {
  const validate = (value: unknown) => ({ value: Object(value) });
  const mute = { "~standard": { version: 1 as const, vendor: "mute", validate } };
  const refuse = () => {
    throw new Error("unsupported");
  };
  const shy = { "~standard": { ...mute["~standard"], jsonSchema: { input: refuse, output: refuse } } };
  for (const schema of [mute, shy]) {
    assertEquals(findSettings({ plugin: "p", token: config<object>(schema), value: {} }).fields, []);
  }
});

Deno.test("setting fields: JSON is what survives JSON", () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => isJson(value)));
  for (const value of [undefined, NaN, 1n, new Date(0), new Map(), () => 1, [undefined]]) {
    assertEquals(isJson(value), false);
  }
});
