import { assert, assertEquals } from "@std/assert";
import { isJson, secrets } from "@portico/bot";
import fc from "fast-check";
import { boundOutput, jsonOutput, maskedJson } from "../../../plugins/agent/tool_output.ts";

Deno.test("what fits is left as it is", () => {
  const output = { notes: [{ id: "n1", title: "Flat" }] };
  assertEquals(boundOutput(output, 1_000), output);
});

Deno.test("long texts are cut before short ones, with how much is missing", () => {
  const cut = boundOutput({ title: "Log", body: "x".repeat(9_000) }, 1_000);
  assertEquals(cut, { title: "Log", body: `${"x".repeat(500)} … (cut: 500 of 9000 characters)` });
});

Deno.test("too many of anything become the beginning of all", () => {
  const cut = boundOutput(Array.from({ length: 1_000 }, (_, at) => at), 100);
  assertEquals(cut, {
    cut: "This is the beginning of the result, 50 of 3891 characters. Ask for less.",
    text: "[0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19",
  });
});

Deno.test("whatever a tool returns, a model is given JSON of about the limit at most", () => {
  fc.assert(fc.property(fc.jsonValue(), fc.integer({ min: 500, max: 2_000 }), (output, limit) => {
    const json = jsonOutput(output);
    assert(json !== undefined);
    const bound = boundOutput(json, limit);
    assert(isJson(bound));
    assert(JSON.stringify(bound).length <= 2 * limit);
  }));
});

Deno.test("dates and the like are written as they say themselves; what can't be written is no output", () => {
  const loop: { self?: unknown } = {};
  loop.self = loop;
  let deep: unknown = 0;
  for (let depth = 0; depth < 100_000; depth++) deep = [deep];
  assertEquals(jsonOutput(new Date(0)), "1970-01-01T00:00:00.000Z");
  assertEquals(jsonOutput({ a: undefined, b: new Map() }), { b: {} });
  assertEquals(jsonOutput(undefined), null);
  for (const output of [loop, 1n, deep, () => 1, Symbol("x")]) assertEquals(jsonOutput(output), undefined);
});

Deno.test("no secret of the bot is in what a tool has returned, wherever it stands", () => {
  secrets.add("s3cret-of-the-bot");
  const masked = maskedJson({ "at s3cret-of-the-bot": ["a s3cret-of-the-bot", { deep: "s3cret-of-the-bot", n: 1 }] });
  assertEquals(JSON.stringify(masked).includes("s3cret"), false);
});
