import { assert, assertEquals } from "@std/assert";
import { relatives } from "../../../../plugins/vault/index/word_families.ts";
import { stem } from "../../../../plugins/vault/index/words.ts";

/** Whether a question with the one word finds the other. */
function isFound(asked: string, written: string): boolean {
  return stem(asked) === stem(written) || relatives(stem(asked)).includes(stem(written));
}

const FAMILIES: Readonly<Record<string, readonly string[]>> = {
  "irregular forms": ["buy bought", "paid pay", "child children", "день дня", "ребёнок дети", "год лет", "ищу искать"],
  "vowels that come and go": ["отец отца", "деньги денег", "сестра сестёр", "окно окон"],
  "consonants that change": ["писать пишу", "плачу платить", "куплю купить", "вожу водить", "пущу пустить"],
  "verbs of one root": ["завести завелась", "принести принёс", "найти нашла", "приеду приехать", "собрать собирали"],
  "aspects of a verb": ["записать записывать", "рассказать рассказывал", "проверить проверял"],
  "words made of a word": ["allergy allergic", "photography photograph", "pay payment"],
};

for (const [what, pairs] of Object.entries(FAMILIES)) {
  Deno.test(`a question finds ${what}, whichever is asked for`, () => {
    for (const pair of pairs) {
      const [one = "", other = ""] = pair.split(" ");
      assert(isFound(one, other), `${other} by ${one}`);
      assert(isFound(other, one), `${one} by ${other}`);
    }
  });
}

Deno.test("a word is no relative of itself, and a short one of few", () => {
  for (const word of ["bike", "дом", "кот", "отец", "a", "я", "42"]) {
    assert(!relatives(stem(word)).includes(stem(word)), word);
  }
  assertEquals(relatives("я"), []);
  assertEquals(relatives("42"), []);
});

Deno.test("words that only look alike are no relatives", () => {
  for (const pair of ["flow flower", "corn corner", "бег бок", "мир мера", "кот кит"]) {
    const [one = "", other = ""] = pair.split(" ");
    assert(!isFound(one, other), pair);
  }
});
