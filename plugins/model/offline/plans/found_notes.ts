/** Reads notes out of what tools return, and writes them as a list for a person. */
import type { JSONObject, JSONValue } from "@ai-sdk/provider";
import { escapeMarkdown, isRecord } from "@portico/bot";
import { shorten } from "../markdown.ts";
import type { FoundNote, Situation } from "../situation.ts";
import { fold } from "../words.ts";

const SNIPPET = 140;
const MAX_TAGS = 6;

/** The notes of a list that a tool returned. */
export function notesIn(output: JSONObject): FoundNote[] {
  const { notes } = output;
  return Array.isArray(notes) ? notes.flatMap((note) => noteIn(note) ?? []) : [];
}

/** The note that a tool returned; `undefined` where it returned none. */
export function noteIn(value: JSONValue | undefined): FoundNote | undefined {
  if (!isRecord(value) || typeof value.id !== "string") return undefined;
  const { id, title, folder, tags, created, snippet } = value;
  return {
    id,
    title: typeof title === "string" ? title : id,
    ...(typeof folder === "string" ? { folder } : {}),
    ...(Array.isArray(tags) ? { tags: tags.filter((tag) => typeof tag === "string") } : {}),
    ...(typeof created === "string" ? { created } : {}),
    ...(typeof snippet === "string" && snippet.trim() !== "" ? { snippet } : {}),
  };
}

/** A note's title for a person. */
export function titleOf({ title }: FoundNote): string {
  return `**${escapeMarkdown(title.trim()) || "…"}**`;
}

/** Tags as they are written. */
export function tagList(tags: readonly string[]): string {
  return tags.map((tag) => `#${tag}`).join(" ");
}

/** A numbered list, so that one can say "the second". */
export function noteList(notes: readonly FoundNote[], situation: Situation, snippets = false): string {
  return notes.map((note, index) => {
    const line = `${index + 1}. ${[titleOf(note), ...detailsOf(note, situation)].join(", ")}`;
    return snippets && note.snippet !== undefined
      ? `${line}: ${escapeMarkdown(shorten(note.snippet.replace(/\s+/g, " "), SNIPPET))}`
      : line;
  }).join("\n");
}

/** A list to choose from. It has no numbers: where people type, a number presses a button. */
export function choiceList(notes: readonly FoundNote[], situation: Situation): string {
  return notes.map((note) => `- ${[titleOf(note), ...detailsOf(note, situation)].join(", ")}`).join("\n");
}

function detailsOf({ created, folder, tags = [] }: FoundNote, situation: Situation): string[] {
  const day = new Date(`${created?.slice(0, 10)}T00:00:00Z`);
  return [
    ...(Number.isNaN(day.getTime()) ? [] : [situation.say("day", { date: day })]),
    ...(folder ? [escapeMarkdown(folder)] : []),
    ...(tags.length === 0 ? [] : [escapeMarkdown(tagList(tags.slice(0, MAX_TAGS))).replaceAll("\\#", "#")]),
  ];
}

/** A note's text without its title, where it begins with that and goes on. */
export function withoutTitle(title: string, body: string): string {
  const [first, ...rest] = body.trim().split("\n");
  const isTitle = fold(first.replace(/^#+\s*/, "")).trim() === fold(title).trim();
  return isTitle && rest.some((line) => line.trim() !== "") ? rest.join("\n").trim() : body.trim();
}
