/** Which events answer questions, and with what. */
import type { Target } from "./dispatcher.ts";
import type { BotEvent } from "./events.ts";
import type { Json } from "./json.ts";
import { ANSWER_ACTION } from "./question.ts";
import type { JournalEntry, StepName } from "./store.ts";

/** An answer is a plain text. Files, forwards and albums are things to keep, whatever question is open. */
export function canAnswer(event: BotEvent): boolean {
  return event.kind === "message" && event.attachments.length === 0 && event.origin === undefined &&
    event.album === undefined && event.text.trim() !== "";
}

/** A button of the kernel's own: a choice beneath a question. */
export function isChoice(target: Target): boolean {
  return target.type === "action" && target.press.outcome === "found" && target.press.call.name === ANSWER_ACTION;
}

/** An answer, and the question it is to. */
export interface Answer {
  readonly step: StepName;
  readonly text: string;
}

/** Which question an event answers, and with what. */
export function answerOf(
  target: Target,
  entry: Pick<JournalEntry, "answers">,
): Answer | undefined {
  if (target.type === "action" && target.press.outcome === "found" && target.press.call.name === ANSWER_ACTION) {
    return readChoice(target.press.call.payload);
  }
  if (target.type === "on" && entry.answers !== undefined) {
    return { step: entry.answers, text: plainText(target.event.text) };
  }
  return undefined;
}

/** ASCII punctuation behind a backslash: https://spec.commonmark.org/0.31.2/#backslash-escapes */
const ESCAPED = /\\([!-/:-@[-`{-~])/g;

/** An answer is a name, a number, some words: what a platform had to escape, lest it be Markdown, is meant as it was typed. */
export function plainText(markdown: string): string {
  return markdown.replace(ESCAPED, "$1");
}

function readChoice(payload: Json | undefined): Answer | undefined {
  if (typeof payload !== "object" || payload === null || !("scope" in payload)) return undefined;
  const { scope, step, value } = payload;
  if (typeof scope !== "string" || typeof step !== "string" || typeof value !== "string") return undefined;
  return { step: { scope, step }, text: value };
}
