import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import type { PassageOptions } from "../../../../plugins/vault/mod.ts";
import { newNote, NOON, TestVaults } from "../support.ts";

const DAY = 24 * 60 * 60_000;
const FILLER = "Some other words fill this up. ";

async function idsOf(test: TestVaults, query: string, options?: PassageOptions): Promise<string[]> {
  return (await test.vault.passages(query, options)).map(({ note }) => note.id);
}

async function textsOf(test: TestVaults, query: string, options?: PassageOptions): Promise<string[]> {
  return (await test.vault.passages(query, options)).map(({ text }) => text);
}

Deno.test("a question in either language finds what the notes say, in other forms of its words", async () => {
  await using test = await TestVaults.create();
  await test.vault.create(newNote("bike", { body: "Bought the red bike at Martens for 1390." }));
  await test.vault.create(newNote("keys", { body: "Ключи от дачи лежат у соседки." }));
  assertEquals(await idsOf(test, "Where did I buy my bikes?"), ["bike"]);
  assertEquals(await idsOf(test, "у кого ключ от дачи?"), ["keys"]);
  assertEquals((await idsOf(test, "who has the ключи and the bike")).sort(), ["bike", "keys"]);
});

Deno.test("a passage is a short note as it stands, with the note it is in", async () => {
  await using test = await TestVaults.create();
  const body = "# Wi-Fi\n\n- **router** in the [hall](hall.md)\n- password `otter`";
  const { isNew: _, ...note } = await test.vault.create(newNote("wifi", { title: "Home", body, tags: ["home"] }));
  const [passage] = await test.vault.passages("what is the wifi password");
  assertEquals(passage?.text, body);
  const { id, title, path, created, updated, tags } = note;
  assertEquals(passage?.note, { id, title, path, created, updated, tags });
});

Deno.test("out of a long note come the paragraphs that were asked for, with the heading above", async () => {
  await using test = await TestVaults.create();
  const filler = FILLER.repeat(15);
  const body = `# Car\n\n${filler}\n\n## Tyres\n\nThe winter ones are at Brandt's.\n\n## Oil\n\n${filler}`;
  await test.vault.create(newNote("car", { body }));
  assertEquals(
    (await textsOf(test, "where are my winter tyres", { length: 200 }))[0],
    "## Tyres\n\nThe winter ones are at Brandt's.",
  );
});

Deno.test("a paragraph counts as said what the headings above it say", async () => {
  await using test = await TestVaults.create();
  const filler = FILLER.repeat(8);
  const body = `# Rome\n\n${filler}\n\nThe code is 4471.\n\n# Oslo\n\n${filler}\n\nThe code is 8020.`;
  await test.vault.create(newNote("codes", { body }));
  const [first] = await textsOf(test, "code in Oslo", { length: 60, perNote: 1 });
  assert(first?.includes("8020"), first);
});

Deno.test("a paragraph that is too long is cut between sentences, one that is a single sentence between words", async () => {
  await using test = await TestVaults.create();
  await test.vault.create(newNote("1", { body: `${FILLER.repeat(20)}The zebra is here. ${FILLER.repeat(20)}` }));
  await test.vault.create(newNote("2", { body: `${"endless words ".repeat(60)}giraffe ${"go on ".repeat(60)}` }));
  const [zebra = ""] = await textsOf(test, "zebra", { length: 100 });
  assert(zebra.includes("The zebra is here."), zebra);
  assert(/^[A-Z]/.test(zebra) && zebra.endsWith("."), zebra);
  const [giraffe = ""] = await textsOf(test, "giraffe", { length: 60 });
  assert(/\bgiraffe\b/.test(giraffe) && /^\w+( \w+)+$/.test(giraffe), giraffe);
});

