import type { Logger } from "./log.ts";
import { ValueToken } from "./token.ts";

/** Injects the logger of the plugin that asks for it. */
export const PluginLog: ValueToken<Logger> = new ValueToken("plugin log");
