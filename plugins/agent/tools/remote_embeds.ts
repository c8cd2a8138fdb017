/**
 * Text that a model writes must not embed what is fetched from elsewhere: whoever opens the note would send what the
 * address says, such as a secret that some page has asked the model for, and nobody was asked.
 *
 * Code is no exception. Readers do not agree on where a code block ends, and an edit may take its first line away.
 */
import { type Definition, definitionsOf, type EmbedMark, imagesOf, labelsOf, tagsOf } from "./embed_marks.ts";

/** What a model is told whose text was changed. */
export const MADE_HARMLESS = "Images from elsewhere became links, and HTML became plain text.";

/**
 * `after` as it may be written where `before` stands: images whose target is not plainly in the vault become links, HTML
 * becomes plain text, and definitions are undone that would give an image a target, unless `before` has just the same.
 * Whatever is written over several calls, each from what the one before has left, no embed gets in.
 *
 * @param after what the text becomes, or a paragraph that is added to it.
 */
export function withoutNewEmbeds(before: string, after: string): string {
  const known = {
    images: keysOf(imagesOf(before)),
    tags: keysOf(tagsOf(before)),
    definitions: keysOf(definitionsOf(before)),
    labels: labelsOf(before),
  };
  // What was changed may have been a part of something else that stood before and is new now; each round leaves fewer marks.
  for (let text = after;;) {
    const unmarked = replaceNew(text, imagesOf(text), known.images, "");
    const untagged = replaceNew(unmarked, tagsOf(unmarked), known.tags, "&lt;");
    const labels = known.labels.union(labelsOf(untagged));
    const wanted = definitionsFor(labels, untagged);
    const next = replaceNew(untagged, wanted, known.definitions, " ");
    if (next === text) return text;
    text = next;
  }
}

function* definitionsFor(labels: ReadonlySet<string>, text: string): Generator<Definition> {
  for (const definition of definitionsOf(text)) if (labels.has(definition.label)) yield definition;
}

function keysOf(marks: Iterable<EmbedMark>): ReadonlySet<string> {
  return new Set([...marks].map(({ key }) => key));
}

function replaceNew(text: string, marks: Iterable<EmbedMark>, known: ReadonlySet<string>, harmless: string): string {
  const parts: string[] = [];
  let from = 0;
  for (const { at, length, key } of marks) {
    if (known.has(key)) continue;
    parts.push(text.slice(from, at), harmless);
    from = at + length;
  }
  return parts.join("") + text.slice(from);
}
