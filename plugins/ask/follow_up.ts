/** Questions that go on from the one before: what they are about is not in them. */
import type { ContextMessage } from "../conversation/mod.ts";
import type { Question } from "./question.ts";

/** A question of so few words rarely says all it is about. */
const FEW_WORDS = 3;
/** How far back the question is looked for that says it. */
const FURTHEST = 3;
/** So much of an earlier question, and of what was forwarded, is looked for, in UTF-16 units. */
const LOOKED_FOR = 400;

/** People who were spoken of: without what was said before nobody knows who that is. */
const PEOPLE = wordSet(`
  he him his she her hers they them their theirs
  он она они его ему им ним нём нем её ее ей ней их них ими ними
`);
/** What may stand for something that was said before, and as often does not. */
const POINTING = wordSet(`
  it its this that these those there then one ones
  оно этот эта это эти этого этой этому этом этим этих тот та те того той тому том тем тех там тогда туда оттуда
`);
/** A question with so many words of its own says what it is about, whatever else it points to. */
const OWN_WORDS = 3;
/** Short words, and these, say nothing of that. */
const TELLING = /^[\p{L}\p{N}'’-]{4,}$/u;
const ASKING = wordSet(`
  what when where which while whose does have been were will would could should much many some with about from
  когда какой какая какое какие каком какого сколько почему зачем куда откуда было была были будет есть надо нужно
`);
const GOING_ON = /^(?:and|but|so|then|or|also|а|и|но|или|тогда|ещё|еще)(?![\p{L}\p{N}])/iu;

/**
 * What to look for in the notes: the question, with the last one that stands by itself where it does not. No model is asked for it, so the same
 * conversation always looks for the same.
 */
export function queryOf(question: Question, earlier: readonly ContextMessage[]): string {
  const forwarded = question.forwarded.map(({ text }) => text.slice(0, LOOKED_FOR));
  const before = goesOn(question.text) && question.forwarded.length === 0 ? lastOwnQuestion(earlier) : [];
  return [...before, ...forwarded, question.text].join("\n");
}

/** Whether a question can't be understood by itself. */
export function goesOn(question: string): boolean {
  const words = question.toLowerCase().match(/[\p{L}\p{N}][\p{L}\p{N}'’-]*/gu) ?? [];
  if (words.length <= FEW_WORDS || GOING_ON.test(question.trim()) || words.some((word) => PEOPLE.has(word))) {
    return true;
  }
  const own = words.filter((word) => TELLING.test(word) && !ASKING.has(word) && !POINTING.has(word));
  return own.length < OWN_WORDS && words.some((word) => POINTING.has(word));
}

function wordSet(words: string): ReadonlySet<string> {
  return new Set(words.split(/\s+/));
}

/** The last question that stands by itself, with those behind it that add to it. */
function lastOwnQuestion(earlier: readonly ContextMessage[]): string[] {
  const found: string[] = [];
  for (const { role, text } of earlier.toReversed()) {
    if (role !== "user") continue;
    found.unshift(text.slice(0, LOOKED_FOR));
    if (!goesOn(text) || found.length === FURTHEST) break;
  }
  return found;
}