Deno.test("a word in the title counts for more than one in the tags, and that for more than one in the body", async () => {
  await using test = await TestVaults.create();
  const filler = FILLER.repeat(3);
  await test.vault.create(newNote("body", { title: "A", body: `${filler}zebra` }));
  await test.vault.create(newNote("tag", { title: "B", body: `${filler}and`, tags: ["zebra"] }));
  await test.vault.create(newNote("title", { title: "Zebra", body: `${filler}and` }));
  assertEquals(await idsOf(test, "zebra"), ["title", "tag", "body"]);
});

Deno.test("a seldom word says more than common ones", async () => {
  await using test = await TestVaults.create();
  for (let n = 0; n < 20; n++) await test.vault.create(newNote(`n${n}`, { body: "The meeting about the budget." }));
  await test.vault.create(newNote("rare", { body: "Okafor was late." }));
  assertEquals((await idsOf(test, "meeting with Okafor about the budget"))[0], "rare");
});

Deno.test("words that stand together are worth more than the same words apart", async () => {
  await using test = await TestVaults.create();
  const filler = "and a lot of other things are between. ";
  await test.vault.create(newNote("apart", { body: `green ${filler}folder ${filler}` }));
  await test.vault.create(newNote("together", { body: `green folder ${filler}${filler}` }));
  assertEquals((await idsOf(test, "green folder"))[0], "together");
});

Deno.test("of equals the newer is first, by the time that is given or else the clock", async () => {
  await using test = await TestVaults.create();
  await test.vault.create(newNote("old", { title: "A", body: "zebra", created: NOON - 400 * DAY }));
  await test.vault.create(newNote("new", { title: "B", body: "zebra", created: NOON - DAY }));
  assertEquals(await idsOf(test, "zebra"), ["new", "old"]);
  const [first, second] = await test.vault.passages("zebra", { now: NOON - 400 * DAY });
  assertEquals(first?.score, second?.score);
});

Deno.test("age decides nothing between a better passage and a worse one", async () => {
  await using test = await TestVaults.create();
  await test.vault.create(newNote("old", { title: "A", body: "The zebra runs.", created: NOON - 3_000 * DAY }));
  await test.vault.create(newNote("new", { title: "B", body: "The zebra sleeps.", created: NOON }));
  assertEquals(await idsOf(test, "zebra runs"), ["old", "new"]);
});

Deno.test("at most so many passages come, so many of a note, of so many characters", async () => {
  await using test = await TestVaults.create();
  const body = Array.from({ length: 30 }, (_, n) => `Paragraph ${n} of the zebra. ${FILLER}`).join("\n\n");
  for (const id of ["1", "2", "3"]) await test.vault.create(newNote(id, { title: id, body }));
  assertEquals((await idsOf(test, "zebra")).length, 6);
  assertEquals((await idsOf(test, "zebra", { limit: 2 })).length, 2);
  assertEquals((await idsOf(test, "zebra", { perNote: 1 })).sort(), ["1", "2", "3"]);
  assertEquals(await idsOf(test, "zebra", { limit: 0 }), []);
  for (const text of await textsOf(test, "zebra", { length: 90 })) assert(text.length <= 90, text);
  for (const text of await textsOf(test, "zebra")) assert(text.length <= 600, text);
});

Deno.test("two passages of a note do not overlap", async () => {
  await using test = await TestVaults.create();
  const body = Array.from({ length: 30 }, (_, n) => `Number ${n} of the zebra. ${FILLER}`).join("\n\n");
  await test.vault.create(newNote("1", { body }));
  const ranges = (await textsOf(test, "zebra", { perNote: 3 })).map((text) =>
    [body.indexOf(text), text.length] as const
  );
  assertEquals(ranges.length, 3);
  const sorted = ranges.toSorted(([a], [b]) => a - b);
  sorted.reduce(([start, length], next) => {
    assert(start >= 0 && start + length <= next[0]);
    return next;
  });
});

Deno.test("an empty question finds nothing, and so does one whose words no note has", async () => {
  await using test = await TestVaults.create();
  await test.vault.create(newNote("1", { body: "zebra" }));
  for (const query of ["", "  \n", "?!", "🎉", "giraffe", "где жираф"]) {
    assertEquals(await idsOf(test, query), [], query);
  }
});

