/** What comes of one request. */
import { escapeMarkdown } from "@portico/bot";
import type { JSONObject } from "@ai-sdk/provider";
import { type Call, Halt, haltOf, type Plan, type Reply } from "../plan.ts";
import type { FoundNote, Situation } from "../situation.ts";
import type { Found } from "./lookup.ts";
import { titleOf } from "./found_notes.ts";

/** What was done, and which notes the next request may speak of as "it" or "them". */
export interface Outcome {
  /** Markdown; may be empty. */
  readonly text: string;
  readonly notes?: readonly FoundNote[];
  /** They were listed with numbers. */
  readonly listed?: boolean;
}

/** What came of the same change to several notes. */
export interface Changes {
  readonly changed: readonly FoundNote[];
  readonly problems: readonly { readonly note: FoundNote; readonly message: string }[];
  /** Why the rest was not changed. */
  readonly halted: Exclude<Reply, { state: "done" | "failed" }> | undefined;
}

/** Makes a change to each note: at once, or one after the other where each may be declined. */
export function* changeEach(
  notes: readonly FoundNote[],
  callOf: (note: FoundNote) => Call,
  order: "at once" | "in turn",
): Plan<Changes> {
  const changed: FoundNote[] = [];
  const problems: { note: FoundNote; message: string }[] = [];
  const rounds = order === "at once" ? [notes] : notes.map((note) => [note]);
  for (const round of rounds.filter(({ length }) => length > 0)) {
    const replies = yield round.map(callOf);
    for (const [index, reply] of replies.entries()) {
      const note = round[index];
      if (reply.state === "done") changed.push(afterwards(note, reply.output));
      else if (reply.state === "failed") problems.push({ note, message: reply.message });
    }
    const halted = replies.find((reply) => reply.state !== "done" && reply.state !== "failed");
    if (halted !== undefined) return { changed, problems, halted };
  }
  return { changed, problems, halted: undefined };
}

/** The outcome of changes. Halts, with what has been done, where they did not go to their end. */
export function outcomeOf(
  { changed, problems, halted }: Changes,
  situation: Situation,
  done: (count: number) => string,
): Outcome {
  const text = [
    ...(changed.length === 0 ? [] : [done(changed.length)]),
    ...problems.map(({ note, message }) =>
      situation.say("not-changed", { title: titleOf(note), message: escapeMarkdown(message) })
    ),
  ].join("\n\n");
  if (halted !== undefined) throw haltOf(halted, text);
  if (changed.length === 0 && problems.length > 0) throw new Halt("told", {}, text);
  return { text, notes: changed };
}

/** What is added where more notes were meant than are worked on at once. */
export function moreText({ notes: { length: shown }, total, open }: Found, situation: Situation): string {
  if (total > shown) return `\n\n${situation.say("only-first", { shown, total })}`;
  return open ? `\n\n${situation.say("maybe-more", { shown })}` : "";
}

/** A note after a change of it. */
export function afterwards(note: FoundNote, { title, tags, folder }: JSONObject): FoundNote {
  return {
    ...note,
    ...(typeof title === "string" ? { title } : {}),
    ...(typeof folder === "string" ? { folder } : {}),
    ...(Array.isArray(tags) ? { tags: tags.filter((tag) => typeof tag === "string") } : {}),
  };
}
