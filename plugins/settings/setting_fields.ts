/**
 * Finds the settings in a plugin's schema through Standard JSON Schema, so that any schema library which speaks it will do. A schema that
 * doesn't has no settings.
 */
import { inputSchemaOf, isJson, isRecord, type PluginConfig, resolveNode, shapeOf, textsOf } from "@portico/bot";
import type { SchemaNode } from "@portico/bot";
import type { SettingField } from "./settings_manager.ts";

/** What was found: the settings, and the marked fields that can't be one, with the reason. */
export interface FoundSettings {
  readonly fields: readonly SettingField[];
  readonly unusable: readonly { readonly field: string; readonly reason: string }[];
}

/** All top-level fields marked `setting: true`, in the order of the schema. */
export function findSettings(config: PluginConfig): FoundSettings {
  const root = inputSchemaOf(config.token.schema);
  const properties = root === undefined ? undefined : root.properties;
  if (root === undefined || !isRecord(properties)) return { fields: [], unusable: [] };
  const fields: SettingField[] = [];
  const unusable: { field: string; reason: string }[] = [];
  for (const [field, property] of Object.entries(properties)) {
    const node = isRecord(property) ? resolveNode(property, root) : undefined;
    if (node === undefined || node.setting !== true) continue;
    const found = describe(config, field, node);
    if (found === undefined) {
      unusable.push({ field, reason: `nobody can type a value of ${JSON.stringify(node.type)}` });
    } else fields.push(found);
  }
  return { fields, unusable };
}

function describe(config: PluginConfig, field: string, node: SchemaNode): SettingField | undefined {
  const configured = fieldOf(config.input ?? {}, field) ?? fieldOf(config.value, field);
  const common = {
    plugin: config.plugin,
    field,
    default: isJson(configured) ? configured : isJson(node.default) ? node.default : undefined,
    ...textsOf(node),
  };
  const shape = shapeOf(node);
  return shape && { ...common, ...shape };
}

/** A field of some object; `undefined` when it has none. */
export function fieldOf(object: object, field: string): unknown {
  return Object.hasOwn(object, field) ? Reflect.get(object, field) : undefined;
}
