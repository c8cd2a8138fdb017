import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { attachmentsIn, linkTargets, linkTo, moveLinks } from "../../../plugins/vault/note_links.ts";

Deno.test("a link is relative to the note's folder, and readable in any script", () => {
  assertEquals(linkTo("attachments/a.zip", "a.zip", ""), "[a.zip](attachments/a.zip)");
  assertEquals(
    linkTo("attachments/отчёт 1.zip", "отчёт.zip", "Work/2026"),
    "[отчёт.zip](../../attachments/отчёт%201.zip)",
  );
});

Deno.test("what Obsidian can show is embedded", () => {
  assertEquals(linkTo("attachments/a.jpg", "a.jpg", ""), "![a.jpg](attachments/a.jpg)");
  assertEquals(linkTo("attachments/a.PDF", "a.PDF", ""), "![a.PDF](attachments/a.PDF)");
});

Deno.test("brackets in names end no link", () => {
  assertEquals(linkTo("attachments/a (1).zip", "a [1].zip", ""), "[a \\[1\\].zip](attachments/a%20%281%29.zip)");
});

Deno.test("a link leads to what it was made for, whatever the names", () => {
  const part = fc.string({ unit: "grapheme", minLength: 1, maxLength: 8 }).map((text) =>
    text.replace(/[/\\\p{Cc}]/gu, "")
  ).filter((text) => !/^\.*$/.test(text));
  const folder = fc.array(part, { maxLength: 3 }).map((parts) => parts.join("/"));
  fc.assert(
    fc.property(folder, folder, part, (from, to, name) => {
      const path = to === "" ? name : `${to}/${name}`;
      assertEquals(linkTargets(`before ${linkTo(path, name.replace(/[`\n]/g, ""), from)} behind`, from), [path]);
    }),
    { numRuns: 1_000 },
  );
});

Deno.test("links out of the vault, to the web and to headings are no files of the vault", () => {
  const body =
    "[a](https://example.org/x.md) [b](#part) [c](../../up.md) [d](/etc/passwd) [e](mailto:a@b.c) [f](x.md#part)";
  assertEquals(linkTargets(body, "Work"), ["Work/x.md"]);
});

Deno.test("attachments are found in links of all kinds", () => {
  const body =
    '![a](../attachments/a%20b.png "title") [b](<../attachments/c d.pdf>) ![[photo.jpg|200]] [[Other note]] ![[note]]';
  assertEquals(attachmentsIn(body, "Work"), ["attachments/a b.png", "attachments/c d.pdf", "attachments/photo.jpg"]);
});

Deno.test("links to what is there move with the note, others stay as they are", () => {
  const body = "![a](attachments/a.png) [gone](attachments/gone.png) [web](https://a.b/c) `code`";
  const exists = (path: string) => path === "attachments/a.png";
  const moved = moveLinks(body, "", "Work/Deep", exists);
  assertEquals(moved, "![a](../../attachments/a.png) [gone](attachments/gone.png) [web](https://a.b/c) `code`");
  assertEquals(moveLinks(moved, "Work/Deep", "", exists), body);
});
