/** Which tags to add and which to take away, as people write it: `#a b, -c`. */
import { cleanTag } from "./hashtags.ts";

/** What to do with a note's tags; all without `#`. */
export interface TagChange {
  readonly add: readonly string[];
  readonly remove: readonly string[];
}

/** What was understood; `wrong` are the words that can't be tags. */
export interface ReadTagChange extends TagChange {
  readonly wrong: readonly string[];
}

/** Words divided by blanks or commas are tags, with or without `#`; one with a minus before it is to go. */
export function readTagChange(text: string): ReadTagChange {
  const add = new Map<string, string>();
  const remove = new Map<string, string>();
  const wrong: string[] = [];
  for (const word of text.split(/[\s,;]+/).filter((word) => word !== "")) {
    const [, sign = "", name = ""] = /^([-−–—+]?)(.*)$/su.exec(word) ?? [];
    const tag = cleanTag(name);
    if (tag === undefined) wrong.push(word);
    else {
      const [here, there] = sign === "" || sign === "+" ? [add, remove] : [remove, add];
      // The last word on a tag counts.
      there.delete(tag.toLowerCase());
      here.set(tag.toLowerCase(), tag);
    }
  }
  return { add: [...add.values()], remove: [...remove.values()], wrong };
}

/** The tags of a note after a change, each once whatever its case. */
export function applyTagChange(tags: readonly string[], { add, remove }: TagChange): readonly string[] {
  const gone = new Set(remove.map((tag) => tag.toLowerCase()));
  const kept = tags.filter((tag) => !gone.has(tag.toLowerCase()));
  const known = new Set(kept.map((tag) => tag.toLowerCase()));
  return [...kept, ...add.filter((tag) => !known.has(tag.toLowerCase()))];
}
