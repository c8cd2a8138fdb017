import { config, type ConfigToken } from "@portico/bot";
import { z } from "zod";

/** What can be configured under `plugins.ask`, and set by each account: how long messages are gathered into one question. */
export type AskSettings = {
  /** Seconds without a new message after which the question is answered. */
  readonly quiet: number;
  /** Seconds after the first message at which it is answered at the latest. */
  readonly maxWait: number;
};

/** What holds where nothing is configured. People wait for an answer, so a question is closed sooner than a note. */
export const ASK_WINDOW: AskSettings = Object.freeze({ quiet: 1.5, maxWait: 15 });

/** Token of the plugin's configuration. */
export const AskConfig: ConfigToken<AskSettings> = config(z.object({
  quiet: z.number().min(0).max(3_600).default(ASK_WINDOW.quiet).meta({ setting: true }),
  maxWait: z.number().min(0).max(86_400).default(ASK_WINDOW.maxWait).meta({ setting: true }),
}));
