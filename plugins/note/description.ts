/** What a note is called and tagged, as far as it can be told without understanding it. */
import { oneLine } from "@portico/bot";
import type { BatchMessage } from "../aggregation/mod.ts";
import { distinctTags, hashtagsOf } from "../vault/mod.ts";
import { shorten, titleOf } from "./title.ts";

/** A note's title and tags. */
export interface Description {
  /** One line in plain text; `undefined` when neither the texts nor the files' names have one. */
  readonly title: string | undefined;
  /** Without `#`. */
  readonly tags: readonly string[];
}

/** The first line is the title, the hashtags are the tags; where nothing was written, the first file gives its name. */
export function describe({ messages }: { readonly messages: readonly BatchMessage[] }): Description {
  const titles = messages.values().map(({ text }) => titleOf(text)).filter((title) => title !== undefined);
  const title = titles.next().value ?? nameOfFile(messages);
  return { title, tags: tagsOf(messages.map(({ text }) => text)) };
}

/** The hashtags of several texts, each once whatever its case. */
export function tagsOf(texts: readonly string[]): readonly string[] {
  return distinctTags(texts.flatMap(hashtagsOf));
}

function nameOfFile(messages: readonly BatchMessage[]): string | undefined {
  for (const { name } of messages.flatMap(({ attachments }) => attachments)) {
    const base = (name ?? "").split(/[/\\]/).at(-1) ?? "";
    const stem = oneLine(base.replace(/(?<=.)\.[A-Za-z0-9]{1,10}\s*$/, "")).trim();
    if (/[\p{L}\p{N}]/u.test(stem)) return shorten(stem);
  }
}
