/** Which notes are meant: what is deleted is never guessed where a title is said as it is. */
import { assertEquals, assertMatch } from "@std/assert";
import { carryOut } from "./carried_out.ts";
import { FakeVault, type NoteSeed } from "./fake_vault.ts";

const flats: readonly NoteSeed[] = [
  { title: "All flats", body: "Flat one, flat two." },
  { title: "The flat has no balcony", body: "The flat has a kitchen.", tags: ["home"] },
  { title: "Всё о квартире", body: "Квартира на Лесной, хозяин Пётр." },
  { title: "Квартира на Лесной", body: "Квартира тёплая.", tags: ["дом"] },
  { title: "Dentist", body: "Bring the card.", tags: ["urgent"] },
  { title: "Boiler", body: "Serviced.", tags: ["a"] },
];

for (
  const [task, ...gone] of [
    ["delete All flats", "All flats"],
    ["please delete the note All flats", "All flats"],
    ["удали Всё о квартире", "Всё о квартире"],
    ["удали всё о квартире", "Всё о квартире"],
    ["удали Всё о квартире и All flats", "All flats", "Всё о квартире"],
    ["delete Dentist, Boiler and All flats", "All flats", "Boiler", "Dentist"],
  ] as const
) {
  Deno.test(`"${task}" deletes what has that title, and nothing else`, async () => {
    const { vault } = await carryOut(task, { seeds: flats });
    assertEquals(vault.trash.map(({ title }) => title).toSorted(), gone);
  });
}

Deno.test("what was collected under the name of a description is not taken for it", async () => {
  const seeds = ["Flat hunting", "Flat viewing"].map((title) => ({ title }));
  const { vault } = await carryOut("collect everything about the flat", { seeds });
  vault.notes.push({ ...vault.notes[0], id: "n9", title: "Flat, new" });
  const { text } = await carryOut("collect everything about the flat", { vault });
  assertEquals(text, "Collected 3 notes in “**Everything about the flat**”.");
  await carryOut("tag everything about the flat with home", { vault });
  assertEquals(vault.notes.every(({ tags }) => tags.includes("home")), true);
});

Deno.test("a title that is written as it is goes before a description in every change", async () => {
  const { vault } = await carryOut("tag All flats with home and then move All flats to Flats", { seeds: flats });
  assertEquals([vault.note("All flats").tags, vault.note("All flats").folder], [["home"], "Flats"]);
  assertEquals(vault.notes.filter(({ folder }) => folder === "Flats").length, 1);
});

Deno.test("notes are merged in the order in which their titles are said", async () => {
  const { vault } = await carryOut("объедини Всё о квартире и Квартира на Лесной", { seeds: flats });
  assertEquals(vault.trash.map(({ title }) => title), ["Квартира на Лесной"]);
});

Deno.test("a description deletes what it describes where no note has it for a title", async () => {
  const { vault } = await carryOut("delete all flats", { seeds: flats.slice(1) });
  assertEquals(vault.trash.map(({ title }) => title), ["The flat has no balcony"]);
});

Deno.test("what some titles have and some only begin with is asked before it is deleted", async () => {
  const { vault, text } = await carryOut("удали квартиру", { seeds: flats });
  assertEquals(vault.trash, []);
  assertMatch(text, /^Какую из них\?.*\n- \*\*Всё о квартире\*\*.*\n- \*\*Квартира на Лесной\*\*/s);
});

Deno.test("where no note has all of the words, those with some are not deleted, but asked about", async () => {
  const { vault, text, earlier } = await carryOut("delete notes about the balcony and unicorns", { seeds: flats });
  assertEquals(vault.trash, []);
  assertMatch(text, /^No note has all of this: “balcony and unicorns”.*- \*\*The flat has no balcony\*\*/s);
  await carryOut("the first one", { vault, earlier });
  assertEquals(vault.trash.map(({ title }) => title), ["The flat has no balcony"]);
});

Deno.test("words that say nothing find nothing to delete", async () => {
  const { vault } = await carryOut("delete notes about the balcony and the kitchen", { seeds: flats });
  assertEquals(vault.trash.map(({ title }) => title), ["The flat has no balcony"]);
});

Deno.test("a note that is called Last is not mistaken for the last one", async () => {
  const seeds = [{ title: "Last", created: "2026-01-01" }, { title: "Newest", created: "2026-05-01" }];
  const { vault, text } = await carryOut("delete last", { seeds });
  assertEquals(vault.trash, []);
  assertMatch(text, /^Which one do you mean\?.*\*\*Last\*\*.*\*\*Newest\*\*/s);
});

Deno.test("which note is meant may be answered by its title", async () => {
  const seeds = ["Flat hunting", "Flat viewing", "All flats"].map((title) => ({ title }));
  const vault = new FakeVault(seeds);
  const { earlier } = await carryOut("rename flat to Home", { vault });
  await carryOut("All flats", { vault, earlier });
  assertEquals(vault.titles, ["Flat hunting", "Flat viewing", "Home"]);
});

Deno.test("which note is meant may be answered in the other language", async () => {
  const vault = new FakeVault([{ title: "Flat hunting" }, { title: "Flat viewing" }]);
  const { earlier } = await carryOut("rename flat to Home", { vault });
  const { text } = await carryOut("вторую", { vault, earlier, language: "en" });
  assertEquals([vault.titles, text], [["Flat hunting", "Home"], "Renamed “**Flat viewing**” to “**Home**”."]);
});

for (
  const [task, text, title] of [
    ["untag urgent from dentist", "Took #urgent off 1 note.", "Dentist"],
    ["untag #a from Boiler", "Took #a off 1 note.", "Boiler"],
    ["сними тег дом с квартиры", "Убрал #дом у 1 заметки.", "Квартира на Лесной"],
  ] as const
) {
  Deno.test(`"${task}" takes the tag off the note that has it`, async () => {
    const done = await carryOut(task, { seeds: flats });
    assertEquals([done.vault.note(title).tags, done.text], [[], text]);
  });
}

Deno.test("a note that does not have the tag is named", async () => {
  assertEquals((await carryOut("untag #home from Boiler", { seeds: flats })).text, "“**Boiler**” does not have #home.");
  assertEquals(
    (await carryOut("убери тег дом у «Boiler»", { seeds: flats })).text,
    "У «**Boiler**» нет #дом.",
  );
});

Deno.test("a note that has the tag already is named", async () => {
  assertEquals((await carryOut("tag Boiler with #a", { seeds: flats })).text, "“**Boiler**” has #a already.");
});

Deno.test("an exact title wins over a note that has the tag", async () => {
  const seeds = [{ title: "Flat" }, { title: "Flat hunting", tags: ["home"] }];
  const { vault, text } = await carryOut("remove tag home from flat", { seeds });
  assertEquals([vault.note("Flat hunting").tags, text], [["home"], "“**Flat**” does not have #home."]);
});

Deno.test("after a decline the notes that stay are named", async () => {
  const vault = new FakeVault([{ title: "One", tags: ["tmp"] }, { title: "Two", tags: ["tmp"] }]);
  vault.answerInstead = ({ tool, input }) =>
    tool === "delete_note" && input.id === "n2" ? { declined: true } : undefined;
  const { text } = await carryOut("delete all notes tagged tmp", { vault });
  assertEquals(text, "Moved 1 note to the trash.\n\nYou declined, so I stopped. This note stays:\n\n- **Two**");
});
