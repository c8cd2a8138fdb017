import { config, type ConfigToken } from "@portico/bot";
import { z } from "zod";

/** What can be configured under `plugins.model`. */
export type ModelSettings = {
  /** Base URL of an OpenAI-compatible endpoint, without `/chat/completions`; empty for none, and then rules serve. */
  readonly url: string;
  /** How the endpoint calls the model. */
  readonly name: string;
  /** What the endpoint knows the bot by; empty where it wants nothing. */
  readonly key: string;
  /** Tokens that prompt and answer may have together. */
  readonly window: number;
  /** Seconds within which an answer has to begin, and then to go on. */
  readonly timeout: number;
  /** How often a call is tried at most, where trying again can do no harm. */
  readonly attempts: number;
  /** Calls that an account has in any minute. */
  readonly callsPerMinute: number;
  /** Tokens that an account has in a day, in and out. */
  readonly tokensPerDay: number;
  /** What a million tokens of a prompt cost, in any currency. */
  readonly priceIn?: number | undefined;
  /** What a million tokens of an answer cost, in the same currency. */
  readonly priceOut?: number | undefined;
  /** The endpoint holds the model to a JSON Schema where it is asked to (`response_format`). */
  readonly structuredOutputs: boolean;
};

/** Injects the checked configuration of the model. */
export const ModelConfig: ConfigToken<ModelSettings> = config<ModelSettings>(
  z.object({
    url: z.string().trim().default("").superRefine((url, ctx) => {
      const problem = problemOf(url);
      if (problem !== undefined) ctx.addIssue({ code: "custom", message: problem });
    }),
    name: z.string().trim().default(""),
    key: z.string().trim().default(""),
    window: z.number().int().min(1_024).max(10_000_000).default(32_768),
    timeout: z.number().min(1).max(3_600).default(120),
    attempts: z.number().int().min(1).max(10).default(3),
    callsPerMinute: z.number().int().min(1).default(60),
    tokensPerDay: z.number().int().min(1).default(2_000_000),
    priceIn: z.number().min(0).optional(),
    priceOut: z.number().min(0).optional(),
    structuredOutputs: z.boolean().default(false),
  }).superRefine(({ url, name, key }, ctx) => {
    const tell = (field: string, message: string) => ctx.addIssue({ code: "custom", path: [field], message });
    if (url !== "" && name === "") {
      tell("url", "an endpoint needs the name of a model too. Set PORTICO_MODEL, such as llama3.2");
    }
    if (url !== "") return;
    const needed = "is of no use without an endpoint. Set PORTICO_MODEL_URL, such as http://localhost:11434/v1";
    if (name !== "") tell("name", needed);
    else if (key !== "") tell("key", needed);
  }),
  { url: "PORTICO_MODEL_URL", name: "PORTICO_MODEL", key: "PORTICO_MODEL_KEY" },
);

/** What is wrong with an endpoint's URL, and what to do; never tells the URL, which may hold a password. */
function problemOf(text: string): string | undefined {
  if (text === "") return undefined;
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    return "must be the base URL of an OpenAI-compatible endpoint, such as http://localhost:11434/v1";
  }
  if (url.username !== "" || url.password !== "") {
    return "must not hold a user or a password. Put the endpoint's key into PORTICO_MODEL_KEY";
  }
  if (url.search !== "" || url.hash !== "") return "must not have a part behind ? or #. Leave it out";
  if (/\/(?:chat\/completions|completions|models)\/*$/.test(url.pathname)) {
    return "must be the base URL, which mostly ends with /v1. Leave out what stands behind it";
  }
}
