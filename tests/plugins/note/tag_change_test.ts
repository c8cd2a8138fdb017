import { assertEquals } from "@std/assert";
import { applyTagChange, readTagChange } from "../../../plugins/note/tag_change.ts";
import { folderOf } from "../../../plugins/note/folder_dialogue.ts";

Deno.test("tags are named with or without #, divided by blanks or commas; a minus takes away", () => {
  assertEquals(readTagChange("#a b, -c −#d +e"), { add: ["a", "b", "e"], remove: ["c", "d"], wrong: [] });
});

Deno.test("the last word on a tag counts", () => {
  assertEquals(readTagChange("a -A b -c C"), { add: ["b", "C"], remove: ["A"], wrong: [] });
});

Deno.test("what can't be a tag is told", () => {
  assertEquals(readTagChange("a 42 b.c -"), { add: ["a"], remove: [], wrong: ["42", "b.c", "-"] });
});

Deno.test("a change adds and removes whatever the case, and keeps the order", () => {
  assertEquals(applyTagChange(["A", "b", "c"], { add: ["a", "d"], remove: ["B"] }), ["A", "c", "d"]);
});

Deno.test("slashes around a folder mean nothing, and one alone is the root", () => {
  assertEquals(["/", " /Work/Ideas/ ", "Work"].map(folderOf), ["", "Work/Ideas", "Work"]);
});
