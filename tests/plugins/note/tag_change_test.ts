import { assertEquals } from "@std/assert";
import { applyTagChange, readTagChange } from "../../../plugins/note/tag_change.ts";
import { folderNamed } from "../../../plugins/note/folder_dialogue.ts";

Deno.test("tags are named with or without #, divided by blanks or commas; a minus takes away", () => {
  assertEquals(readTagChange("#a, b\n-c −#d +e"), { add: ["a", "b", "e"], remove: ["c", "d"], wrong: [], unclear: [] });
});

Deno.test("the last word on a tag counts", () => {
  assertEquals(readTagChange("a -A b -c C"), { add: ["b", "C"], remove: ["A"], wrong: [], unclear: [] });
});

Deno.test("what can't be a tag is told", () => {
  assertEquals(readTagChange("a 42 b.c -"), { add: ["a"], remove: [], wrong: ["42", "b.c", "-"], unclear: [] });
});

Deno.test("words that may be one tag or several are not guessed at", () => {
  const unclear = (text: string) => readTagChange(text).unclear;
  assertEquals(unclear("#two words"), ["#two words"]);
  assertEquals(unclear("garden, two words"), ["two words"]);
  assertEquals(unclear("this is a whole sentence"), ["this is a whole sentence"]);
  for (const clear of ["home garden", "#home #garden #shed #tree", "home, garden", "-home garden", "one"]) {
    assertEquals(unclear(clear), [], clear);
  }
});

Deno.test("a change adds and removes whatever the case, and keeps the order", () => {
  assertEquals(applyTagChange(["A", "b", "c"], { add: ["a", "d"], remove: ["B"] }), ["A", "c", "d"]);
});

Deno.test("slashes around a folder mean nothing, and one alone is the root", () => {
  assertEquals(["/", " /Work/Ideas/ ", "Work"].map(folderNamed), ["", "Work/Ideas", "Work"]);
});
