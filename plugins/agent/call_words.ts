/** What a call is, in words for the person: by the texts of the tool's plugin. */
import { isRecord, type Json, shorten, type TextArguments, type Translations } from "@portico/bot";
import type { RunTool } from "./run_tool.ts";
import { escapeLine, seenLine } from "./markdown.ts";

/** The most that is shown of one part of an input, in characters. */
const LONGEST = 60;

/** Says what calls are. */
export class CallWords {
  constructor(
    private readonly translations: Translations,
    /** Whose texts are used where a tool has none. */
    private readonly fallback: string,
    private readonly language: string,
    /** Title of what has this id, where it is known. */
    private readonly titleOf: (id: string) => string | undefined,
  ) {}

  /** What it does, in a line of Markdown. */
  title(tool: RunTool, input: Json): string {
    const id = `tool-${tool.name}`;
    return this.#say(tool, id, input) ??
      this.translations.t(this.fallback, this.language, "calling", { tool: escapeLine(tool.name) });
  }

  /** Where a tool comes from, as people call it. */
  source({ plugin, source }: RunTool): string {
    return escapeLine(sourceName(this.translations, this.language, { plugin, source }));
  }

  /** The question before it, where the plugin's texts have one. */
  question(tool: RunTool, input: Json, titles: readonly string[]): string | undefined {
    return this.#say(tool, `tool-${tool.name}.confirm`, input, titles);
  }

  #say({ plugin }: RunTool, id: string, input: Json, titles?: readonly string[]): string | undefined {
    if (plugin === undefined || !this.translations.has(plugin, id)) return undefined;
    return this.translations.t(plugin, this.language, id, this.#arguments(input, titles));
  }

  #arguments(input: Json, titles?: readonly string[]): TextArguments {
    const given: Record<string, string | number> = {};
    for (const [key, value] of Object.entries(isRecord(input) ? input : {})) {
      if (typeof value === "number") given[key] = value;
      else if (typeof value === "string") given[key] = lineOf(value);
      else if (Array.isArray(value)) given[key] = lineOf(value.filter((item) => typeof item === "string").join(", "));
    }
    // Where something is asked about, a title that was cut could be that of another note.
    const named = titles?.map(escapeLine) ?? idsIn(input).map((id) => lineOf(this.titleOf(id) ?? id));
    return { ...given, title: given.title ?? named.join(", "), titles: named.join(", ") };
  }
}

/** The notes that an input is about: its `id`, and its `ids`. */
export function idsIn(input: Json): string[] {
  if (!isRecord(input)) return [];
  const { id, ids } = input;
  return [id, ...Array.isArray(ids) ? ids : []].filter((one) => typeof one === "string");
}

/** A plugin's title, where its texts have one; else what the source calls itself. */
export function sourceName(
  translations: Translations,
  language: string,
  { plugin, source }: { readonly plugin?: string | undefined; readonly source: string },
): string {
  if (plugin === undefined || !translations.has(plugin, "plugin-title")) return source;
  return translations.t(plugin, language, "plugin-title");
}

function lineOf(text: string): string {
  return escapeLine(shorten(seenLine(text), LONGEST));
}