Deno.test("a question of stop words alone finds notes with them", async () => {
  await using test = await TestVaults.create();
  await test.vault.create(newNote("1", { title: "A", body: "To be or not to be" }));
  await test.vault.create(newNote("2", { title: "B", body: "zebra" }));
  assertEquals(await idsOf(test, "to be or not to be?"), ["1"]);
});

Deno.test("what FTS5 would read as more than words is harmless in a question", async () => {
  await using test = await TestVaults.create();
  await test.vault.create(newNote("1", { body: "zebra crossing" }));
  for (
    const query of [
      'zebra"',
      "zebra*",
      "NEAR(zebra, x)",
      "title: zebra",
      "zebra AND",
      "^zebra",
      "-zebra",
      "(zebra",
      "{zebra",
    ]
  ) {
    assertEquals(await idsOf(test, query), ["1"], query);
  }
});

Deno.test("a question of ten thousand characters and one of a million find what they end with", async () => {
  await using test = await TestVaults.create();
  await test.vault.create(newNote("1", { body: "zebra" }));
  for (const size of [10_000, 1_000_000]) {
    assertEquals(await idsOf(test, `${"лорем ipsum ".repeat(size / 12)} where is the zebra`), ["1"]);
  }
});

Deno.test("words of scripts without blanks are found by pairs of their characters", async () => {
  await using test = await TestVaults.create();
  await test.vault.create(newNote("1", { title: "A", body: `护照号码是一二三。${FILLER.repeat(30)}` }));
  await test.vault.create(newNote("2", { title: "B", body: `${FILLER.repeat(30)}我照了号的码护。` }));
  assertEquals((await idsOf(test, "我的护照号码是什么？"))[0], "1");
  const [text] = await textsOf(test, "护照号码");
  assert(text?.startsWith("护照号码"), text);
});

Deno.test("deleted notes are in no answer, restored ones are again", async () => {
  await using test = await TestVaults.create();
  await test.vault.create(newNote("1", { body: "zebra" }));
  await test.vault.delete("1");
  assertEquals(await idsOf(test, "zebra"), []);
  await test.vault.restore("1");
  assertEquals(await idsOf(test, "zebra"), ["1"]);
});

Deno.test("nothing of another account is in an answer, nor does it change one", async () => {
  await using test = await TestVaults.create();
  await test.vault.create(newNote("mine", { body: "My zebra." }));
  const before = await test.vault.passages("zebra");
  const anna = test.vaults.of("anna");
  for (let n = 0; n < 30; n++) await anna.create(newNote(`${n}`, { title: "Zebra", body: "zebra of Anna" }));
  assertEquals(await test.vault.passages("zebra"), before);
  assertEquals(await test.vault.passages("Anna"), []);
});

Deno.test("a note whose file is gone is in no answer", async () => {
  await using test = await TestVaults.create();
  await test.vault.create(newNote("gone", { title: "Gone", body: "zebra" }));
  await test.vault.create(newNote("there", { title: "There", body: "zebra" }));
  await Deno.remove(test.file("Gone.md"));
  assertEquals(await idsOf(test, "zebra"), ["there"]);
});

Deno.test("a note whose file has changed is answered as it is now, by what it is called now", async () => {
  await using test = await TestVaults.create();
  await test.vault.create(newNote("1", { title: "A", body: "zebra at noon" }));
  await test.vault.create(newNote("2", { title: "B", body: "zebra at night" }));
  await test.edit("A.md", "---\nid: other\n---\n\nThe zebra of somebody else");
  await test.edit("B.md", "nothing of that");
  const [passage, ...more] = await test.vault.passages("zebra");
  assertEquals([passage?.note.id, passage?.text, more], ["other", "The zebra of somebody else", []]);
});

