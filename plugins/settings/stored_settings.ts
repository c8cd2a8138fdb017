import {
  CachedRecords,
  checkValue,
  inject,
  isJson,
  type Json,
  lazySchema,
  type Logger,
  type PluginConfig,
  PluginConfigs,
  PluginLog,
  type RecordKind,
  Store,
} from "@portico/bot";
import { z } from "zod";
import { fieldOf, findSettings } from "./setting_fields.ts";
import { SettingError, type SettingField, SettingsManager } from "./settings_manager.ts";

/** How many accounts are remembered; one that has changed nothing takes about 150 bytes. */
const REMEMBERED = 20_000;

type Values = Readonly<Record<string, Json>>;
type Overrides = Readonly<Record<string, Values>>;

const NOTHING: Values = Object.freeze({});

const overrides: RecordKind<Overrides> = {
  namespace: "settings.values",
  version: 1,
  schema: lazySchema(() => z.record(z.string(), z.record(z.string(), z.json()))),
};

/** What is known of a plugin as long as it is loaded. */
interface Known {
  readonly config: PluginConfig;
  readonly fields: readonly SettingField[];
  /** What holds for accounts that have changed nothing. */
  readonly base: Values;
}

/** An account's values of one plugin: what it has set and the schema takes, and what holds. */
interface Resolved {
  readonly own: Values;
  readonly values: Values;
}

/** Keeps in the store's records what accounts have changed, and nothing else: a new default reaches everybody who never chose. */
@inject(Store, PluginConfigs, PluginLog)
export class StoredSettings extends SettingsManager {
  readonly #overrides: CachedRecords<Overrides>;
  readonly #configs: PluginConfigs;
  #plugins = new Map<string, Known>();
  #seen: readonly PluginConfig[] | undefined;
  /** What was made of an account's values, per plugin; gone with the values themselves. */
  #resolved = new WeakMap<Overrides, Map<string, Resolved>>();

  constructor(store: Store, configs: PluginConfigs, private readonly log: Logger) {
    super();
    this.#overrides = new CachedRecords(store.records(overrides), REMEMBERED);
    this.#configs = configs;
  }

  cached(account: string, plugin: string): Values | undefined {
    const known = this.#known().get(plugin);
    if (known === undefined) return NOTHING;
    const changed = this.#overrides.peek(account);
    if (changed === null) return undefined;
    if (changed?.[plugin] === undefined) return known.base;
    return this.#resolved.get(changed)?.get(plugin)?.values;
  }

  async of(account: string, plugin: string): Promise<Values> {
    const known = this.#known().get(plugin);
    return known === undefined ? NOTHING : (await this.#resolve(known, account)).values;
  }

  async changed(account: string, plugin: string): Promise<Values> {
    const known = this.#known().get(plugin);
    return known === undefined ? NOTHING : (await this.#resolve(known, account)).own;
  }

  async check(account: string, plugin: string, field: string, value: Json, language = "en"): Promise<void> {
    const known = this.#find(plugin, field);
    const { [field]: _replaced, ...others } = (await this.#resolve(known, account)).own;
    const { problem } = await validate(known, { ...others, [field]: value }, language, field);
    if (problem !== undefined) throw new SettingError("invalid_setting", plugin, field, problem);
  }

  async set(account: string, plugin: string, field: string, value: Json): Promise<void> {
    await this.check(account, plugin, field, value);
    await this.#overrides.update(account, (old = {}) => ({ ...old, [plugin]: { ...old[plugin], [field]: value } }));
  }

  async reset(account: string, plugin?: string, field?: string): Promise<number> {
    let count = 0;
    await this.#overrides.update(account, (old = {}) => {
      count = 0;
      const kept: Record<string, Values> = {};
      for (const [name, values] of Object.entries(old)) {
        const left = Object.entries(values).filter(([key]) =>
          (plugin !== undefined && name !== plugin) || (field !== undefined && key !== field)
        );
        count += Object.keys(values).length - left.length;
        if (left.length > 0) kept[name] = Object.fromEntries(left);
      }
      return Object.keys(kept).length > 0 ? kept : undefined;
    });
    return count;
  }

  fields(plugin?: string): readonly SettingField[] {
    const plugins = this.#known();
    if (plugin !== undefined) return plugins.get(plugin)?.fields ?? [];
    return [...plugins.values()].flatMap(({ fields }) => fields);
  }

  async invalidate(account: string): Promise<void> {
    await this.#overrides.forget((key) => key === account);
  }

  /** Looks at the schemas again when plugins have come or gone; the list's identity says so. */
  #known(): ReadonlyMap<string, Known> {
    const list = this.#configs.list();
    if (list === this.#seen) return this.#plugins;
    const before = this.#plugins;
    this.#plugins = new Map();
    for (const config of list) {
      const old = before.get(config.plugin);
      const known = old?.config === config ? old : this.#read(config);
      if (known.fields.length > 0) this.#plugins.set(config.plugin, known);
    }
    this.#seen = list;
    this.#resolved = new WeakMap();
    return this.#plugins;
  }

  #read(config: PluginConfig): Known {
    const { fields, unusable } = findSettings(config);
    for (const { field, reason } of unusable) {
      this.log.warn("{plugin}.{field} can't be a setting: {reason}", { plugin: config.plugin, field, reason });
    }
    return { config, fields, base: settingsOf(fields, config.value) };
  }

