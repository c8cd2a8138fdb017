/** What a plugin's schema says of its fields, so that text from the environment becomes what the schema wants. */
import { inputSchemaOf, type SchemaNode } from "../schemas/value_shape.ts";
import { isRecord } from "../json.ts";

/** The fields of a schema of an object. */
export interface ConfigFields {
  /** JSON Schema of what goes into each field. */
  readonly nodes: ReadonlyMap<string, SchemaNode>;
  /** Fields beside these are let in. */
  readonly open: boolean;
}

/** Reads the fields through Standard JSON Schema; `undefined` for a schema that does not speak it. */
export function fieldsOf(schema: object): ConfigFields | undefined {
  const root = inputSchemaOf(schema);
  if (root === undefined) return undefined;
  const { properties, additionalProperties } = root;
  if (!isRecord(properties)) return undefined;
  const nodes = Object.entries(properties).map((
    [field, node],
  ): [string, SchemaNode] => [field, isRecord(node) ? node : {}]);
  return { nodes: new Map(nodes), open: additionalProperties !== undefined && additionalProperties !== false };
}

/** Text as the type the schema wants; the text itself where it can't be that, so that the schema says what is wrong. */
export function coerce(text: string, node: SchemaNode): unknown {
  const found = convert(text, node);
  return found === undefined ? text : found.value;
}

/** Text as whatever it looks like, in the order in which a schema that refused the text may like it. */
export function guesses(text: string): readonly unknown[] {
  const parsed = parseJson(text);
  return [...(parsed === undefined ? [] : [parsed.value]), splitList(text)];
}

function convert(text: string, node: SchemaNode): { readonly value: unknown } | undefined {
  const branches = [node.anyOf, node.oneOf].find(Array.isArray);
  if (branches !== undefined) {
    const all: readonly unknown[] = branches;
    const found = all.filter(isRecord).map((branch) => convert(text, branch)).filter((value) => value !== undefined);
    // Where text is welcome as it is, it stays; `null` is nothing anybody means by a word.
    return found.find(({ value }) => value === text) ?? found.find(({ value }) => value !== null);
  }
  const choices: readonly unknown[] | undefined = Array.isArray(node.enum)
    ? node.enum
    : "const" in node
    ? [node.const]
    : undefined;
  if (choices !== undefined) {
    const choice = choices.find((choice) => String(choice) === text);
    return choice === undefined ? undefined : { value: choice };
  }
  const types: readonly unknown[] = Array.isArray(node.type) ? node.type : [node.type];
  if (types.includes("string")) return { value: text };
  for (const type of types) {
    const value = convertTo(type, text, node);
    if (value !== undefined) return value;
  }
}

function convertTo(type: unknown, text: string, node: SchemaNode): { readonly value: unknown } | undefined {
  switch (type) {
    case "number":
    case "integer": {
      const value = Number(text);
      return text.trim() === "" || !Number.isFinite(value) ? undefined : { value };
    }
    case "boolean": {
      if (/^(true|yes|on|1)$/i.test(text)) return { value: true };
      return /^(false|no|off|0)$/i.test(text) ? { value: false } : undefined;
    }
    case "array": {
      const items = isRecord(node.items) ? node.items : {};
      const parsed = text.startsWith("[") ? parseJson(text) : undefined;
      // Broken JSON is told as a whole; only among plain words a bracket may be meant as one.
      if (parsed !== undefined || (text.startsWith("[") && items.type !== "string")) return parsed;
      return { value: splitList(text).map((item) => coerce(item, items)) };
    }
    case "object":
      return parseJson(text);
  }
}

function splitList(text: string): readonly string[] {
  return text.split(",").map((item) => item.trim()).filter((item) => item !== "");
}

function parseJson(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

/** `MAX_WAIT` for `maxWait`: how a field is called in the environment. */
export function variableOf(field: string): string {
  return field
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1_$2")
    .replace(/[^A-Za-z0-9]+/g, "_")
    .toUpperCase();
}

/** `maxWait` for `MAX_WAIT`: what a field is probably called whose schema doesn't tell. */
export function fieldOf(variable: string): string {
  return variable.toLowerCase().replace(/_+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

const SECRET_WORDS =
  /(^|_)(TOKENS?|KEYS?|SECRETS?|PASSWORDS?|PASSPHRASE|PASS|CREDENTIALS?|APIKEY|AUTHORIZATION|COOKIE)(_|$)/;

/** Whether a field's name says that its value must not be shown. */
export function looksSecret(field: string): boolean {
  return SECRET_WORDS.test(variableOf(field));
}
