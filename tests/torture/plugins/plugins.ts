/** Plugins that misbehave: in virtual time by the thousand, and a few in the real program. */
import type { Figure, TortureOptions } from "../torture.ts";
import { loadRogues } from "./loads.ts";
import { blockPrograms } from "./program.ts";

/** See the file's comment. */
export async function torturePlugins(options: TortureOptions): Promise<readonly Figure[]> {
  return [...await loadRogues(options), ...await blockPrograms(options.say)];
}
