/** What people do again and again, and what must have come of it. */
import type { Json } from "../../../core/mod.ts";
import type { FakeTelegram, Participant } from "../fake_telegram/mod.ts";
import type { NoteFile } from "../vault_notes.ts";

/** Somebody in a chat, with the account that they have there. */
export interface Member {
  readonly account: string;
  readonly place: Participant;
}

/** Something that a crowd does. Whatever it writes bears a name of its own, such as `word12end`, by which it is found again. */
export interface Habit {
  /** Somebody does it once more, if there is something to do. */
  act(): void;
  /** Goes on with what waits for somebody, such as an open question: called whenever the crowd looks whether all is done. */
  goOn?(): void;
  /** Brings to an end what is half done, when nothing is pending any more; true where that was something. */
  finish?(): boolean;
  /** All that is wrong, as far as it can be told from what is seen. */
  check(seen: Seen): Iterable<Problem>;
}

/** Something that is not as it must be. */
export interface Problem {
  readonly kind:
    | "messages lost"
    | "edits lost"
    | "notes doubled"
    | "edits doubled"
    | "replies doubled"
    | "replies missing"
    | "replies missing and not told"
    | "tool calls doubled"
    | "tool calls lost"
    | "settings lost"
    | "contexts wrong";
  /** Which, by its name. The same problem has the same text whenever it is found. */
  readonly what: string;
}

/** What is seen of a bot at a moment. */
export interface Seen {
  /** All has been brought to an end: nothing is pending, and nothing was put aside. */
  readonly isEnd: boolean;
  /** Whether an event was taken and is over. @param key of the event. */
  isDone(key: string): boolean;
  /** Whether it was put aside after several starts, so that it may have been done later than what came behind it. */
  wasPutAside(key: string): boolean;
  /** Whether it was logged that nobody knows whether a reply arrived. @param unit key of the event, or id of the batch. */
  isUnknown(unit: string): boolean;
  /** Of all vaults. */
  readonly notes: readonly NoteFile[];
  readonly trash: readonly NoteFile[];
  /** The messages of the bot in a chat that have shown this name, each with all texts in which it did. */
  said(chat: number, name: string): readonly (readonly string[])[];
  /** What a plugin keeps. */
  record(namespace: string, key: string): Json | undefined;
}

/** How often messages have shown a name in a text that fits. */
export function timesSaid(seen: Seen, chat: number, name: string, fits: RegExp): number {
  return seen.said(chat, name).filter((texts) => texts.some((text) => fits.test(text))).length;
}

/** What is wrong with a reply that must have come once: `fits` is what it looks like. */
export function* checkReply(seen: Seen, reply: {
  readonly chat: number;
  readonly name: string;
  readonly fits: RegExp;
  /** The event or batch that it answers. */
  readonly unit: string;
  readonly isDone: boolean;
}): Iterable<Problem> {
  const { chat, name, fits, unit, isDone } = reply;
  const times = timesSaid(seen, chat, name, fits);
  if (times > 1) yield { kind: "replies doubled", what: `${name} in ${chat}` };
  if (times > 0 || !isDone) return;
  yield { kind: seen.isUnknown(unit) ? "replies missing" : "replies missing and not told", what: `${name} of ${unit}` };
}

/** One of several. @param dice from 0 up to, but not including, 1. */
export function pick<T>(from: readonly T[], dice: () => number): T {
  return from[Math.floor(dice() * from.length)];
}

/** The key of the event that was sent last. */
export function keyOfNewest({ state, updates }: FakeTelegram): string {
  return `telegram:${state.bot.id}:${updates.newest}`;
}

/** The id of the batch that begins with an event. */
export function batchOf(key: string): string {
  return `batch:${key}`;
}
