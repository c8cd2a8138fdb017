/** The checked configuration of every loaded plugin, for those who show or change what is configured. */
import type { ConfigToken } from "./config_token.ts";

/** One plugin's configuration. */
export interface PluginConfig {
  /** The plugin's name. */
  readonly plugin: string;
  /** The token its `@plugin` names; has the schema. */
  readonly token: ConfigToken<object>;
  /** What the schema made of the input. */
  readonly value: object;
  /**
   * What the schema was given: flags, environment and file put together. Left out when `value` is a valid input too, as it is for a schema that
   * converts nothing.
   */
  readonly input?: object;
}

/** Live: plugins come and go. A DI token: `@inject(PluginConfigs)`. The kernel fills it. */
export class PluginConfigs {
  readonly #all = new Map<string, PluginConfig>();
  readonly #subscribers = new Set<() => void>();
  #list: readonly PluginConfig[] | undefined;

  /**
   * Adds one and returns what takes it back.
   *
   * @throws {TypeError} the plugin has one already.
   */
  add(config: PluginConfig): () => void {
    if (this.#all.has(config.plugin)) throw new TypeError(`Plugin "${config.plugin}" has its configuration already.`);
    this.#all.set(config.plugin, config);
    this.#changed();
    return () => {
      if (this.#all.get(config.plugin) !== config) return;
      this.#all.delete(config.plugin);
      this.#changed();
    };
  }

  /** Of the plugins that are loaded now, in the order in which they were loaded. The same array until something changes. */
  list(): readonly PluginConfig[] {
    return this.#list ??= [...this.#all.values()];
  }

  /** Calls back after each change until the returned function is called. */
  subscribe(changed: () => void): () => void {
    this.#subscribers.add(changed);
    return () => void this.#subscribers.delete(changed);
  }

  #changed(): void {
    this.#list = undefined;
    for (const changed of this.#subscribers) changed();
  }
}
