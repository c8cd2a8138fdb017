/** What a text that begins with front matter says of itself. */
export interface FrontMatter {
  /** Between the fences, as it was written. */
  readonly yaml: string;
  /** Its keys. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** Without `#`. */
  readonly tags: readonly string[];
  /** The text behind it. */
  readonly body: string;
}

/** Reads the front matter that a text begins with; `undefined` where there is none that is a map of keys: then all of it is text. */
export async function readFrontMatter(text: string): Promise<FrontMatter | undefined> {
  if (!text.startsWith("---")) return undefined;
  const { bodyOf, readPlain, splitNote } = await import("./front_matter.ts");
  const split = splitNote(text);
  const { yaml } = split;
  if (yaml === undefined) return undefined;
  const fields = readPlain(yaml) ?? (await import("./yaml_front_matter.ts")).readYaml(yaml);
  if (fields === undefined || Object.keys(fields).length === 0) return undefined;
  const { readTags } = await import("./note_meta.ts");
  return { yaml, fields, tags: readTags(fields.tags ?? fields.tag), body: bodyOf(split) };
}
