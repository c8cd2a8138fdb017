import type { Note, NoteChange } from "../vault/mod.ts";
import type { NoteProposal } from "./note_proposal.ts";
import type { PendingImprovement } from "./pending_improvements.ts";
import { applyTagChange } from "./tag_change.ts";

/** UTF-16 units of a note that is worth a summary. */
const LONG = 300;

/** What of a proposal a note takes: nothing that a person has changed since. */
export function changeOf(note: Note, known: PendingImprovement, { title, tags, summary }: NoteProposal): NoteChange {
  if (note.damaged) return {};
  const isTagged = same(note.tags, known.tags);
  const all = applyTagChange(note.tags, { add: tags, remove: [] });
  return {
    ...(title !== "" && note.title === known.title && title !== note.title ? { title } : {}),
    ...(isTagged && all.length > note.tags.length ? { tags: all } : {}),
    ...(summary !== "" && note.body.length >= LONG && !Object.hasOwn(note.frontMatter, "summary")
      ? { frontMatter: { summary } }
      : {}),
  };
}

function same(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((tag) => other.includes(tag));
}
