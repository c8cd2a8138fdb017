import { assertEquals } from "@std/assert";
import { hashOf, StemMemory } from "../../../plugins/vault/index/stem_memory.ts";

function hash(word: string): number {
  return Array.from(word).reduce((hash, char) => hashOf(hash, char.charCodeAt(0)), 0);
}

function remember(): { readonly asked: string[]; readonly memory: StemMemory } {
  const asked: string[] = [];
  const memory = new StemMemory((word) => {
    asked.push(word);
    return `${word}-`;
  });
  return { asked, memory };
}

Deno.test("a word is stemmed once, wherever it stands", () => {
  const { asked, memory } = remember();
  assertEquals(memory.find("notes", 0, 5, hash("notes")), "notes-");
  assertEquals(memory.find("my notes here", 3, 8, hash("notes")), "notes-");
  assertEquals(asked, ["notes"]);
});

Deno.test("words of one hash are told apart, also where one begins like the other", () => {
  const { memory } = remember();
  for (const word of ["note", "notes", "tone", "not"]) {
    assertEquals(memory.find(word, 0, word.length, 7), `${word}-`);
    assertEquals(memory.find(`${word}s`, 0, word.length, 7), `${word}-`);
  }
});

Deno.test("it begins anew when it is full, and knows every word right before and after", () => {
  const { asked, memory } = remember();
  const find = (number: number): string => {
    const word = `w${number}`;
    return memory.find(word, 0, word.length, hash(word));
  };
  for (let number = 0; number < 400_001; number++) find(number);
  assertEquals(asked.length, 400_001);
  assertEquals([find(400_000), find(0)], ["w400000-", "w0-"]);
  assertEquals(asked.length, 400_002);
});