Deno.test("a folder that has become a link out of the vault gives nothing away", async () => {
  await using test = await TestVaults.create();
  await test.vault.create(newNote("1", { title: "A", folder: "Work", body: "zebra" }));
  await Deno.mkdir(`${test.data}/secret`);
  await Deno.writeTextFile(`${test.data}/secret/A.md`, "zebra of somebody else");
  await Deno.remove(test.file("Work"), { recursive: true });
  await Deno.symlink(`${test.data}/secret`, test.file("Work"));
  assertEquals(await test.vault.passages("zebra"), []);
});

Deno.test("front matter is in no passage, not even broken front matter that is searched", async () => {
  await using test = await TestVaults.create();
  await test.edit("A.md", "---\nsecret: [zebra\n---\n\nThe text");
  await test.edit("B.md", "---\nsecret: zebra\n---\n\nThe text");
  for (const text of await textsOf(test, "zebra text")) assertEquals(text, "The text");
});

Deno.test("a note without text that is called what was asked for has an empty passage", async () => {
  await using test = await TestVaults.create();
  await test.vault.create(newNote("1", { title: "Call the zebra keeper", body: "" }));
  assertEquals(await textsOf(test, "zebra keeper"), [""]);
});

Deno.test("of words that very many notes have, those with all of them come first, wherever they are", async () => {
  await using test = await TestVaults.create();
  await Deno.mkdir(test.file(""), { recursive: true });
  const write = (name: string, body: string) => Deno.writeTextFileSync(test.file(`${name}.md`), body);
  for (let n = 0; n < 2_000; n++) write(`a${n}`, n % 2 === 0 ? "zebra and more" : "giraffe and more");
  write("both", "a zebra beside a giraffe");
  for (let n = 0; n < 2_000; n++) write(`b${n}`, n % 2 === 0 ? "zebra and more" : "giraffe and more");
  const [first] = await test.vault.passages("zebra giraffe");
  assertEquals(first?.note.title, "both");
  assertEquals((await test.vault.passages("zebra")).length, 8);
});

Deno.test("whatever is asked and however, passages keep the bounds and are in their notes", async () => {
  await using test = await TestVaults.create();
  const word = fc.constantFrom(
    "zebra",
    "зебра",
    "бежит",
    "runs",
    "😀",
    "日本語",
    "the",
    "и",
    "É",
    "2026",
    "x".repeat(70),
  );
  const gap = fc.constantFrom(" ", " ", " ", "\n", "\n\n", ". ", "\n- ", "\n# ", "\n```\n", "\r\n", "");
  const text = fc.array(fc.tuple(word, gap), { maxLength: 60 }).map((parts) => parts.flat().join(""));
  for (const [n, body] of fc.sample(text, 40).entries()) await test.edit(`${n}.md`, body);
  const options = fc.record({
    limit: fc.integer({ min: -1, max: 30 }),
    length: fc.integer({ min: 40, max: 200 }),
    perNote: fc.integer({ min: 1, max: 4 }),
    now: fc.constantFrom(NOON, 0, NaN, Infinity),
  }, { requiredKeys: [] });
  await fc.assert(
    fc.asyncProperty(fc.oneof(text, fc.string({ unit: "binary", maxLength: 40 })), options, async (query, options) => {
      const passages = await test.vault.passages(query, options);
      const { limit = 8, length = 600, perNote = 2 } = options;
      assert(passages.length <= Math.max(0, limit));
      const counts = new Map<string, number>();
      for (const { note, text, score } of passages) {
        assert(text.length <= length && text.isWellFormed());
        assert(score > 0 && score <= 1, `${score}`);
        assert((await test.vault.read(note.id))?.body.includes(text));
        counts.set(note.id, (counts.get(note.id) ?? 0) + 1);
      }
      assert([...counts.values()].every((count) => count <= perNote));
      assertEquals(passages.toSorted((a, b) => b.score - a.score), passages);
    }),
    { numRuns: 150 },
  );
});
