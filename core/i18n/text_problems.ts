/** Checks Fluent texts as a whole: what the parser skips in silence, and what one language has and another has not. */
import { FluentResource } from "@fluent/bundle";
import type { Texts } from "./i18n.ts";

type Entry = FluentResource["body"][number];

/** What one language's texts are made of. */
interface Inventory {
  /** Ids of messages, attributes (`id.attribute`) and terms (`-id`), with the names of their variables. */
  readonly variables: ReadonlyMap<string, ReadonlySet<string>>;
  readonly problems: readonly string[];
}

const FUNCTIONS: ReadonlySet<string> = new Set(["NUMBER", "DATETIME"]);

/**
 * Everything wrong with the texts of an owner, each as one sentence; empty when all is well. It parses every language, so it is for the
 * check of the wiring and for tests rather than for the way of a message.
 */
export function textProblems(owner: string, texts: Texts): readonly string[] {
  const english = takeInventory(owner, "en", texts.en);
  const problems = [...english.problems];
  for (const [language, source] of Object.entries(texts)) {
    if (language === "en") continue;
    const other = takeInventory(owner, language, source);
    problems.push(...other.problems, ...differences(owner, language, english, other));
  }
  return problems;
}

function* differences(owner: string, language: string, english: Inventory, other: Inventory): Generator<string> {
  for (const id of english.variables.keys()) {
    // A term is the language's own affair.
    if (!id.startsWith("-") && !other.variables.has(id)) yield `${owner}: "${id}" is missing in ${language}.`;
  }
  for (const [id, variables] of other.variables) {
    if (id.startsWith("-")) continue;
    const known = english.variables.get(id);
    if (known === undefined) yield `${owner}: "${id}" is in ${language} but missing in en.`;
    for (const name of known === undefined ? [] : variables) {
      if (!known?.has(name)) yield `${owner}: "${id}" in ${language} uses $${name}, which it does not in en.`;
    }
  }
}

function takeInventory(owner: string, language: string, source: string): Inventory {
  const where = `${owner}, texts in ${language}`;
  const { body } = new FluentResource(source);
  const variables = new Map<string, Set<string>>();
  const problems: string[] = [];
  for (const entry of body) {
    if (variables.has(entry.id)) problems.push(`${where}: "${entry.id}" is there twice.`);
    for (const [id, pattern] of patternsOf(entry)) {
      const used = usesOf(pattern);
      variables.set(id, used.variables);
      for (const name of used.functions) {
        if (!FUNCTIONS.has(name)) problems.push(`${where}: "${id}" calls ${name}(), which does not exist.`);
      }
    }
  }
  for (const entry of body) {
    for (const [id, pattern] of patternsOf(entry)) {
      for (const name of usesOf(pattern).references) {
        if (!variables.has(name)) problems.push(`${where}: "${id}" refers to "${name}", which does not exist.`);
      }
    }
  }
  for (const problem of unreadLines(source, variables)) problems.push(`${where}, ${problem}`);
  return { variables, problems };
}

function* patternsOf(entry: Entry): Generator<[id: string, pattern: unknown]> {
  if (entry.value !== null) yield [entry.id, entry.value];
  for (const [name, pattern] of Object.entries(entry.attributes)) yield [`${entry.id}.${name}`, pattern];
}

interface Uses {
  readonly variables: Set<string>;
  readonly references: Set<string>;
  readonly functions: Set<string>;
}

function usesOf(
  node: unknown,
  uses: Uses = { variables: new Set(), references: new Set(), functions: new Set() },
): Uses {
  if (typeof node !== "object" || node === null) return uses;
  if ("type" in node && "name" in node && typeof node.name === "string") {
    const name = "attr" in node && typeof node.attr === "string" ? `${node.name}.${node.attr}` : node.name;
    if (node.type === "var") uses.variables.add(name);
    if (node.type === "mesg") uses.references.add(name);
    if (node.type === "term") uses.references.add(`-${name}`);
    if (node.type === "func") uses.functions.add(name);
  }
  for (const child of Object.values(node)) usesOf(child, uses);
  return uses;
}

/** The runtime's parser leaves out what it does not understand; these are the lines it left out. */
function* unreadLines(source: string, read: ReadonlyMap<string, unknown>): Generator<string> {
  let message = "";
  for (const [index, line] of source.split(/\r?\n/).entries()) {
    if (line.trim() === "" || line.startsWith("#")) continue;
    const line1 = `line ${index + 1}`;
    const started = /^(-?[a-zA-Z][\w-]*) *=/.exec(line)?.[1];
    const attribute = /^ *\.([a-zA-Z][\w-]*)?/.exec(line);
    if (started !== undefined) {
      message = started;
      const isRead = read.has(message) || read.keys().some((id) => id.startsWith(`${message}.`));
      if (!isRead) yield `${line1}: "${message}" cannot be read. Look for an unclosed brace or a missing default.`;
    } else if (attribute !== null) {
      const id = `${message}.${attribute[1] ?? ""}`;
      if (!read.has(id)) yield `${line1}: the attribute "${id}" cannot be read.`;
    } else if (!/^[ {}\[*]/.test(line)) {
      yield `${line1} belongs to no text. Indent it, or begin it with "# " or "id = ".`;
    }
  }
}
