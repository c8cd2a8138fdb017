/** Front matter by a whole YAML parser: reads what `readPlain` leaves, and changes keys while comments, order and style of the rest stay. */
import {
  Document,
  isMap,
  isNode,
  type Node,
  parseDocument,
  type ParseOptions,
  type SchemaOptions,
  type Tags,
  type ToStringOptions,
  visit,
} from "yaml";
import type { Json } from "@portico/bot";

/** Long lines stay on one line: Obsidian and people like them so. */
const STYLE: ToStringOptions = { lineWidth: 0 };

/**
 * UTF-16 units that are given to the parser, a tenth of a second of its time: it compares every key with every other, and looks for every alias from the
 * beginning, so that a megabyte of either would take it minutes.
 */
export const LONGEST_YAML = 20_000;

/** Reads front matter; `undefined` when it is no YAML, or no map, or no plain data. */
export function readYaml(yaml: string): Record<string, unknown> | undefined {
  const document = parse(yaml);
  return document && valuesOf(document);
}

/**
 * Sets keys (`undefined` takes one out) and returns the new front matter without fences; `undefined` when it can't be read. Without a change the text
 * comes back as it is.
 */
export function editYaml(yaml: string, changes: Readonly<Record<string, Json | undefined>>): string | undefined {
  const document = parse(yaml);
  const values = document && valuesOf(document);
  if (document === undefined || values === undefined) return undefined;
  const changed = Object.entries(changes).filter(([key, value]) =>
    value === undefined ? document.has(key) : !equal(values[key], value)
  );
  if (changed.length === 0) return yaml;
  keepAliases(document, changed.map(([key]) => key));
  for (const [key, value] of changed) {
    if (value === undefined) document.delete(key);
    else document.set(key, document.createNode(value));
  }
  const text = isMap(document.contents) && document.contents.items.length === 0 ? "" : document.toString(STYLE);
  return yaml.includes("\r\n") ? text.replaceAll("\n", "\r\n") : text;
}

/** What the keys stand for; `undefined` where aliases blow up, lead nowhere, or back to what they are in. */
function valuesOf(document: Document): Record<string, unknown> | undefined {
  try {
    const fields: unknown = document.toJS({ maxAliasCount: 100 });
    JSON.stringify(fields);
    return isFields(fields) ? fields : {};
  } catch {
    return undefined;
  }
}

/** Aliases of what goes with these keys become what they stand for. */
function keepAliases(document: Document, keys: readonly string[]): void {
  const going = new Set<string>();
  const note = (_: unknown, node: Node) => {
    if ("anchor" in node && typeof node.anchor === "string") going.add(node.anchor);
  };
  for (const key of keys) {
    const node: unknown = document.get(key, true);
    if (isNode(node)) visit(node, { Node: note });
  }
  if (going.size === 0) return;
  visit(document, {
    Alias: (_, alias) => going.has(alias.source) ? document.createNode(alias.toJS(document)) : undefined,
  });
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
  if (yaml.length > LONGEST_YAML) return undefined;
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
