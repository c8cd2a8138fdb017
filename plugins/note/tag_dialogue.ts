import { type ActionContext, type AskOptions, codeSpan, rowsOf } from "@portico/bot";
import type { Note, Vault } from "../vault/mod.ts";
import { named, tagLine } from "./note_card.ts";
import type { Speaker } from "./note_words.ts";
import { readTagChange, type TagChange } from "./tag_change.ts";

type Choices = NonNullable<AskOptions<TagChange>["choices"]>;

/** So many tags get a button to take them away, and so many others one to add them. */
const OFFERED = 6;
/** Tags are offered from so many of the newest notes. */
const LOOKED_AT = 50;
/** So many fit on a phone beside each other. */
const ROW = 3;

/** Asks what to change about a note's tags, shows those it has, and offers those the newest notes have. */
export async function askForTags(ctx: ActionContext<string>, vault: Vault, note: Note): Promise<TagChange> {
  const args = { ...named(note), tags: tagLine(note.tags), count: note.tags.length };
  return await ctx.ask<TagChange>(ctx.t("ask-tags", args), {
    answer: {
      "~standard": { version: 1, vendor: "portico", validate: (text) => read(ctx, String(text)) },
    },
    choices: await choicesOf(vault, note),
  });
}

function read(speaker: Speaker, text: string): { value: TagChange } | { issues: { message: string }[] } {
  const { add, remove, wrong, unclear: [unclear] } = readTagChange(text);
  if (unclear !== undefined) {
    const names = unclear.split(/\s+/).map((word) => word.replace(/^#/, ""));
    const [words, one, several] = [unclear, names.join("-"), names.join(", ")].map(codeSpan);
    return { issues: [{ message: speaker.t("tags-unclear", { words, one, several }) }] };
  }
  if (wrong.length > 0) {
    const words = wrong.slice(0, OFFERED).map(codeSpan).join(", ");
    return { issues: [{ message: speaker.t("tags-wrong", { words, count: wrong.length }) }] };
  }
  if (add.length + remove.length === 0) return { issues: [{ message: speaker.t("tags-none") }] };
  return { value: { add, remove } };
}

async function choicesOf(vault: Vault, note: Note): Promise<Choices> {
  const own = new Set(note.tags.map((tag) => tag.toLowerCase()));
  const counts = new Map<string, number>();
  for (const tag of (await vault.list({ limit: LOOKED_AT })).flatMap(({ tags }) => tags)) {
    if (!own.has(tag.toLowerCase())) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  }
  const common = [...counts].sort(([, a], [, b]) => b - a).slice(0, OFFERED).map(([tag]) => tag);
  return [
    ...rowsOf(note.tags.slice(0, OFFERED).map((tag) => ({ text: `− #${tag}`, value: `-${tag}` })), ROW),
    ...rowsOf(common.map((tag) => ({ text: `+ #${tag}`, value: tag })), ROW),
  ];
}
