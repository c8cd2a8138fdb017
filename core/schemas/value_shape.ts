/**
 * What a schema says of the values it takes, read through Standard JSON Schema, so that any library which speaks it will do; whether a value is what
 * people are told it must be, and the words that tell them.
 */
import type { StandardJSONSchemaV1 } from "@standard-schema/spec";
import { isJson, isRecord, type Json } from "../json.ts";
import type { Translations } from "../i18n/i18n.ts";

/** A JSON Schema, or a part of one. */
export type SchemaNode = Readonly<Record<string, unknown>>;

/** What kind of value it is, and so how it is asked for and shown. `list` is a list of texts. */
export type ValueKind = "boolean" | "choice" | "integer" | "number" | "text" | "list";

/** What a value has to look like, as far as people can be told. */
export interface ValueShape {
  /** What kind of value. */
  readonly kind: ValueKind;
  /** The values of a `choice`, in the schema's order; empty for other kinds. */
  readonly choices: readonly Json[];
  /** The least a number may be. */
  readonly minimum?: number;
  /** The most a number may be. */
  readonly maximum?: number;
  /** The value must be greater than this. */
  readonly above?: number;
  /** The value must be less than this. */
  readonly below?: number;
  /** The fewest characters of a text, or entries of a list. */
  readonly minLength?: number;
  /** The most characters of a text, or entries of a list. */
  readonly maxLength?: number;
}

/** The input side: what people type is what goes into the schema, not what comes out of it. `undefined` for a schema that doesn't say. */
export function inputSchemaOf(schema: object): SchemaNode | undefined {
  if (!speaksJsonSchema(schema)) return undefined;
  try {
    return schema["~standard"].jsonSchema.input({
      target: "draft-2020-12",
      libraryOptions: { unrepresentable: "any" }, // zod: a field that JSON can't say must not hide the others
    });
  } catch {
    return undefined; // a library may refuse what it can't represent
  }
}

function speaksJsonSchema(schema: object): schema is StandardJSONSchemaV1 {
  const standard: unknown = Reflect.get(schema, "~standard");
  if (!isRecord(standard) || !isRecord(standard.jsonSchema)) return false;
  return typeof standard.jsonSchema.input === "function";
}

/** Follows references within the schema; what stands beside the reference wins. */
export function resolveNode(node: SchemaNode, root: SchemaNode, depth = 0): SchemaNode {
  if (typeof node.$ref !== "string" || !node.$ref.startsWith("#/") || depth > 10) return node;
  let target: unknown = root;
  for (const part of node.$ref.slice(2).split("/")) {
    const key = decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~");
    target = isRecord(target) ? target[key] : undefined;
  }
  return isRecord(target) ? { ...resolveNode(target, root, depth + 1), ...node, $ref: undefined } : node;
}

/** The shape of a resolved node; `undefined` for what nobody can type. */
export function shapeOf(node: SchemaNode): ValueShape | undefined {
  const choices = choicesOf(node);
  if (choices !== undefined) return { kind: "choice", choices };
  const typed = onlyBranch(node);
  const kind = kindOf(typed);
  return kind && { kind, choices: [], ...boundsOf(typed) };
}

/** What the schema itself calls the value, and says of it. */
export function textsOf(
  { title, description }: SchemaNode,
): { readonly title?: string; readonly description?: string } {
  return {
    ...typeof title === "string" ? { title } : {},
    ...typeof description === "string" ? { description } : {},
  };
}

function choicesOf(node: SchemaNode): readonly Json[] | undefined {
  if (Array.isArray(node.enum)) return node.enum.filter(isJson);
  const branches = branchesOf(node);
  if (branches === undefined || branches.length < 2) return undefined;
  const values = branches.map((branch) => branch.const).filter(isJson);
  return values.length === branches.length ? values : undefined;
}

/** For "a number or null", which libraries write in two ways, the number. */
function onlyBranch(node: SchemaNode): SchemaNode {
  const branches = branchesOf(node);
  return branches?.length === 1 ? branches[0] : node;
}

function branchesOf(node: SchemaNode): readonly SchemaNode[] | undefined {
  const branches = node.anyOf ?? node.oneOf;
  return Array.isArray(branches) ? branches.filter(isRecord).filter(({ type }) => type !== "null") : undefined;
}

