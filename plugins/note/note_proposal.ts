/** What a model proposes for a note. Loaded with the first note that is improved. */
import { extractJsonMiddleware, generateText, Output, wrapLanguageModel } from "ai";
import type { LanguageModelV4 } from "@ai-sdk/provider";
import { secrets } from "@portico/bot";
import { z } from "zod";
import { escapeData } from "../model/mod.ts";
import { cleanTag, distinctTags, type Note } from "../vault/mod.ts";
import { plainText, shorten } from "./title.ts";
import prompt from "./prompt.md" with { type: "text" };

/** What a note may be called and filed as. */
export type NoteProposal = {
  /** One line of plain text; empty where nothing better is known. */
  readonly title: string;
  /** Without `#`. */
  readonly tags: readonly string[];
  /** One line of plain text; empty where there is none. */
  readonly summary: string;
};

/** A model's answer is not the place for anything long. */
const answer = z.object({
  title: z.string().max(1_000),
  tags: z.array(z.string().max(200)).max(50),
  summary: z.string().max(5_000).default(""),
});

/** UTF-16 units of a note that are shown to the model: what it is about shows in its beginning. */
const SHOWN = 12_000;
/** Tags of the vault that are shown to the model. */
const KNOWN = 60;
/** Tags that are taken from it. */
const TAGS = 4;
/** UTF-16 units of a summary. */
const SUMMARY = 500;
/** UTF-16 units of what it has written that are looked at, marks and all: a model may write without end. */
const LOOKED_AT = 2_000;

/** Asks a model for title, tags and summary. @throws what the model throws, and `NoObjectGeneratedError` of the AI SDK. */
export async function propose(
  model: LanguageModelV4,
  note: Pick<Note, "title" | "body">,
  knownTags: readonly string[],
  signal: AbortSignal,
): Promise<NoteProposal> {
  const { output } = await generateText({
    // Small models put JSON into a fence, whatever they are told.
    model: wrapLanguageModel({ model, middleware: extractJsonMiddleware() }),
    instructions: prompt,
    prompt: [
      `<known-tags>${escapeData(knownTags.slice(0, KNOWN).join(", "))}</known-tags>`,
      `<title>${escapeData(note.title)}</title>`,
      `<note>\n${escapeData(note.body.slice(0, SHOWN))}\n</note>`,
    ].join("\n"),
    output: Output.object({ schema: answer }),
    maxRetries: 0,
    abortSignal: signal,
  });
  return checked(output, note.body);
}

/** The answer as far as it can stand in a note: plain words without secrets of this bot, tags that are some, no link that the note does not have. */
export function checked({ title, tags, summary }: z.infer<typeof answer>, body: string): NoteProposal {
  const plain = (written: string, longest?: number) => {
    // A secret that is cut in half would not be found any more.
    const text = secrets.redactSaid(written).slice(0, LOOKED_AT).toWellFormed();
    const line = shorten(plainText(text), longest);
    return /[\p{L}\p{N}]/u.test(line) && !leadsElsewhere(text, body) ? line : "";
  };
  const words = tags.map((tag) => cleanTag(secrets.redactSaid(tag).trim().replace(/\s+/g, "-"))).filter((tag) =>
    tag !== undefined
  );
  return {
    title: plain(title),
    tags: distinctTags(words).slice(0, TAGS),
    summary: plain(summary, SUMMARY),
  };
}

function leadsElsewhere(text: string, body: string): boolean {
  const links = text.match(/[a-z][a-z0-9+.-]*:\/\/[^\s<>()"']+|www\.[^\s<>()"']+/gi) ?? [];
  return links.some((link) => !body.includes(link));
}