  #find(plugin: string, field: string): Known {
    const known = this.#known().get(plugin);
    if (known?.fields.some((candidate) => candidate.field === field)) return known;
    const names = this.fields(known === undefined ? undefined : plugin).map((known) =>
      `${known.plugin}.${known.field}`
    );
    throw new SettingError(
      "unknown_setting",
      plugin,
      field,
      names.length > 0 ? `There are ${names.join(", ")}.` : "No plugin has any.",
    );
  }

  async #resolve(known: Known, account: string): Promise<Resolved> {
    const { plugin } = known.config;
    const changed = await this.#overrides.get(account);
    const stored = changed?.[plugin];
    if (changed === undefined || stored === undefined) return { own: NOTHING, values: known.base };
    const before = this.#resolved.get(changed)?.get(plugin);
    if (before !== undefined) return before;
    const own = await usable(known, stored);
    const { value } = await validate(known, own);
    const resolved = { own, values: value === undefined ? known.base : settingsOf(known.fields, value) };
    this.#tellPassedOver(known, account, Object.keys(stored).filter((field) => !Object.hasOwn(own, field)));
    if (this.#known().get(plugin) === known) {
      const all = this.#resolved.get(changed) ?? new Map<string, Resolved>();
      this.#resolved.set(changed, all.set(plugin, resolved));
    }
    return resolved;
  }

  #tellPassedOver({ config }: Known, account: string, fields: readonly string[]): void {
    if (fields.length === 0) return;
    this.log.warn(
      "Settings of account {account} are passed over, the schema of {plugin} takes them no longer: {fields}",
      {
        account,
        plugin: config.plugin,
        fields: fields.join(", "),
      },
    );
  }
}

/** Of an account's own values, those the schema takes today. */
async function usable(known: Known, own: Values): Promise<Values> {
  const there = Object.entries(own).filter(([name]) => known.fields.some(({ field }) => field === name));
  const all = Object.fromEntries(there);
  if ((await validate(known, all)).value !== undefined) return all;
  let taken: Values = {};
  for (const [field, value] of there) {
    const more = { ...taken, [field]: value };
    if ((await validate(known, more)).value !== undefined) taken = more;
  }
  return taken;
}

type Checked = { readonly value: object; readonly problem?: never } | {
  readonly value?: never;
  readonly problem: string;
};

/**
 * The whole configuration with these values laid over it: a rule between two fields counts too. Problems name the field they are about, unless
 * it is the one that was asked for.
 */
async function validate({ config }: Known, values: Values, language = "en", asked?: string): Promise<Checked> {
  const result = await checkValue(config.token.schema, { ...config.input ?? config.value, ...values }, language);
  if (result.issues === undefined) return { value: result.value };
  const problems = result.issues.map(({ path = [], message }) => {
    const where = path.map((part) => String(typeof part === "object" ? part.key : part)).join(".");
    return where === "" || where === asked ? message : `${where}: ${message}`;
  });
  return { problem: problems.join("; ") };
}

function settingsOf(fields: readonly SettingField[], value: object): Values {
  const found: Record<string, Json> = {};
  for (const { field } of fields) {
    const made = fieldOf(value, field);
    if (isJson(made)) found[field] = made;
  }
  return Object.freeze(found);
}
