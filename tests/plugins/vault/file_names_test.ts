import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { dateName, numbered, pathKey, safeFileName, safeName } from "../../../plugins/vault/file_names.ts";

const encoder = new TextEncoder();

Deno.test("a name keeps its script", () => {
  for (const name of ["Купить молоко", "買い物リスト", "قائمة التسوق", "Straße nach Süden", "रोटी", "👩‍👩‍👧 Familie"]) {
    assertEquals(safeName(name), name);
  }
});

Deno.test("what a file system, a path or Obsidian can't take becomes a blank", () => {
  assertEquals(safeName('a<b>c:d"e/f\\g|h?i*j[k]l#m^n'), "a b c d e f g h i j k l m n");
  assertEquals(safeName("  one\n\ttwo   three "), "one two three");
});

Deno.test("a name hides nothing and nobody", () => {
  assertEquals(safeName(".hidden"), "hidden");
  assertEquals(safeName("..."), "");
  assertEquals(safeName("../../etc/passwd"), "etc passwd");
  assertEquals(safeName("end. . ."), "end");
  assertEquals(safeName("invoice\u202Egpj.exe"), "invoicegpj.exe");
  assertEquals(safeName("nul\0l\u0007"), "null");
  assertEquals(safeName("\u200D\u200C"), "");
});

Deno.test("a name that is a device on Windows is none any more", () => {
  assertEquals(safeName("CON"), "CON_");
  assertEquals(safeName("com1.txt"), "com1_.txt");
  assertEquals(safeName("aux .log"), "aux_ .log");
  assertEquals(safeName("console"), "console");
});

Deno.test("a long name is cut between what a reader takes for characters", () => {
  const family = "👨‍👩‍👧‍👦";
  const cut = safeName(family.repeat(30));
  assertEquals(cut, family.repeat(Math.floor(180 / encoder.encode(family).length)));
  assertEquals(safeName("я".repeat(300)), "я".repeat(90));
});

Deno.test("a character longer than a name is cut rather than lost", () => {
  assert(safeName(`e${"\u0301".repeat(500)}`).startsWith("é"));
});

Deno.test("whatever the text, its name is safe everywhere, and the name of the name is the name", () => {
  const text = fc.oneof(
    fc.string({ unit: "binary", maxLength: 300 }),
    fc.string({ unit: "grapheme", maxLength: 120 }),
    fc.array(
      fc.constantFrom("..", "/", "\\", "con", "nul", ".", " ", ":", "\0", "\u202E", "é", "\uD800", "a", "👩‍👩‍👧", "\u200D"),
    ).map((parts) => parts.join("")),
  );
  fc.assert(
    fc.property(text, (text) => {
      const name = safeName(text);
      assert(encoder.encode(name).length <= 180, "too long");
      assert(
        !/[<>:"/\\|?*[\]#^\p{Cc}\p{Cs}\u202A-\u202E\u2066-\u2069]/u.test(name),
        `forbidden in ${JSON.stringify(name)}`,
      );
      assert(!/^[.\s]|[.\s]$/.test(name), `edges of ${JSON.stringify(name)}`);
      assert(!/^(con|prn|aux|nul|com\d|lpt\d) *(\.|$)/i.test(name), `device ${name}`);
      assertEquals(name, name.normalize("NFC"));
      assertEquals(safeName(name), name);
    }),
    { numRuns: 2_000 },
  );
});

Deno.test("a file's name keeps its extension, or gets the one of its type", () => {
  assertEquals(safeFileName("Report 2026.PDF"), ["Report 2026", ".pdf"]);
  assertEquals(safeFileName("C:\\Users\\me\\photo.jpeg"), ["photo", ".jpeg"]);
  assertEquals(safeFileName("../../.bashrc"), ["file", ".bashrc"]);
  assertEquals(safeFileName(undefined, "image/png; charset=binary"), ["file", ".png"]);
  assertEquals(safeFileName("голос", "audio/ogg"), ["голос", ".ogg"]);
  assertEquals(safeFileName("README"), ["README", ""]);
});

Deno.test("two paths that a file system may take for one have one key", () => {
  assertEquals(pathKey("Work/Ideas.md"), pathKey("work/IDEAS.md"));
  assertEquals(pathKey("Stra\u00DFe"), pathKey("STRASSE"));
  assertEquals(pathKey("e\u0301"), pathKey("\u00C9"));
});

Deno.test("names are counted from the second on", () => {
  assertEquals([numbered("A", 1), numbered("A", 2)], ["A", "A 2"]);
});

Deno.test("a note without a title is named after its time", () => {
  assert(/^\d{4}-\d\d-\d\d \d\d\.\d\d$/.test(dateName(Date.UTC(2026, 0, 2))));
  assertEquals(safeName(dateName(0)), dateName(0));
});
