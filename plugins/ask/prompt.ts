/** What the model is given. */
import type { ModelMessage } from "ai";
import type { ContextMessage } from "../conversation/mod.ts";
import { escapeData } from "../model/mod.ts";
import type { Passage } from "../vault/mod.ts";
import type { Question } from "./question.ts";
import instructions from "./prompt.md" with { type: "text" };

/** What a model says that finds no answer in the passages. */
export const NOTHING = "NOTHING";

/** A prompt for the AI SDK. */
export interface AskPrompt {
  readonly instructions: string;
  readonly messages: ModelMessage[];
}

/** The rules, which day it is (questions speak of yesterday and last week), and the language of what is around the answer. */
export function instructionsOn(day: Date, language: string): string {
  const weekday = new Intl.DateTimeFormat("en", { weekday: "long" }).format(day);
  return `${instructions.trim()}\n\nToday is ${weekday}, ${isoDate(day)}.\nLanguage: ${language}`;
}

/** The conversation so far, and the question with its passages as the last message. */
export function messagesOf(
  question: Question,
  passages: readonly Passage[],
  earlier: readonly ContextMessage[],
): ModelMessage[] {
  const said = earlier.map(({ role, text }): ModelMessage => ({ role, content: escapeData(text) }));
  const parts = [...question.forwarded.length === 0 ? [] : [forwardedPart(question)], askingPart(question, passages)];
  return [...said, { role: "user", content: parts.map((text) => ({ type: "text", text })) }];
}

/** Passages, numbered from 1 in this order, and the question: the last part of a prompt. */
export function askingPart(question: Pick<Question, "text">, passages: readonly Passage[]): string {
  const numbered = passages.map((passage, index) => passagePart(passage, index + 1));
  return `<passages>\n${numbered.map((part) => `${part}\n`).join("")}</passages>\n<question>\n${
    escapeData(question.text.toWellFormed())
  }\n</question>`;
}

/** One passage with its number. */
export function passagePart({ note, text }: Passage, number: number): string {
  const attributes = `n="${number}" title="${escapeAttribute(note.title)}" date="${isoDate(new Date(note.created))}"`;
  return `<passage ${attributes}>\n${escapeData(text.toWellFormed())}\n</passage>`;
}

/** What was forwarded with a question. */
export function forwardedPart({ forwarded }: Pick<Question, "forwarded">): string {
  return forwarded
    .map(({ from, text }) =>
      `<forwarded from="${escapeAttribute(from)}">\n${escapeData(text.toWellFormed())}\n</forwarded>`
    )
    .join("\n");
}

/** Data within quotes, on one line. */
function escapeAttribute(text: string): string {
  return escapeData(text.toWellFormed()).replace(/[\s\p{Cc}]+/gu, " ").replaceAll('"', "'").trim();
}

function isoDate(date: Date): string {
  // This locale writes dates as they sort.
  return new Intl.DateTimeFormat("sv-SE", { dateStyle: "short" }).format(date);
}
