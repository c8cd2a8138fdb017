/** What is asked, as far as it can be told from the messages. */
import type { BatchMessage } from "../aggregation/mod.ts";

/** Something that was forwarded together with a question. */
export interface ForwardedText {
  /** Who wrote it first. */
  readonly from: string;
  /** Markdown. */
  readonly text: string;
}

/** What somebody asks. */
export interface Question {
  /** Their own words; where they have only forwarded something, that is the question. */
  readonly text: string;
  /** What else they have sent, for the question to be about. */
  readonly forwarded: readonly ForwardedText[];
}

/** Why there is nothing to answer. */
export type NoQuestion =
  /** There are no words in it: a photo, a sticker. */
  | { readonly kind: "empty" }
  /** So many characters that it is no question any more. */
  | { readonly kind: "long"; readonly length: number };

/** Characters that a question may have together with what is forwarded, in UTF-16 units. */
export const LONGEST_QUESTION = 8_000;

/** Reads the messages of a batch as one question. */
export function readQuestion(messages: readonly BatchMessage[]): { readonly kind: "asked" } & Question | NoQuestion {
  const texts = messages.map(({ text, origin }) => ({ text: text.trim(), origin })).filter(({ text }) => text !== "");
  const length = texts.reduce((sum, { text }) => sum + text.length, 0);
  if (!texts.some(({ text }) => /[\p{L}\p{N}]/u.test(text))) return { kind: "empty" };
  if (length > LONGEST_QUESTION) return { kind: "long", length };
  const own = texts.filter(({ origin }) => origin === undefined);
  const asked = own.length > 0 ? own : texts;
  const forwarded = own.length > 0 ? texts.filter(({ origin }) => origin !== undefined) : [];
  return {
    kind: "asked",
    text: asked.map(({ text }) => text).join("\n"),
    forwarded: forwarded.map(({ text, origin }) => ({ from: origin?.from ?? "", text })),
  };
}

/** What a person said, for the memory of the conversation: their own words first, and behind them as a quotation what others wrote. */
export function saidIn(messages: readonly BatchMessage[]): string {
  const [own, forwarded]: [string[], string[]] = [[], []];
  for (const { text, origin } of messages) {
    if (text.trim() === "") continue;
    if (origin === undefined) own.push(text.trim());
    else forwarded.push(text.trim().replace(/^/gm, "> "));
  }
  return [...own.length === 0 ? [] : [own.join("\n")], ...forwarded].join("\n\n");
}
