/** Answers a question by quoting passages. */
import { shorten } from "./markdown.ts";
import { unescape } from "./prompt.ts";
import { sentencesIn } from "./sentences.ts";
import { Situation } from "./situation.ts";
import { areRelated, type Language, languageOf, stemsOf } from "./words.ts";

const QUESTION = /<question>\n?([\s\S]*?)\n?<\/question>/;
// A title may have quotes in it, but nothing can close the tag.
const PASSAGE = /<passage n="(\d+)"(?: title="([^>]*?)")?(?: date="([^">]*)")?>\n?([\s\S]*?)\n?<\/passage>/g;

/** Said when no passage has an answer. */
export const NOTHING = "NOTHING";

const MAX_QUOTES = 4;
/** A few words, or what ends with a colon or a question mark, only begins. */
const BEGINNING = /^.{0,24}$|[:?]$/;
const MAX_LENGTH = 360;
/** A quotation must be at least so good, compared with the best. */
const GOOD_ENOUGH = 0.5;
/** Words of the title count, but less than those of a sentence: all of the note's sentences share them. */
const TITLE_WEIGHT = 0.6;
/** A number is likely what such a question asks for. */
const NUMBER_BONUS = 0.4;
const ASKS_NUMBER =
  /\b(?:when|how (?:much|many|long|old|far|often)|what (?:time|date|year|number|price)|which (?:day|date|year))\b|(?<!\p{L})(?:когда|сколько|почем|какого числа|во сколько|какой номер|какая цена)(?!\p{L})/iu;

interface Passage {
  readonly number: string;
  readonly title: string;
  readonly text: string;
}

interface Quote {
  readonly number: string;
  readonly text: string;
  readonly score: number;
}

/** Whether a message is a question with passages. */
export function isQuestion(message: string): boolean {
  return QUESTION.test(message);
}

/**
 * The answer: the best passages as quotations with their numbers, or `NOTHING`. Earlier words of the person tell what a follow-up is about. `language`
 * is that of the words around the quotations, by default that of the question.
 */
export function answer(message: string, earlier: readonly string[] = [], language?: Language): string {
  const question = unescape(QUESTION.exec(message)?.[1] ?? "");
  const wanted = wordsWanted(question, earlier);
  const passages = Array.from(message.matchAll(PASSAGE), ([, number, title = "", , text]): Passage => ({
    number,
    title: unescape(title),
    text: unescape(text),
  }));
  const weights = weigh(wanted, passages);
  const asksNumber = ASKS_NUMBER.test(question);
  const quotes = passages.flatMap((passage) => quoteOf(passage, weights, asksNumber) ?? [])
    .toSorted((one, other) => other.score - one.score);
  const best = quotes[0]?.score ?? 0;
  const chosen = quotes.filter(({ score }) => score >= best * GOOD_ENOUGH).slice(0, MAX_QUOTES);
  if (chosen.length === 0) return NOTHING;
  const lines = chosen.map(({ text, number }) => `> ${text} [${number}]`);
  return [new Situation(language ?? languageOf(question), []).say("from-notes"), ...lines].join("\n\n");
}

/** A follow-up such as "and when?" has no words of its own. */
function wordsWanted(question: string, earlier: readonly string[]): readonly string[] {
  const own = stemsOf(question);
  return own.length > 0 ? own : stemsOf(earlier.at(-1) ?? "");
}

/** What a word is worth: more, the fewer passages have it. */
function weigh(wanted: readonly string[], passages: readonly Passage[]): ReadonlyMap<string, number> {
  const stems = passages.map(({ title, text }) => stemsOf(`${title} ${text}`));
  return new Map(wanted.map((word) => {
    const having = stems.filter((words) => words.some((other) => areRelated(word, other))).length;
    return [word, Math.log(1 + (passages.length + 1) / (having + 0.5))];
  }));
}

function quoteOf(passage: Passage, weights: ReadonlyMap<string, number>, asksNumber: boolean): Quote | undefined {
  const titleWords = stemsOf(passage.title);
  const sentences = sentencesOf(passage.text);
  const scored = sentences.map((text) => {
    const words = stemsOf(text);
    let [own, titled] = [0, 0];
    for (const [word, weight] of weights) {
      if (words.some((other) => areRelated(word, other))) own += weight;
      else if (titleWords.some((other) => areRelated(word, other))) titled += weight * TITLE_WEIGHT;
    }
    const bonus = asksNumber && own + titled > 0 && /\d/.test(text) ? NUMBER_BONUS : 0;
    return { text, own, score: own + titled + bonus };
  });
  const best = scored.reduce((top, sentence, index) => sentence.score > (scored[top]?.score ?? 0) ? index : top, -1);
  if (best < 0) return undefined;
  // The sentence behind says the rest, where it is about the same, or the first only begins.
  const next = scored[best + 1];
  const goesOn = next !== undefined && (next.own > 0 || BEGINNING.test(scored[best].text)) &&
    scored[best].text.length + next.text.length < MAX_LENGTH;
  const text = goesOn ? `${scored[best].text} ${next.text}` : scored[best].text;
  return { number: passage.number, text: shorten(text, MAX_LENGTH), score: scored[best].score };
}

/** Each on one line, without the marks of lists, headings and quotations. */
function sentencesOf(text: string): string[] {
  return text.split("\n").filter((line) => !/^\s*(?:```|~~~|\|?[\s:|-]+\|?$)/.test(line)).flatMap((line) => {
    const plain = line.replace(/^(?:\s*(?:[-*+>]|#{1,6}|\d{1,3}[.)])\s+)+/, "").replace(/^\[[ xX]\]\s+/, "").trim();
    return sentencesIn(plain);
  }).filter((sentence) => /[\p{L}\p{N}]/u.test(sentence));
}
