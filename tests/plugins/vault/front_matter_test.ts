import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import { parse, stringify } from "yaml";
import { bodyOf, readPlain, splitNote, withYaml } from "../../../plugins/vault/front_matter.ts";
import { editYaml, readYaml } from "../../../plugins/vault/yaml_front_matter.ts";

Deno.test("a note divides into front matter and body", () => {
  const text = splitNote("---\nid: 1\n---\n\nHello\n");
  assertEquals(text, { head: "---\nid: 1\n---\n", yaml: "id: 1\n", rest: "\nHello\n" });
  assertEquals(bodyOf(text), "Hello");
});

Deno.test("without a closed fence at the very beginning there is no front matter", () => {
  for (
    const text of ["Hello", "", "text\n---\nid: 1\n---\n", "---\nid: 1\n", "----\nid: 1\n----\n", " ---\na: 1\n---\n"]
  ) {
    assertEquals(splitNote(text), { head: "", yaml: undefined, rest: text });
  }
});

Deno.test("Windows line ends and a byte order mark are taken as they are", () => {
  const text = splitNote("\uFEFF---\r\nid: a\r\n---\r\n\r\nHi\r\n");
  assertEquals(text.yaml, "id: a\r\n");
  assertEquals(bodyOf(text), "Hi");
  assertEquals(readPlain(text.yaml ?? ""), { id: "a" });
  assertEquals(withYaml(text, "id: b\r\n").head, "\uFEFF---\r\nid: b\r\n---\r\n");
});

Deno.test("dividing loses nothing, and putting the same front matter in changes nothing", () => {
  const line = fc.constantFrom("---", "--- ", "...", "id: 1", "", "text", "a: [", "\uFEFF---");
  const text = fc.tuple(fc.array(line, { maxLength: 8 }), fc.constantFrom("\n", "\r\n")).map(([lines, end]) =>
    lines.join(end)
  );
  fc.assert(
    fc.property(text, (text) => {
      const split = splitNote(text);
      assertEquals(split.head + split.rest, text);
      if (split.yaml !== undefined) assertEquals(withYaml(split, split.yaml), split);
    }),
    { numRuns: 1_000 },
  );
});

Deno.test("what the fast reader reads, a YAML parser reads the same", () => {
  const plain = fc.constantFrom("plain", "two words", "2026-03-01T12:00:00Z", "batch:1", "привет", '"q"', "e#f");
  const scalar = fc.oneof(
    { weight: 4, arbitrary: plain },
    fc.constantFrom(
      "plain",
      "two words",
      "2026-03-01T12:00:00Z",
      "a:b",
      "c#d",
      "e #f",
      "g: h",
      "null",
      "true",
      "1.5",
      "0x1F",
      "1e3",
      "- x",
      "[a]",
      "{a}",
      "'q'",
      '"q"',
      '"a\\nb"',
      "x:",
      "~",
      "привет",
      "|",
      "*a",
      "&a",
      "",
      "yes",
      "-",
      "1_000",
      "12:30",
      "0o7",
      ".inf",
      "+1",
      "2026-03-01",
    ),
    fc.string({ maxLength: 12 }),
  );
  const line = fc.oneof(
    fc.tuple(fc.constantFrom("id", "title", "tags", "a-b", "x y", "__proto__"), scalar).map(([key, value]) =>
      `${key}: ${value}`
    ),
    fc.constantFrom("tags:", "list:", "# comment", "", "  nested: 1"),
    scalar.map((value) => `  - ${value}`),
    scalar.map((value) => `- ${value}`),
  );
  let read = 0;
  fc.assert(
    fc.property(fc.array(line, { maxLength: 5 }), (lines) => {
      const yaml = lines.map((line) => `${line}\n`).join("");
      const fast = readPlain(yaml);
      if (fast === undefined) return;
      if (Object.keys(fast).length > 0) read++;
      assertEquals(fast, parse(yaml, { logLevel: "silent" }) ?? {});
    }),
    { numRuns: 5_000 },
  );
  assert(read > 50, `only ${read} were read fast`);
});

Deno.test("what we write ourselves is read fast", () => {
  const fields = {
    id: "batch:1",
    title: "Hello world",
    created: "2026-03-01T12:00:00Z",
    tags: ["a", "два"],
    source: "console",
  };
  assertEquals(readPlain(stringify(fields)), fields);
});

Deno.test("changing a key keeps comments, order, unknown keys and everybody's style", () => {
  const yaml = "# mine\nid: a   # the id\naliases: [x, 'y']\n\ntags:\n  - old # why\nrating:   5\n";
  const edited = editYaml(yaml, { tags: ["new"], source: "console" }) ?? "";
  assert(edited.startsWith("# mine\nid: a # the id\naliases: [ x, 'y' ]\n"), edited);
  assertEquals(readYaml(edited), { id: "a", aliases: ["x", "y"], tags: ["new"], rating: 5, source: "console" });
});

Deno.test("numbers stay as they were written", () => {
  const numbers = [
    "12345678901234567890",
    "01234",
    "+491701234567",
    "1.10",
    "0xFF",
    "1e3",
    "3.14159265358979323846",
    "9".repeat(400),
  ];
  const yaml = `list: [${numbers.join(", ")}]\n` + numbers.map((number, at) => `n${at}: ${number}\n`).join("");
  const changed = editYaml(yaml, { tags: ["a"], count: 7, code: "0123" }) ?? "";
  for (const [at, number] of numbers.entries()) assertStringIncludes(changed, `\nn${at}: ${number}\n`);
  assertStringIncludes(changed, numbers.join(", "));
  assertStringIncludes(changed, 'count: 7\ncode: "0123"\n');
});

Deno.test("a change that changes nothing leaves every byte where it was", () => {
  const yaml = "tags:   [ a,b ]\nid: 'x'\n";
  assertEquals(editYaml(yaml, { tags: ["a", "b"], id: "x", gone: undefined }), yaml);
});

Deno.test("keys are taken out and put into nothing", () => {
  assertEquals(editYaml("a: 1\n", { a: undefined }), "");
  assertEquals(readYaml(editYaml("", { a: "1" }) ?? ""), { a: "1" });
  assertEquals(editYaml("# only a comment\n", { a: "x" }), "# only a comment\n\na: x\n");
});

Deno.test("what is no map of keys is damaged, and is not changed", () => {
  for (const yaml of ["a: [\n", "- a\n", "just text\n", "a: 1\na: 2\n", "\ta: 1\n"]) {
    assertEquals(readYaml(yaml), undefined, yaml);
    assertEquals(editYaml(yaml, { b: "c" }), undefined, yaml);
  }
});

Deno.test("aliases that multiply are refused, not followed", () => {
  const lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"];
  for (let n = 1; n < 9; n++) lines.push(`a${n}: &a${n} [${Array(10).fill(`*a${n - 1}`).join(", ")}]`);
  assertEquals(readYaml(lines.join("\n")), undefined);
});
