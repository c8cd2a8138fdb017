/** Which tags to add and which to take away, as people write it: `#a b, -c`. */
import { cleanTag, distinctTags } from "../vault/mod.ts";

/** What to do with a note's tags; all without `#`. */
export interface TagChange {
  readonly add: readonly string[];
  readonly remove: readonly string[];
}

/** What was understood. */
export interface ReadTagChange extends TagChange {
  /** Words that can't be tags. */
  readonly wrong: readonly string[];
  /** Several words of which nobody can tell whether they are one tag or several. */
  readonly unclear: readonly string[];
}

/** More words than this in a row are a sentence rather than tags, unless something says otherwise. */
const FEW = 3;

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
  const parts = text.split(/[,;\n]/).map((part) => part.trim()).filter((part) => part !== "");
  const unclear = parts.filter((part) => isUnclear(part.split(/\s+/), parts.length > 1));
  return { add: [...add.values()], remove: [...remove.values()], wrong, unclear };
}

/** Signs before each of the words make them tags; a `#` before some of them, or commas elsewhere, could mean that they are one. */
function isUnclear(words: readonly string[], isDivided: boolean): boolean {
  const bare = words.filter((word) => !/^[-−–—+]?#|^[-−–—+]/.test(word)).length;
  if (words.length === 1 || bare === 0) return false;
  if (words.some((word) => word.includes("#"))) return true;
  return bare === words.length && (isDivided || words.length > FEW);
}

/** The tags of a note after a change, each once whatever its case. */
export function applyTagChange(tags: readonly string[], { add, remove }: TagChange): readonly string[] {
  const gone = new Set(remove.map((tag) => tag.toLowerCase()));
  return distinctTags([...tags.filter((tag) => !gone.has(tag.toLowerCase())), ...add]);
}
