/** Questions that go on from the one before: what they are about is not in them. */
import type { ContextMessage } from "../conversation/mod.ts";
import type { Question } from "./question.ts";

/** A question of so few words rarely says all it is about. */
const FEW_WORDS = 3;
/** How far back the question is looked for that says it. */
const FURTHEST = 3;
/** So much of an earlier question, and of what was forwarded, is looked for, in UTF-16 units. */
const LOOKED_FOR = 400;

/** Words that stand for something that was said before, and such as a question begins with that goes on. */
const REFERRING = new Set(
  `it its this that these those he him his she her hers they them their theirs there then one ones
   он она оно они его её ее их ему ей им ней нём нем них это этот эта эти этого этой этому этом этих тот та те того той том тех там тогда туда оттуда`
    .split(/\s+/),
);
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
  return words.length <= FEW_WORDS || GOING_ON.test(question.trim()) || words.some((word) => REFERRING.has(word));
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
