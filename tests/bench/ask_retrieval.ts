/** `ask/retrieval`: from questions as people ask them to ranked passages, over very many notes. */
import type { Vault } from "../../plugins/vault/mod.ts";
import type { Bench, Figure } from "./bench.ts";
import { english, type Language, russian, wordOf } from "./natural_notes.ts";
import { longestDelay, openNaturalVault } from "./natural_vault.ts";
import { median } from "./rounds.ts";

const notes = 100_000;
const peerName = "the limit";
/** Questions of one measurement: every kind as often, and enough of them to have a hundredth. */
const questions = 200;

/** A word that few notes have to one that hundreds have, in any form. */
function content(language: Language, number: number): string {
  return wordOf(language, 100 + number * 7919 % 3_000, number);
}

/** A word that nearly every note has to one that every tenth has. */
function common(language: Language, number: number): string {
  return wordOf(language, number * 7 % 60, 0);
}

/** A text that somebody has pasted with the question: half of its words are very common. */
function pasted(number: number): string {
  const words = Array.from({ length: 400 }, (_, at) => {
    const language = at % 3 === 0 ? english : russian;
    return at % 2 === 0 ? common(language, number + at) : content(language, number * 31 + at);
  });
  return `${words.join(" ")}. What do I know about ${content(english, number)}?`;
}

/** Kinds of questions, from what is asked most to what is hardest. */
const kinds: readonly ((number: number) => string)[] = [
  (n) => `When did I ${content(english, n)} the ${content(english, n * 3 + 1)} for ${content(english, n * 5 + 2)}?`,
  (n) => `Где лежит ${content(russian, n)} и ${content(russian, n * 3 + 1)}?`,
  (n) => `what did ${content(english, n)} say about ${content(english, n + 9)} ${common(english, n)}`,
  (n) =>
    `Сколько ${content(russian, n)} ${common(russian, n)} стоит ${content(russian, n * 3)} в ${
      content(russian, n + 4)
    }?`,
  (n) => `${content(russian, n)} ${content(english, n)} ${common(russian, n)}`,
  (n) => content(n % 2 === 0 ? english : russian, n),
  (n) => `Is ${common(english, n)} ${common(english, n + 1)} ${common(english, n + 2)} ${content(english, n)}?`,
  (n) => `what about ${common(english, n)} ${common(russian, n + 1)} ${common(english, n + 3)}`,
  (n) => common(n % 2 === 0 ? russian : english, n),
  pasted,
];

/** Milliseconds of each of the next questions. */
async function timeQuestions(vault: Vault, numbers: Iterator<number, never>): Promise<number[]> {
  const times: number[] = [];
  while (times.length < questions) {
    const number = numbers.next().value;
    const question = kinds[number % kinds.length](number);
    const start = performance.now();
    const passages = await vault.passages(question);
    times.push(performance.now() - start);
    if (passages.length === 0) throw new Error(`No passage was found for ${question}.`);
  }
  return times;
}

function* counting(): Generator<number, never> {
  for (let number = 0;; number++) yield number;
}

/** Of a hundred, ninety-nine are at most that. */
function ninetyNinth(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.ceil(values.length * 0.99) - 1];
}

/** Writes and indexes the notes, then asks about them; no question comes twice. */
export const bench: Bench = async (stack): Promise<Figure[]> => {
  const { vault } = await openNaturalVault(stack, notes);
  await vault.count();
  const numbers = counting();
  const figure = { unit: "ms/question", better: "lower", rounds: 7 } as const;
  return [
    {
      ...figure,
      name: "ask/retrieval",
      ours: async () => median(await timeQuestions(vault, numbers)),
      peers: [{ name: peerName, measure: 20 }],
    },
    {
      ...figure,
      name: "ask/retrieval/p99",
      ours: async () => ninetyNinth(await timeQuestions(vault, numbers)),
      peers: [{ name: peerName, measure: 50 }],
    },
    {
      ...figure,
      name: "ask/retrieval/blocked",
      unit: "ms",
      ours: () => longestDelay(() => vault.passages(pasted(numbers.next().value))),
      peers: [{ name: peerName, measure: 10 }],
    },
  ];
};
