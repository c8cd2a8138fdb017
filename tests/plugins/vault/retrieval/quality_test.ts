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

/** What was reached: a change of ranking that loses of it has to say why, and one that gains raises it. */
const REACHED = { en: { hits: 1, rank: 0.98 }, ru: { hits: 1, rank: 0.98 } } as const;

Deno.test("passages that answer a question are among the first, and no fewer than before", async () => {
  await using test = await TestVaults.create();
  await Promise.all(notes.map((note) => test.edit(`${safeName(note.title)}.md`, fileOf(note))));
  const all: number[] = [];
  for (const [language, reached] of Object.entries(REACHED)) {
    const places: number[] = [];
    for (const question of questions.filter((of) => of.language === language)) {
      const place = await placeOf(test.vault, question);
      if (place !== 1) console.log(`  ${place === 0 ? "not found" : `place ${place}`}: ${question.text}`);
      places.push(place);
    }
    const { hits, rank } = judge(places);
    console.log(`  ${language}: hit@5 ${hits.toFixed(3)}, MRR ${rank.toFixed(3)}`);
    assert(hits >= reached.hits && rank >= reached.rank, `${language}: ${JSON.stringify(reached)} was reached before`);
    all.push(...places);
  }
  const { hits, rank } = judge(all);
  console.log(`  all: hit@5 ${hits.toFixed(3)}, MRR ${rank.toFixed(3)}`);
  assert(hits >= 0.9, `hit@5 is ${hits}`);
});
