/** What calls an endpoint. Loaded with the first call. */
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import type { LanguageModelV4 } from "@ai-sdk/provider";
import type { Clock } from "@portico/bot";
import { type Meter, MeteredModel } from "./metered_model.ts";
import type { ModelUse } from "./model.ts";
import type { ModelSettings } from "./model_config.ts";
import { watchedFetch } from "./watched_fetch.ts";

/** Bytes that an answer has at most: far more than the events that carry a token each. */
const BYTES_PER_TOKEN = 512;
const LEAST_BYTES = 16 * 2 ** 20;

/** The model behind an OpenAI-compatible endpoint, for each use. Connects to nothing yet. */
export function modelsAt(
  { url, key, name, timeout, window, structuredOutputs }: ModelSettings,
  meter: Meter,
  platform: { readonly fetch: typeof globalThis.fetch; readonly clock: Clock },
): (use: ModelUse) => LanguageModelV4 {
  const provider = createOpenAICompatible({
    name: "endpoint",
    baseURL: url.replace(/\/+$/, ""),
    includeUsage: true,
    supportsStructuredOutputs: structuredOutputs,
    fetch: watchedFetch({
      ...platform,
      timeout: timeout * 1_000,
      largest: Math.max(LEAST_BYTES, window * BYTES_PER_TOKEN),
    }),
    ...(key === "" ? {} : { apiKey: key }),
  });
  const model = provider.languageModel(name);
  return (use) => new MeteredModel(model, use, meter);
}
