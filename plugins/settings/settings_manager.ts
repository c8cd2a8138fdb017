/** The settings of plugins, as each account has them. */
import { type Json, PorticoError, type ValueShape } from "@portico/bot";

/** One setting, as the owning plugin's schema describes it. */
export interface SettingField extends ValueShape {
  /** Name of the plugin it belongs to. */
  readonly plugin: string;
  /** Name of the field in the plugin's configuration. */
  readonly field: string;
  /** What holds for accounts that have set nothing: the configured value, else the schema's default. */
  readonly default: Json | undefined;
  /** The schema's own words, for plugins whose texts have none. */
  readonly title?: string;
  /** As `title`: what the setting is for. */
  readonly description?: string;
}

/** A setting that does not exist, or a value its schema refuses. */
export class SettingError extends PorticoError {
  /** Made by the settings manager. */
  constructor(
    /** For programs. */
    readonly code: "unknown_setting" | "invalid_setting",
    /** The plugin that was asked for. */
    readonly plugin: string,
    /** The field that was asked for. */
    readonly field: string,
    /** What the schema says, or which settings there are. */
    readonly detail: string,
  ) {
    super(
      code === "unknown_setting"
        ? `There is no setting "${plugin}.${field}". ${detail}`
        : `The setting "${plugin}.${field}" can't be that: ${detail}`,
    );
  }
}

/**
 * Knows every setting of every loaded plugin, and each account's values. Abstract, so that it is type and DI token in one:
 * `@inject(SettingsManager)`.
 *
 * ```ts
 * const { quiet } = settings.cached(account.id, "aggregation") ?? await settings.of(account.id, "aggregation");
 * ```
 */
export abstract class SettingsManager {
  /**
   * The settings of one plugin that hold for this account, as the plugin's schema makes them: the account's own value, else the configured
   * one, else the schema's default. A value of the account's that the schema no longer takes is passed over (and kept). Empty for a plugin
   * without settings. Frozen; the same object until something changes, shared by accounts that have set nothing.
   */
  abstract of(account: string, plugin: string): Promise<Readonly<Record<string, Json>>>;
  /** Without I/O what `of` would say; `undefined` when it would have to ask the store. */
  abstract cached(account: string, plugin: string): Readonly<Record<string, Json>> | undefined;
  /** What the account itself has set of a plugin and the schema takes, as it was set. */
  abstract changed(account: string, plugin: string): Promise<Readonly<Record<string, Json>>>;
  /**
   * Checks a value with the plugin's schema, together with the account's other settings of that plugin.
   *
   * @param language of the error's detail, as far as the schema speaks it; English by default.
   * @throws {SettingError}
   */
  abstract check(account: string, plugin: string, field: string, value: Json, language?: string): Promise<void>;
  /**
   * Sets one. Resolves when it is durable; later calls of `of` see it.
   *
   * @throws {SettingError} and changes nothing.
   */
  abstract set(account: string, plugin: string, field: string, value: Json): Promise<void>;
  /** Forgets what the account has set: one field, all of a plugin, or everything. Resolves with how many there were. */
  abstract reset(account: string, plugin?: string, field?: string): Promise<number>;
  /** Every setting of the loaded plugins, or of one of them, in the order of its schema. */
  abstract fields(plugin?: string): readonly SettingField[];
  /** Forgets what is cached of an account, after what is being written has been. */
  abstract invalidate(account: string): Promise<void>;
}
