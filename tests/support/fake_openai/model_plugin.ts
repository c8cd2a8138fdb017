import {
  Clock,
  type Constructor,
  inject,
  type Logger,
  plugin,
  PluginLog,
  pluginOptionsOf,
  Store,
  Translations,
} from "../../../core/mod.ts";
import { ConfiguredModel, Model, ModelConfig, ModelPlugin, type ModelSettings } from "../../../plugins/model/mod.ts";
import type { FakeOpenAI } from "./fake_openai.ts";

/**
 * The model plugin whose model calls the fake without a network, so that it lives in virtual time. Configure it as the plugin itself:
 * `config: { model: { url: fake.url, name: fake.model } }`.
 */
export function modelPluginOver(fake: FakeOpenAI): Constructor {
  @inject(ModelConfig, Store, Clock, PluginLog)
  class ModelOverFake extends ConfiguredModel {
    constructor(settings: ModelSettings, store: Store, clock: Clock, log: Logger) {
      super(settings, store, clock, log, { fetch: fake.fetch, random: () => 0.5 });
    }
  }
  const options = pluginOptionsOf(ModelPlugin);
  if (options === undefined) throw new TypeError("The model plugin is none.");

  @plugin({ ...options, provides: [{ token: Model, useClass: ModelOverFake }] })
  @inject(Model, Translations)
  class ModelPluginOverFake extends ModelPlugin {}
  return ModelPluginOverFake;
}
