import { config, type ConfigToken } from "@portico/bot";
import { z } from "zod";

/** What can be configured under `plugins.conversation`. */
export type ConversationSettings = {
  /** Tokens that are kept of one conversation at most. */
  readonly tokens: number;
};

/** Token of the plugin's configuration. */
export const ConversationConfig: ConfigToken<ConversationSettings> = config(z.object({
  tokens: z.number().int().min(100).max(200_000).default(4_000).describe("Tokens kept of one conversation at most"),
}));