function kindOf(node: SchemaNode): ValueKind | undefined {
  const types = Array.isArray(node.type) ? node.type.filter((type) => type !== "null") : [node.type];
  if (types.length !== 1) return undefined;
  switch (types[0]) {
    case "boolean":
    case "integer":
    case "number":
      return types[0];
    case "string":
      return "text";
    case "array":
      return isRecord(node.items) && node.items.type === "string" ? "list" : undefined;
  }
}

function boundsOf(node: SchemaNode): Partial<ValueShape> {
  return {
    ...bound("minimum", node.minimum),
    ...bound("maximum", node.maximum),
    ...bound("above", node.exclusiveMinimum),
    ...bound("below", node.exclusiveMaximum),
    ...bound("minLength", node.minLength ?? node.minItems),
    ...bound("maxLength", node.maxLength ?? node.maxItems),
  };
}

/** Libraries say "a safe integer" as bounds too: true, but no news to anybody. */
function bound(name: string, value: unknown): Record<string, number> {
  return typeof value === "number" && Math.abs(value) < Number.MAX_SAFE_INTEGER ? { [name]: value } : {};
}

/** True where the value is of the shape's kind and within its bounds. What the schema wants beyond them, only the schema knows. */
export function fitsShape(shape: ValueShape, value: unknown): boolean {
  const { kind, choices } = shape;
  switch (kind) {
    case "boolean":
      return typeof value === "boolean";
    case "choice":
      return choices.some((choice) => choice === value);
    case "integer":
      return Number.isSafeInteger(value) && isWithin(shape, value as number);
    case "number":
      return typeof value === "number" && Number.isFinite(value) && isWithin(shape, value);
    case "text":
      return typeof value === "string" && isOfLength(shape, value);
    case "list":
      return Array.isArray(value) && value.every((item) => typeof item === "string") && isOfLength(shape, value);
  }
}

/** Text as the value of a shape, where it can be that; else the text itself. */
export function typedValue({ kind, choices }: ValueShape, text: string): Json {
  if (kind === "choice") return choices.find((choice) => String(choice) === text) ?? text;
  if (kind !== "integer" && kind !== "number") return text;
  return text.trim() === "" || Number.isNaN(Number(text)) ? text : Number(text);
}

function isWithin({ minimum, maximum, above, below }: ValueShape, value: number): boolean {
  return value >= (minimum ?? -Infinity) && value <= (maximum ?? Infinity) &&
    value > (above ?? -Infinity) && value < (below ?? Infinity);
}

function isOfLength({ minLength, maxLength }: ValueShape, { length }: { readonly length: number }): boolean {
  return length >= (minLength ?? 0) && length <= (maxLength ?? Infinity);
}

/**
 * Says in a language what a value has to look like, such as "a whole number from 1 to 10".
 *
 * @param choices what may be chosen from, where it should not be told as the schema has it.
 */
export function valueWords(
  translations: Translations,
  language: string,
  shape: ValueShape,
  choices: readonly string[] = shape.choices.map(String),
): string {
  const t = (id: string, args?: Readonly<Record<string, string | number>>) =>
    translations.t("core", language, id, args);
  const bound = (id: string, min: number | undefined, max: number | undefined) => {
    if (min !== undefined && max !== undefined) return t(`${id}-between`, { min, max });
    if (min !== undefined) return t(`${id}-least`, { min });
    return max === undefined ? undefined : t(`${id}-most`, { max });
  };
  const { kind, minimum, maximum, above, below, minLength, maxLength } = shape;
  const bounds = [
    bound("bound", minimum, maximum),
    above === undefined ? undefined : t("bound-above", { min: above }),
    below === undefined ? undefined : t("bound-below", { max: below }),
    bound(`bound-${kind === "list" ? "items" : "length"}`, minLength, maxLength),
  ].filter((bound) => bound !== undefined);
  const words = t(`kind-${kind}`, { choices: choices.join(", ") });
  return t("expects", { kind: words, bounds: new Intl.ListFormat(language).format(bounds) }).trim();
}
