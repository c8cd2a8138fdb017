import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  catchUpMessage,
  changeMessage,
  firstMessage,
  handMessage,
  mergeMessage,
} from "../../../plugins/git/commit_message.ts";
import type { VaultChangeKind } from "../../../plugins/vault/mod.ts";

const change = (kind: VaultChangeKind, more = {}) =>
  changeMessage({ account: "owner", kind, title: "Milk", paths: ["Milk.md"], ...more });

Deno.test("a change of ours is called by what was done to which note", () => {
  assertEquals(change("created"), "Add “Milk”");
  assertEquals(change("edited"), "Edit “Milk”");
  assertEquals(change("appended"), "Add to “Milk”");
  assertEquals(change("deleted"), "Delete “Milk”");
  assertEquals(change("restored"), "Restore “Milk”");
  assertEquals(change("attached", { title: "photo.jpg" }), "Attach “photo.jpg”");
  assertEquals(change("moved", { paths: ["Milk.md", "Work/Lists/Milk.md"] }), "Move “Milk” to Work/Lists");
  assertEquals(change("moved", { paths: ["Work/Milk.md", "Milk.md"] }), "Move “Milk” to the root");
  assertEquals(change("renamed", { paths: ["Work/Bread.md", "Work/Milk.md"] }), "Rename “Bread” to “Milk”");
});

Deno.test("tags that come and go are named", () => {
  const tags = (added: string[], removed: string[]) => change("tagged", { tags: { added, removed } });
  assertEquals(tags(["shopping"], []), "Tag “Milk” with #shopping");
  assertEquals(tags([], ["old", "done"]), "Take #old, #done off “Milk”");
  assertEquals(tags(["new"], ["old"]), "Tag “Milk” with #new, and no longer #old");
});

Deno.test("files changed by hand are named where it is one, else counted, and listed below", () => {
  assertEquals(handMessage([{ status: "M", path: "Work/Milk.md" }]), "Change “Milk” by hand");
  assertEquals(handMessage([{ status: "A", path: "a.pdf" }]), "Add “a.pdf” by hand");
  assertEquals(
    handMessage([{ status: "A", path: "A.md" }, { status: "D", path: "B.md" }]),
    "Change 2 files by hand\n\nA A.md\nD B.md",
  );
});

Deno.test("what is caught up with is named, as far as a line goes", () => {
  const files = ["A", "B", "C", "D", "E"].map((name) => ({ status: "M" as const, path: `${name}.md` }));
  assertEquals(catchUpMessage(files.slice(0, 1)), "Catch up: change “A”");
  assertEquals(catchUpMessage(files).split("\n")[0], "Catch up: change “A”, change “B”, change “C” and 2 more");
});

Deno.test("a first commit and a merge say how much they hold", () => {
  assertEquals(firstMessage([{ status: "A", path: "A.md" }]), "Begin with one file");
  assertEquals(mergeMessage([]), "Merge what came from the remote");
  assertEquals(mergeMessage(["a.md", "b.md"]), "Merge what came from the remote, keeping both versions of “a”, “b”");
});

Deno.test("whatever a note is called, the first line of its commit is one line that says something", () => {
  fc.assert(fc.property(fc.string({ unit: "binary", minLength: 1, maxLength: 300 }), (title) => {
    const message = change("created", { title });
    assert(!/[\n\r\0]/.test(message));
    assert(message.startsWith("Add “") && message.length < 120);
  }));
});
