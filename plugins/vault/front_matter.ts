/**
 * The block of YAML at the head of a note, read. What we write ourselves, and most of what people write, is so plain that a
 * few patterns read it, far faster than a whole YAML parser; everything else is left to `yaml_front_matter.ts`.
 */

/** A note's file, divided. `head + rest` is the file, to the byte. */
export interface NoteText {
  /** The front matter with both its fences; empty when the file has none. */
  readonly head: string;
  /** What is between the fences. */
  readonly yaml: string | undefined;
  readonly rest: string;
}

/** The keys of the front matter. */
export type Fields = Readonly<Record<string, unknown>>;

const OPENING = /^\uFEFF?---[ \t]*\r?\n/;
const CLOSING = /^---[ \t]*(?:\r?\n|$)/gm;

/** Divides a note's file. A fence that is never closed opens nothing. */
export function splitNote(text: string): NoteText {
  const opening = OPENING.exec(text)?.[0];
  if (opening === undefined) return { head: "", yaml: undefined, rest: text };
  CLOSING.lastIndex = opening.length;
  const closing = CLOSING.exec(text);
  if (closing === null) return { head: "", yaml: undefined, rest: text };
  const end = closing.index + closing[0].length;
  return { head: text.slice(0, end), yaml: text.slice(opening.length, closing.index), rest: text.slice(end) };
}

/** The same file with another text between its fences, which are made where there are none. */
export function withYaml({ head, rest }: NoteText, yaml: string): NoteText {
  const opening = OPENING.exec(head)?.[0];
  if (opening !== undefined) {
    const closing = head.slice(opening.length).match(CLOSING)?.at(-1) ?? "---\n";
    return { head: opening + yaml + closing, yaml, rest };
  }
  const mark = rest.startsWith("\uFEFF") ? "\uFEFF" : "";
  return { head: `${mark}---\n${yaml}---\n`, yaml, rest: `\n${rest.slice(mark.length)}` };
}

/** The note's text behind the front matter, without the blank line between them and the line break at its end. */
export function bodyOf({ head, rest }: NoteText): string {
  const body = head === "" ? rest.replace(/^\uFEFF/, "") : rest.replace(/^\r?\n/, "");
  return body.replace(/\r?\n$/, "");
}

const KEY = /^([A-Za-z_][\w-]*):(?: +(.*))?$/;
const ITEM = /^( {0,8})- +(.*)$/;

/** Reads front matter that is plain; `undefined` when it takes a YAML parser to say what it means. */
export function readPlain(yaml: string): Record<string, unknown> | undefined {
  const fields: Record<string, unknown> = {};
  let list: unknown[] | undefined;
  let indent: string | undefined;
  for (const raw of yaml.split("\n")) {
    const line = raw.trimEnd();
    if (line === "") continue;
    const item = list === undefined ? null : ITEM.exec(line);
    if (item !== null && list !== undefined) {
      const value = readScalar(item[2] ?? "");
      indent ??= item[1];
      // One that stands further in goes on with the text above it.
      if (value === undefined || item[1] !== indent) return undefined;
      list.push(value);
      continue;
    }
    const key = KEY.exec(line);
    const name = key?.[1];
    if (name === undefined || name === "__proto__" || Object.hasOwn(fields, name)) return undefined;
    // A key with nothing behind it is null, not an empty list: that is the parser's to say.
    if (list?.length === 0) return undefined;
    const text = key?.[2];
    list = text === undefined ? [] : undefined;
    indent = undefined;
    const value = text === undefined ? list : readScalar(text);
    if (value === undefined) return undefined;
    fields[name] = value;
  }
  return list?.length === 0 ? undefined : fields;
}

const PLAIN = /^[\p{L}\p{N}](?:[^\p{Cc}#:]|:(?=\S)|(?<=\S)#)*$/u;
const QUOTED = /^"([^"\\\p{Cc}]*)"$/u;
/** What the core schema of YAML takes for something else than text. */
const NO_TEXT = /^(?:null|true|false|[-+]?(?:[0-9.]+(?:e[-+]?[0-9]+)?|0o[0-7]+|0x[0-9a-f]+|\.inf|\.nan))$/i;

function readScalar(text: string): string | undefined {
  const quoted = QUOTED.exec(text)?.[1];
  if (quoted !== undefined) return quoted;
  return PLAIN.test(text) && !NO_TEXT.test(text) && !text.endsWith(":") ? text : undefined;
}
