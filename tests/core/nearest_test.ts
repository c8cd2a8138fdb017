import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { nearest } from "../../core/nearest.ts";

const commands = ["help", "notes", "note", "settings", "status", "find", "mode"];

Deno.test("one slip of each kind is forgiven: too many, too few, wrong, swapped", () => {
  for (const word of ["helpp", "hlp", "halp", "hlep"]) assertEquals(nearest(word, commands), ["help"]);
});

Deno.test("the nearest comes first, and only so many", () => {
  assertEquals(nearest("nots", commands), ["note", "notes"]);
  assertEquals(nearest("nots", commands, 1), ["note"]);
});

Deno.test("the beginning of a word is near, whatever is left of it", () => {
  assertEquals(nearest("set", commands), ["settings"]);
});

Deno.test("case does not count, and what is far is not offered", () => {
  assertEquals(nearest("HELP", commands), ["help"]);
  assertEquals(nearest("frobnicate", commands), []);
  assertEquals(nearest("", commands), []);
});

Deno.test("what words share makes what differs no nearer", () => {
  const names = ["PORTICO_LOG", "PORTICO_DATA", "PORTICO_HTTP", "PORTICO_MODEL", "PORTICO_OWNER", "PORTICO_NOTE_LOUD"];
  for (const word of ["NOPE", "HOST", "TOKEN", "USER", "NOTE_NOPE"]) {
    assertEquals(nearest(`PORTICO_${word}`, names), []);
  }
  assertEquals(nearest("PORTICO_LGO", names), ["PORTICO_LOG"]);
  assertEquals(nearest("PORTCO_NOT_LOUDD", names), ["PORTICO_NOTE_LOUD"]);
});

Deno.test("a word is always nearest to itself, and every answer is a candidate", () => {
  const word = fc.stringMatching(/^[a-z]{1,10}$/);
  fc.assert(fc.property(word, fc.array(word), (wanted, others) => {
    const found = nearest(wanted, [...others, wanted]);
    assertEquals(found[0], wanted);
    assert(found.every((one) => one === wanted || others.includes(one)));
  }));
});
