import { config, type ConfigToken } from "@portico/bot";
import { z } from "zod";

/** The plugin's name, which owns its texts and actions. */
export const NOTE = "note";

/** What can be configured under `plugins.note`, and set by each account: how long messages are gathered into one note, and what becomes of it. */
export type NoteSettings = {
  /** Seconds without a new message after which the note is written. */
  readonly quiet: number;
  /** Seconds after the first message at which the note is written at the latest. */
  readonly maxWait: number;
  /** The note is written with this many messages; an album counts as one. */
  readonly maxMessages: number;
  /** With a model, notes are given a title, tags and a summary by it after they were written. */
  readonly improve: boolean;
};

/** Token of the plugin's configuration. */
export const NoteConfig: ConfigToken<NoteSettings> = config(z.object({
  quiet: z.number().min(0).max(3_600).default(5).meta({ setting: true }),
  maxWait: z.number().min(0).max(86_400).default(30).meta({ setting: true }),
  maxMessages: z.number().int().min(1).max(1_000).default(100).meta({ setting: true }),
  improve: z.boolean().default(true).meta({ setting: true }),
}));
