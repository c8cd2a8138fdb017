import { SystemClock } from "./clock.ts";
import { Contributions } from "./contributions.ts";
import type { WiringProblem } from "./errors.ts";
import { kernelTokens } from "./kernel_container.ts";
import type { KernelOptions } from "./kernel_options.ts";
import { inspectPlugins } from "./plugin_inspection.ts";

/**
 * What `Kernel.start` would have against plugins, as far as it can be known without building them: for a program that can't start for another
 * reason and wants to tell all of them at once.
 *
 * @returns the problems given with the options, and then those found.
 */
export async function checkPlugins(
  options: Pick<KernelOptions, "plugins" | "proven" | "problems" | "values" | "clock">,
): Promise<readonly WiringProblem[]> {
  const { plugins, proven, problems = [], values, clock = new SystemClock() } = options;
  const inspection = await inspectPlugins(plugins, {
    tokens: kernelTokens,
    contributions: new Contributions(),
    clock,
    readConfig: (plugin, token) => values.pluginConfig(plugin, token),
    proven: new Set(proven),
  });
  return [...problems, ...inspection.problems];
}
