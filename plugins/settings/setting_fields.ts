/**
 * Finds the settings in a plugin's schema through Standard JSON Schema, so that any schema library which speaks it will do. A schema that
 * doesn't has no settings.
 */
import type { Json, PluginConfig } from "@portico/bot";
import type { StandardJSONSchemaV1 } from "@standard-schema/spec";
import type { SettingField, SettingKind } from "./settings_manager.ts";

type Node = Readonly<Record<string, unknown>>;

/** What was found: the settings, and the marked fields that can't be one, with the reason. */
export interface FoundSettings {
  readonly fields: readonly SettingField[];
  readonly unusable: readonly { readonly field: string; readonly reason: string }[];
}

/** All top-level fields marked `setting: true`, in the order of the schema. */
export function findSettings(config: PluginConfig): FoundSettings {
  const root = jsonSchemaOf(config.token.schema);
  const properties = root === undefined ? undefined : root.properties;
  if (root === undefined || !isNode(properties)) return { fields: [], unusable: [] };
  const fields: SettingField[] = [];
  const unusable: { field: string; reason: string }[] = [];
  for (const [field, property] of Object.entries(properties)) {
    const node = isNode(property) ? resolve(property, root) : undefined;
    if (node === undefined || node.setting !== true) continue;
    const found = describe(config, field, node);
    if (found === undefined) {
      unusable.push({ field, reason: `nobody can type a value of ${JSON.stringify(node.type)}` });
    } else fields.push(found);
  }
  return { fields, unusable };
}

/** True for what survives JSON. */
export function isJson(value: unknown): value is Json {
  if (value === null || typeof value === "string" || typeof value === "boolean") return true;
  if (typeof value === "number") return Number.isFinite(value);
  if (Array.isArray(value)) return value.every(isJson);
  if (!isNode(value)) return false;
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return false;
  return Object.values(value).every((part) => part === undefined || isJson(part));
}

function describe(config: PluginConfig, field: string, node: Node): SettingField | undefined {
  const configured = fieldOf(config.input ?? {}, field) ?? fieldOf(config.value, field);
  const common = {
    plugin: config.plugin,
    field,
    default: isJson(configured) ? configured : isJson(node.default) ? node.default : undefined,
    ...textsOf(node),
  };
  const choices = choicesOf(node);
  if (choices !== undefined) return { ...common, kind: "choice", choices };
  const typed = onlyBranch(node);
  const kind = kindOf(typed);
  return kind && { ...common, kind, choices: [], ...boundsOf(typed) };
}

/** The input side: what people type is what goes into the schema, not what comes out of it. */
function jsonSchemaOf(schema: object): Node | undefined {
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
  if (!isNode(standard) || !isNode(standard.jsonSchema)) return false;
  return typeof standard.jsonSchema.input === "function";
}

/** Follows references within the schema; what stands beside the reference wins. */
function resolve(node: Node, root: Node, depth = 0): Node {
  if (typeof node.$ref !== "string" || !node.$ref.startsWith("#/") || depth > 10) return node;
  let target: unknown = root;
  for (const part of node.$ref.slice(2).split("/")) {
    const key = decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~");
    target = isNode(target) ? target[key] : undefined;
  }
  return isNode(target) ? { ...resolve(target, root, depth + 1), ...node, $ref: undefined } : node;
}

function choicesOf(node: Node): readonly Json[] | undefined {
  if (Array.isArray(node.enum)) return node.enum.filter(isJson);
  const branches = branchesOf(node);
  if (branches === undefined || branches.length < 2) return undefined;
  const values = branches.map((branch) => branch.const).filter(isJson);
  return values.length === branches.length ? values : undefined;
}

/** For "a number or null", which libraries write in two ways, the number. */
function onlyBranch(node: Node): Node {
  const branches = branchesOf(node);
  return branches?.length === 1 ? branches[0] : node;
}

function branchesOf(node: Node): readonly Node[] | undefined {
  const branches = node.anyOf ?? node.oneOf;
  return Array.isArray(branches) ? branches.filter(isNode).filter(({ type }) => type !== "null") : undefined;
}

function kindOf(node: Node): SettingKind | undefined {
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
      return isNode(node.items) && node.items.type === "string" ? "list" : undefined;
  }
}

function boundsOf(node: Node): Partial<SettingField> {
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

function textsOf(node: Node): { title?: string; description?: string } {
  const { title, description } = node;
  return {
    ...typeof title === "string" ? { title } : {},
    ...typeof description === "string" ? { description } : {},
  };
}

/** A field of some object; `undefined` when it has none. */
export function fieldOf(object: object, field: string): unknown {
  return Object.hasOwn(object, field) ? Reflect.get(object, field) : undefined;
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
