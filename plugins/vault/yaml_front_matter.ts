/** Front matter by a whole YAML parser: reads what `readPlain` leaves, and changes keys while comments, order and style of the rest stay. */
import {
  Document,
  isMap,
  parseDocument,
  type ParseOptions,
  type SchemaOptions,
  type Tags,
  type ToStringOptions,
} from "yaml";
import type { Json } from "@portico/bot";

/** Long lines stay on one line: Obsidian and people like them so. */
const STYLE: ToStringOptions = { lineWidth: 0 };

/** Reads front matter; `undefined` when it is no YAML, or no map. */
export function readYaml(yaml: string): Record<string, unknown> | undefined {
  const document = parse(yaml);
  if (document === undefined) return undefined;
  try {
    const fields: unknown = document.toJS({ maxAliasCount: 100 });
    return isFields(fields) ? fields : {};
  } catch {
    // Aliases that blow up, or lead nowhere.
    return undefined;
  }
}

/**
 * Sets keys (`undefined` takes one out) and returns the new front matter without fences; `undefined` when it can't be read. Without a change the text
 * comes back as it is.
 */
export function editYaml(yaml: string, changes: Readonly<Record<string, Json | undefined>>): string | undefined {
  const document = parse(yaml);
  if (document === undefined) return undefined;
  let changed = false;
  for (const [key, value] of Object.entries(changes)) {
    if (value === undefined) changed = document.delete(key) || changed;
    else if (!equal(document.toJS()?.[key], value)) {
      document.set(key, document.createNode(value));
      changed = true;
    }
  }
  if (!changed) return yaml;
  const text = isMap(document.contents) && document.contents.items.length === 0 ? "" : document.toString(STYLE);
  return yaml.includes("\r\n") ? text.replaceAll("\n", "\r\n") : text;
}

const READING: ParseOptions & SchemaOptions & { logLevel: "silent" } = {
  logLevel: "silent",
  customTags: (tags) => tags.map(asWritten),
};

/** Numbers stay as somebody has written them: an ISBN has more digits than a number holds, and a postcode begins with a zero. */
function asWritten(tag: Tags[number]): Tags[number] {
  if (typeof tag === "string" || tag.collection !== undefined || tag.stringify === undefined) return tag;
  if (!/:(?:int|float)$/.test(tag.tag)) return tag;
  const { stringify } = tag;
  return { ...tag, stringify: (node, ...how) => node.source ?? stringify(node, ...how) };
}

function parse(yaml: string): Document | undefined {
  const document = parseDocument(yaml, READING);
  if (document.errors.length > 0) return undefined;
  if (document.contents === null) return withComments(yaml);
  return isMap(document.contents) ? document : undefined;
}

/** An empty map that keeps what is there of comments. */
function withComments(yaml: string): Document {
  const document = new Document({});
  const comment = yaml.split(/\r?\n/).filter((line) => line.startsWith("#")).map((line) => line.slice(1)).join("\n");
  if (comment !== "") document.commentBefore = comment;
  return document;
}

function equal(a: unknown, b: Json): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function isFields(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
