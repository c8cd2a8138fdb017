import { assert, assertEquals } from "@std/assert";
import { safeName } from "../../../../plugins/vault/file_names.ts";
import type { Vault } from "../../../../plugins/vault/mod.ts";
import { TestVaults } from "../support.ts";
import { fileOf, notes, questions, type SetQuestion } from "./note_set.ts";

/** Where in the passages the answer is, from 1; 0 when it is in none of them. */
async function placeOf(vault: Vault, { text, title, answer }: SetQuestion): Promise<number> {
  const passages = await vault.passages(text);
  return passages.findIndex(({ note, text }) => note.title === title && text.includes(answer)) + 1;
}

/** How good the answers to some questions are, from 0 to 1: the part found among the first five, and the mean of 1 by place. */
function judge(places: readonly number[]): { readonly hits: number; readonly rank: number } {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  return {
    hits: mean(places.map((place) => Number(place > 0 && place <= 5))),
    rank: mean(places.map((place) => place === 0 ? 0 : 1 / place)),
  };
}

Deno.test("the set is 60 questions, half of them in each language, that its 300 notes answer", () => {
  assert(notes.length >= 300, `${notes.length} notes`);
  assertEquals(new Set(notes.map(({ title }) => title)).size, notes.length);
  assertEquals(["en", "ru"].map((of) => questions.filter(({ language }) => language === of).length), [30, 30]);
  for (const { text, title, answer } of questions) {
    assert(notes.find((note) => note.title === title)?.body.includes(answer), text);
  }
});

Deno.test("passages that answer a question are among the first", async () => {
  await using test = await TestVaults.create();
  await Promise.all(notes.map((note) => test.edit(`${safeName(note.title)}.md`, fileOf(note))));
  const places = new Map<SetQuestion, number>();
  for (const question of questions) places.set(question, await placeOf(test.vault, question));
  for (const [{ text }, place] of places) {
    if (place !== 1) console.log(`  ${place === 0 ? "not found" : `place ${place}`}: ${text}`);
  }
  for (const language of ["en", "ru"]) {
    const { hits, rank } = judge(questions.filter((of) => of.language === language).map((of) => places.get(of) ?? 0));
    console.log(`  ${language}: hit@5 ${hits.toFixed(3)}, MRR ${rank.toFixed(3)}`);
  }
  const { hits, rank } = judge([...places.values()]);
  console.log(`  all: hit@5 ${hits.toFixed(3)}, MRR ${rank.toFixed(3)}`);
  assert(hits >= 0.9, `hit@5 is ${hits}`);
});
