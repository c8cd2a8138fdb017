import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { asOwnNote, conflictPath, dayOf } from "../../../plugins/git/conflict_copy.ts";

const DAY = "2026-11-26";

Deno.test("a copy stands beside its file, marked by the day, before the extension", () => {
  const free = () => false;
  assertEquals(conflictPath("Work/Milk.md", DAY, free), `Work/Milk (conflict ${DAY}).md`);
  assertEquals(conflictPath("attachments/photo.tar.gz", DAY, free), `attachments/photo.tar (conflict ${DAY}).gz`);
  assertEquals(conflictPath("a.b/README", DAY, free), `a.b/README (conflict ${DAY})`);
  assertEquals(conflictPath(".gitignore", DAY, free), `.gitignore (conflict ${DAY})`);
});

Deno.test("where the name is taken it is numbered", () => {
  const taken = new Set([`Milk (conflict ${DAY}).md`, `Milk (conflict ${DAY} 2).md`]);
  assertEquals(conflictPath("Milk.md", DAY, (path) => taken.has(path)), `Milk (conflict ${DAY} 3).md`);
});

Deno.test("a copy of a note has another id, the name of its file as its title, and all else as it was", () => {
  const text = '---\nid: "a:7" \ntitle: "Milk?"\ntags:\n  - x\nid2: b\n---\n\nid: stays\ntitle: stays\n';
  assertEquals(
    asOwnNote(text, (id) => `${id}:copy`),
    '---\nid: "a:7:copy"\ntags:\n  - x\nid2: b\n---\n\nid: stays\ntitle: stays\n',
  );
});

Deno.test("a copy with lines that end as on Windows keeps them", () => {
  assertEquals(asOwnNote("---\r\nid: 7\r\n---\r\nx", () => "8"), '---\r\nid: "8"\r\n---\r\nx');
});

Deno.test("a title over several lines stays", () => {
  const text = "---\nid: 7\ntitle: >\n  long\n---\n";
  assertEquals(asOwnNote(text, () => "8"), '---\nid: "8"\ntitle: >\n  long\n---\n');
});

Deno.test("text without an id of its own stays as it is", () => {
  fc.assert(fc.property(fc.string(), (text) => {
    assertEquals(asOwnNote(text.replaceAll("id:", ""), () => "8"), text.replaceAll("id:", ""));
  }));
  assertEquals(asOwnNote("---\ntags: x\n---\nid: 7", () => "8"), "---\ntags: x\n---\nid: 7");
});

Deno.test("a day is that of the place where the bot runs", () => {
  assertEquals(dayOf(new Date(2026, 10, 6, 23, 59).getTime()), "2026-11-06");
});
