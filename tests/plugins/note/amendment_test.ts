import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { amendmentOf, applyAmendment } from "../../../plugins/note/amendment.ts";
import { replaceText } from "../../../plugins/note/note_paragraphs.ts";
import { lookOf } from "../../../plugins/note/received_file.ts";
import { message } from "./messages.ts";

function written(...texts: string[]) {
  return texts.map((text, index) => ({ id: `m${index}`, text, files: [] }));
}

function note(body: string, tags: readonly string[] = []) {
  return { body, tags, damaged: false };
}

Deno.test("a text is found only as whole paragraphs", () => {
  assertEquals(replaceText("a b\n\na\n\nc", "a", "X"), "a b\n\nX\n\nc");
  assertEquals(replaceText("ab", "a", "X"), undefined);
  assertEquals(replaceText("a\nb", "a", "X"), undefined);
  assertEquals(replaceText("one\n\ntwo\n\nthree", "one\n\ntwo", "X"), "X\n\nthree");
});

Deno.test("an empty text takes the old one out", () => {
  assertEquals(replaceText("a\n\nb\n\nc", "b", ""), "a\n\nc");
  assertEquals(replaceText("a\n\nb", "b", ""), "a");
  assertEquals(replaceText("a", "a", ""), "");
});

Deno.test("an edit replaces the text of its message, also where others read alike", () => {
  const edit = message("new", { id: "m1", edited: true });
  const amendment = amendmentOf(edit, written("same", "same", "same"), "same\n\nsame\n\nsame");
  assertEquals(applyAmendment(note("same\n\nsame\n\nsame"), "new", amendment), {
    change: { body: "same\n\nnew\n\nsame" },
    isPlaced: true,
  });
});

Deno.test("an edit that was written before is not written again", () => {
  const edit = message("new", { id: "m0", edited: true });
  const amendment = amendmentOf(edit, written("same", "same"), "same\n\nsame");
  assertEquals(applyAmendment(note("new\n\nsame"), "new", amendment), { change: {}, isPlaced: true });
});

Deno.test("where the text was changed by hand, the new version finds no place", () => {
  const edit = message("new", { id: "m0", edited: true });
  const amendment = amendmentOf(edit, written("old"), "old, changed by hand");
  assertEquals(applyAmendment(note("old, changed by hand"), "new", amendment), { change: {}, isPlaced: false });
  assertEquals(amendment.isAddition, false);
});

Deno.test("line breaks of another system do not hide the text", () => {
  const amendment = amendmentOf(message("new", { id: "m0", edited: true }), written("a\nb"), "a\r\nb\r\n\r\nc");
  assertEquals(applyAmendment(note("a\r\nb\r\n\r\nc"), "new", amendment).change, { body: "new\n\nc" });
});

Deno.test("tags follow the texts: new ones come, those in no text any more go, those set by hand stay", () => {
  const messages = [{ id: "m0", text: "#a #b", files: [] }, { id: "m1", text: "#b", files: [] }];
  const amendment = amendmentOf(message("#c", { id: "m0", edited: true }), messages, "#a #b\n\n#b");
  assertEquals(applyAmendment(note("#a #b\n\n#b", ["A", "b", "hand"]), "#c", amendment).change.tags, [
    "b",
    "hand",
    "c",
  ]);
});

Deno.test("a damaged note keeps its front matter, and its text is changed all the same", () => {
  const amendment = amendmentOf(message("#c", { id: "m0", edited: true }), written("old"), "old");
  assertEquals(applyAmendment({ ...note("old"), damaged: true }, "#c", amendment).change, { body: "#c" });
});

Deno.test("a late part is an addition, and so is a first caption", () => {
  const late = amendmentOf(message("late", { id: "m9" }), written("old"), "old");
  assertEquals([late.isAddition, late.changesText], [true, true]);
  const caption = amendmentOf(message("caption", { id: "m0", edited: true }), written(""), "![](a.png)");
  assertEquals([caption.isAddition, caption.changesText], [true, true]);
});

Deno.test("an edit that changes nothing is none, and a file is new only when it looks new", () => {
  const photo = { ref: "1", kind: "photo", size: 5 } as const;
  const before = [{ id: "m0", text: "a", files: [lookOf(photo)] }];
  const same = message("a ", { id: "m0", edited: true, attachments: [{ ...photo, ref: "other" }] });
  const amendment = amendmentOf(same, before, "a");
  assertEquals([amendment.changesText, amendment.files], [false, []]);
  const other = { ...same, attachments: [photo, { ...photo, size: 6 }] };
  assertEquals(amendmentOf(other, before, "a").files, [1]);
});

Deno.test("an edit of a message nobody remembers is put behind the note, without files that are there", () => {
  const attachments = [{ ref: "1", kind: "photo" }] as const;
  const amendment = amendmentOf(message("new", { id: "m0", edited: true, attachments }), [], "old");
  assertEquals([amendment.isAddition, amendment.files], [false, []]);
  assertEquals(applyAmendment(note("old"), "new", amendment).isPlaced, false);
});

Deno.test("an edit applied twice is the same as applied once", () => {
  const text = fc.constantFrom("a", "b", "a\n\nb", "c", "#t", "");
  fc.assert(fc.property(fc.array(text, { minLength: 1, maxLength: 6 }), fc.nat(5), text, (texts, place, fresh) => {
    const body = texts.filter((text) => text !== "").join("\n\n");
    const edit = message(fresh, { id: `m${place % texts.length}`, edited: true });
    const amendment = amendmentOf(edit, written(...texts), body);
    if (!amendment.changesText || amendment.old === null) return;
    const once = applyAmendment(note(body), fresh, amendment).change.body ?? body;
    assertEquals(applyAmendment(note(once), fresh, amendment).change.body ?? once, once);
  }));
});
