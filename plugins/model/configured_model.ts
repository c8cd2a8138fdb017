import { Clock, httpFetch, inject, type Logger, PluginLog, secrets, Store } from "@portico/bot";
import type { AccountLimits } from "./account_limits.ts";
import {
  type LanguageModel,
  Model,
  type ModelInfo,
  type ModelOutcome,
  type ModelUsage,
  type ModelUse,
} from "./model.ts";
import { ModelConfig, type ModelSettings } from "./model_config.ts";
import type { Tokenizer } from "./tokenizer.ts";

/** What a model calls the world by; the platform's own by default. */
export interface ModelPlatform {
  /** Calls the endpoint. */
  readonly fetch: typeof globalThis.fetch;
  /** Between 0 and 1. */
  readonly random: () => number;
}

/** Tokens that the offline model reads: it has no window, only patience. */
const OFFLINE_WINDOW = 1_000_000;
/** UTF-16 units of a token, for a model that has no tokens: a little less than most tokenizers make of English and Russian. */
const UNITS_PER_TOKEN = 3;

/** The model of the configuration: behind its endpoint, or rules where there is none. Both are loaded with the first call. */
@inject(ModelConfig, Store, Clock, PluginLog)
export class ConfiguredModel extends Model {
  /** What is configured. */
  readonly info: ModelInfo;
  readonly #platform: ModelPlatform;
  #last: ModelOutcome | undefined;
  #models: Promise<(use: ModelUse) => LanguageModel> | undefined;
  #offline: Promise<LanguageModel> | undefined;
  #limits: Promise<AccountLimits> | undefined;
  #tokenizer: Promise<Tokenizer> | undefined;

  /** Built by the kernel. @param platform for tests. */
  constructor(
    private readonly settings: ModelSettings,
    private readonly store: Store,
    private readonly clock: Clock,
    private readonly log: Logger,
    platform?: Partial<ModelPlatform>,
  ) {
    super();
    const offline = settings.url === "";
    this.info = offline
      ? { name: "offline", offline, window: OFFLINE_WINDOW }
      : { name: settings.name, offline, window: settings.window };
    secrets.add(settings.key);
    this.#platform = { fetch: httpFetch, random: Math.random, ...platform };
  }

  /** What the last call came to, whoever made it; `undefined` before the first. */
  override get last(): ModelOutcome | undefined {
    return this.#last;
  }

  /** The model for one use; see `Model.for`. */
  async for(use: ModelUse): Promise<LanguageModel> {
    if (this.info.offline) return await (this.#offline ??= loadOffline());
    return (await (this.#models ??= this.#connect()))(use);
  }

  /** Tokens of a text, about; long texts are counted in parts, between which others have their turn. */
  async countTokens(text: string): Promise<number> {
    // A tokenizer takes megabytes and a moment to load, which a model without tokens is not worth.
    if (this.info.offline) return Math.ceil(text.length / UNITS_PER_TOKEN);
    this.#tokenizer ??= import("./tokenizer.ts").then(({ Tokenizer }) => new Tokenizer(this.settings.name));
    return await (await this.#tokenizer).count(text);
  }

  /** What an account has used. */
  async usage(account: string): Promise<ModelUsage> {
    return await (await this.#limited()).usage(account);
  }

  #limited(): Promise<AccountLimits> {
    return this.#limits ??= import("./account_limits.ts").then(({ AccountLimits }) =>
      new AccountLimits(this.store, this.clock, this.settings, (error) => {
        this.log.warn("What was used of the model could not be written down: {error}", { error });
      })
    );
  }

  async #connect(): Promise<(use: ModelUse) => LanguageModel> {
    const { modelsAt } = await import("./endpoint.ts");
    const { clock, log, settings } = this;
    const meter = {
      limits: await this.#limited(),
      clock,
      log,
      persistence: {
        clock,
        attempts: settings.attempts,
        longestWait: settings.timeout * 1_000,
        random: this.#platform.random,
      },
      window: settings.window,
      countTokens: (text: string) => this.countTokens(text),
      onOutcome: (outcome: ModelOutcome) => void (this.#last = outcome),
    };
    return modelsAt(settings, meter, { fetch: this.#platform.fetch, clock });
  }
}

async function loadOffline(): Promise<LanguageModel> {
  const { OfflineModel } = await import("./offline/mod.ts");
  return new OfflineModel();
}
