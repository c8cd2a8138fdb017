import type { ModelError } from "./model_error.ts";

/**
 * A model as the AI SDK takes it: its `LanguageModelV4`, written down here so that public types stand on no package. What a call takes and gives is the
 * AI SDK's affair; who calls it by hand has the types from `@ai-sdk/provider`: `const model: LanguageModelV4 = await models.for(use)`.
 */
export interface LanguageModel {
  /** The version of the AI SDK's contract. */
  readonly specificationVersion: "v4";
  /** Who serves it, for telemetry. */
  readonly provider: string;
  /** Its name there. */
  readonly modelId: string;
  /** Addresses it opens by itself, by media type. */
  readonly supportedUrls: PromiseLike<Record<string, RegExp[]>> | Record<string, RegExp[]>;
  /** One answer. */
  // deno-lint-ignore no-explicit-any -- of the AI SDK
  doGenerate(options: any): PromiseLike<any>;
  /** An answer while it is written. */
  // deno-lint-ignore no-explicit-any -- of the AI SDK
  doStream(options: any): PromiseLike<any>;
}

/** What is known of the model that is configured. */
export interface ModelInfo {
  /** As the endpoint calls it; `offline` for the one that needs no endpoint. */
  readonly name: string;
  /** No endpoint is configured: what the model does is rules, and what needs understanding it can't. */
  readonly offline: boolean;
  /** Tokens that prompt and answer may have together. */
  readonly window: number;
}

/** For whom a model is called, and what for. */
export interface ModelUse {
  /** Id of the account whose limits count. */
  readonly account: string;
  /** Which plugin calls; told in logs and counted by itself. */
  readonly purpose: "ask" | "agent" | "note";
}

/** What an account has used, and what is left of it. */
export interface ModelUsage {
  /** Calls in the last minute. */
  readonly calls: number;
  /** Calls a minute may have. */
  readonly callsPerMinute: number;
  /** Tokens of this day, in and out. */
  readonly tokens: number;
  /** Tokens a day may have. */
  readonly tokensPerDay: number;
  /** What this day has cost, in the currency of the configured prices; `undefined` where no prices are configured. */
  readonly cost: number | undefined;
  /** Tokens of this day by what they were for. */
  readonly purposes?: Readonly<Partial<Record<ModelUse["purpose"], number>>>;
}

/** What the last call to the model came to. */
export interface ModelOutcome {
  /** Wall time in milliseconds. */
  readonly at: number;
  /** Why it failed; `undefined` when it went well. */
  readonly error: ModelError | undefined;
}

/**
 * The language model, whichever it is. Abstract, so that it is type and DI token in one. Nothing is loaded before the first call.
 */
export abstract class Model {
  /** What is configured. */
  abstract readonly info: ModelInfo;
  /**
   * The model for the AI SDK (`generateText`, `streamText`, …). Each call through it is counted towards the account's limits, has a time-out, is
   * retried where that is safe, and throws a `ModelError` that holds no secret.
   */
  abstract for(use: ModelUse): Promise<LanguageModel>;
  /** Tokens of a text: by the model's own tokenizer where that is known, otherwise by a common one, which is close. */
  abstract countTokens(text: string): Promise<number>;
  /** What the last call came to, whoever made it; `undefined` before the first, and where no endpoint is called. */
  get last(): ModelOutcome | undefined {
    return undefined;
  }
  /** What an account has used. */
  abstract usage(account: string): Promise<ModelUsage>;
}
