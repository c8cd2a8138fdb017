/** What a person reads when a run has ended. */
import { type Button, type HandlerContext, type Outgoing, shorten, type Translations, UserError } from "@portico/bot";
import { explainModelError, isPassing, ModelError } from "../model/mod.ts";
import type { RunOutcome } from "./agent_task.ts";
import type { RunBroken } from "./agent_task_service.ts";
import { escapeLine } from "./markdown.ts";
import type { UndoOutcome } from "./run_undo.ts";
import type { ToolChange } from "./tool.ts";

/** Somebody who speaks with the plugin's texts. */
type Speaker = Pick<HandlerContext, "t">;

/** In the order in which they are told. */
const KINDS = ["created", "changed", "deleted"] as const;
/** So many notes of a kind are named. */
const NAMED = 15;
/** So many notes can be opened by a button. */
const OPENED = 6;
/** The most of a title on a button, in characters. */
const LONGEST_BUTTON = 40;
/** So much of what the model said is shown, in characters. */
const LONGEST_TEXT = 8_000;

/** How a button opens a note, where a plugin offers that. */
export type OpenNote = (note: string) => { readonly name: string; readonly payload: string };

/** The result: what the model said, what was changed, what ended it. @param undo payload of the button that takes it all back. */
export function resultCard(speaker: Speaker, outcome: RunOutcome, undo?: string, open?: OpenNote): Outgoing {
  const changes = netChanges(outcome.changes);
  const parts = [saidIn(speaker, outcome), ...listsOf(speaker, changes, outcome.unknown)];
  const undoRow: Button[] = undo === undefined
    ? []
    : [{ text: speaker.t("undo"), action: { name: "agent.undo", payload: undo } }];
  const there = open === undefined ? [] : changes.filter(({ kind }) => kind !== "deleted").slice(0, OPENED);
  const openRows = there.map(({ note, title }): Button[] =>
    open === undefined ? [] : [{ text: shorten(title, LONGEST_BUTTON), action: open(note) }]
  );
  return { text: parts.filter((part) => part !== "").join("\n\n"), buttons: [undoRow, ...openRows] };
}

/** Why a model broke off the run, and what was done so far; the task is kept, and goes on from there. What is no matter of the model's is given as it is. */
export function brokenText(
  speaker: Pick<HandlerContext, "t" | "language">,
  { cause, outcome: { changes, unknown } }: RunBroken,
  translations: Translations,
): unknown {
  if (!(cause instanceof ModelError)) return cause;
  const done = listsOf(speaker, netChanges(changes), unknown);
  const soFar = done.length === 0 ? [] : [speaker.t("so-far"), ...done];
  const why = explainModelError(cause, speaker.language, translations);
  return new UserError([why, ...soFar].join("\n\n"), { keep: isPassing(cause), cause });
}

/** What became of taking a run back. */
export function undoCard(speaker: Speaker, outcome: UndoOutcome): string {
  if (outcome.kind !== "undone") return speaker.t(`undo-${outcome.kind}`);
  const { back, left } = outcome;
  const parts = [speaker.t(back.length > 0 || left.length === 0 ? "undone" : "undone-nothing")];
  const net = netChanges(back.toReversed());
  for (const kind of KINDS) {
    parts.push(...listOf(speaker, `undone-${kind}`, net.filter((change) => change.kind === kind)));
  }
  if (left.length > 0) parts.push(list(speaker, "undone-left", [...new Set(left.map(({ title }) => title))]));
  return parts.join("\n\n");
}

/** What was changed in all, one entry a note: what was made and deleted again is neither. */
export function netChanges(changes: readonly ToolChange[]): ToolChange[] {
  const notes = new Map<string, ToolChange>();
  for (const change of changes) {
    const before = notes.get(change.note);
    const { note, title, kind } = change;
    if (before?.kind === "created" && kind === "deleted") notes.delete(note);
    else if (before?.kind === "created") notes.set(note, { note, title, kind: "created" });
    else if (before?.kind === "deleted" && kind === "created") notes.set(note, { note, title, kind: "changed" });
    else notes.set(note, change);
  }
  return [...notes.values()];
}

function saidIn(speaker: Speaker, { ending, text, calls }: RunOutcome): string {
  const said = shorten(text, LONGEST_TEXT);
  if (ending === "done") return said === "" ? speaker.t("done") : said;
  return [said, speaker.t(`ended-${ending}`, { calls })].filter((part) => part !== "").join("\n\n");
}

function listsOf(speaker: Speaker, changes: readonly ToolChange[], unknown: readonly string[]): string[] {
  const lists: string[] = [];
  // What was taken back is told as the button for it does.
  for (const kind of KINDS) {
    lists.push(...listOf(speaker, `undone-${kind}`, changes.filter(({ undoes }) => undoes === kind)));
  }
  const done = changes.filter(({ undoes }) => undoes === undefined);
  for (const kind of KINDS) lists.push(...listOf(speaker, kind, done.filter((change) => change.kind === kind)));
  // These are Markdown already.
  if (unknown.length > 0) lists.push([speaker.t("unknown"), ...unknown.map((call) => `- ${call}`)].join("\n"));
  return lists;
}

function listOf(speaker: Speaker, id: string, changes: readonly ToolChange[]): string[] {
  return changes.length === 0 ? [] : [list(speaker, id, changes.map(({ title }) => title))];
}

function list(speaker: Speaker, id: string, titles: readonly string[]): string {
  const lines = titles.slice(0, NAMED).map((title) => `- ${escapeLine(title)}`);
  if (titles.length > NAMED) lines.push(`- ${speaker.t("more", { count: titles.length - NAMED })}`);
  return [speaker.t(id, { count: titles.length }), ...lines].join("\n");
}
