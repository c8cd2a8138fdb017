/** Finds what a message has brought into a note, and puts something else there. A text counts only as whole paragraphs of the note. */

/**
 * The body with another text in its place; an empty one takes it out. `undefined` when the text is not there.
 *
 * @param skip of several that are alike, so many stay as they are
 */
export function replaceText(body: string, old: string, text: string, skip = 0): string | undefined {
  const places = placesOf(body, old);
  const at = places[Math.min(skip, places.length - 1)];
  if (at === undefined) return undefined;
  const before = body.slice(0, at);
  const after = body.slice(at + old.length);
  if (text !== "") return before + text + after;
  return [before.trimEnd(), after.replace(/^\s*\n/, "")].filter((part) => part !== "").join("\n\n");
}

function placesOf(body: string, text: string): number[] {
  const places: number[] = [];
  if (text === "") return places;
  for (let at = body.indexOf(text); at >= 0; at = body.indexOf(text, at + text.length)) {
    if (/(?:^|\n[ \t]*\n)$/.test(body.slice(Math.max(0, at - 200), at)) || at === 0) {
      if (/^[ \t]*(?:$|\n[ \t]*(?:\n|$))/.test(body.slice(at + text.length, at + text.length + 200))) places.push(at);
    }
  }
  return places;
}
