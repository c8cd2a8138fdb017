/** Finds everything that is wrong with plugins before any of them is built. */
import { type Clock, SystemClock } from "../clock.ts";
import type { ConfigToken } from "../config/config_token.ts";
import { type Declaration, declarationsOf } from "./contribution.ts";
import { Contributions } from "./contributions.ts";
import { messageOf, sentenceOf, type WiringProblem } from "../errors.ts";
import { kernelTokens } from "../kernel/kernel_container.ts";
import type { KernelOptions } from "../kernel/kernel_options.ts";
import { KERNEL, planPlugins, type PluginClass, type PluginPlan, provisionsOf } from "./plugin_graph.ts";
import { PluginLog } from "../logs/log.ts";
import { PluginScope } from "./plugin_scope.ts";
import type { PluginConfigResult } from "../config/plugin_values.ts";
import { task, type TaskDeclaration } from "./points.ts";
import { planOf } from "../tasks/task_schedule.ts";
import { inTime } from "../endings.ts";
import type { Constructor, Token } from "./token.ts";

/** What plugins come to. */
export interface PluginSurroundings {
  readonly contributions: Contributions;
  readonly clock: Clock;
  readonly readConfig: (plugin: string, token: ConfigToken<object>) => Promise<PluginConfigResult<object>>;
  /** Plugins whose texts need no check. */
  readonly proven: ReadonlySet<Constructor>;
}

/** What is known of plugins before they are built. */
export interface PluginInspection {
  readonly plan: PluginPlan;
  /** The configuration of each plugin that has one, by the plugin's name. */
  readonly configs: ReadonlyMap<string, PluginConfigResult<object>>;
  readonly problems: readonly WiringProblem[];
}

/** Looks at plugins on top of those that are loaded already; nothing of theirs runs but their schemas. */
export async function inspectPlugins(
  types: readonly Constructor[],
  around: PluginSurroundings,
  loaded: readonly PluginClass[] = [],
): Promise<PluginInspection> {
  const names = new Set(loaded.map(({ options }) => options.name));
  const { plan, plugins, problems: found } = planPlugins(types, tokensGiven(loaded), names);
  const problems = [...found, ...checkDeclarations(plugins, around)];
  const configs = new Map<string, PluginConfigResult<object>>();
  for (const { type, options: { name, config, texts } } of plugins) {
    const complain = (problem: string, remedy: string) => problems.push({ plugin: name, problem, remedy });
    if (texts !== undefined && !around.proven.has(type)) {
      const { textProblems } = await import("../i18n/text_problems.ts");
      for (const problem of textProblems(name, texts)) complain(problem, "Mend the plugin's texts.");
    }
    if (config === undefined) continue;
    const reading = Promise.try(() => around.readConfig(name, config));
    const configured = await inTime(around.clock, READING, "Its schema", reading).catch((error) => {
      complain(`Its configuration can't be read: ${sentenceOf(error)}`, "Mend the schema of its configuration.");
    });
    if (configured === undefined) continue;
    configs.set(name, configured);
    for (const problem of configured.problems ?? []) {
      complain(problem, "Correct that, and start again.");
    }
  }
  return { plan, configs, problems };
}

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
    contributions: new Contributions(),
    clock,
    readConfig: (plugin, token) => values.pluginConfig(plugin, token),
    proven: new Set(proven),
  });
  return [...problems, ...inspection.problems];
}

/** How long a schema, which is somebody else's and may do anything, may take, in milliseconds. */
const READING = 10_000;

function tokensGiven(loaded: readonly PluginClass[]): ReadonlyMap<Token, string> {
  const given = new Map<Token, string>(kernelTokens.map((token) => [token, KERNEL]));
  given.set(PluginScope, KERNEL);
  given.set(PluginLog, KERNEL);
  for (const { options } of loaded) {
    for (const { token } of provisionsOf(options)) given.set(token, options.name);
  }
  return given;
}

/** Finds clashes and bad options. */
function checkDeclarations(
  plugins: readonly PluginClass[],
  { contributions, clock }: PluginSurroundings,
): WiringProblem[] {
  const problems: WiringProblem[] = [];
  const claims = new Map<string, string>();
  for (const { type, options: { name } } of plugins) {
    for (const { point, options, method } of declarationsOf(type)) {
      const bad = checkOptions({ point, options, method }, clock);
      if (bad !== undefined) {
        problems.push({ plugin: name, problem: `@${point.id} on ${method}:`, remedy: bad });
        continue;
      }
      const key = point.key(options as never, method, name);
      if (key === undefined) continue;
      const id = `${point.id} "${key}"`;
      const other = claims.get(id) ?? contributions.of(point).get(key)?.plugin;
      if (other === undefined) claims.set(id, name);
      else {
        problems.push({
          plugin: name,
          problem: other === name ? `The ${id} is there twice.` : `The ${id} is claimed by ${other} as well.`,
          remedy: other === name
            ? "Rename one of the two."
            : "Rename one of them, or load only one of the two plugins.",
        });
      }
    }
  }
  return problems;
}

/** What is wrong with what a decorator was given, whatever it does when it is looked at. */
function checkOptions({ point, options, method }: Declaration, clock: Clock): string | undefined {
  try {
    if (point.id === task.id) planOf(options as TaskDeclaration, clock);
    const bad = point.check(options as never, method);
    if (bad !== undefined) return bad;
    const key: unknown = point.key(options as never, method, "");
    return key === undefined || typeof key === "string" ? undefined : "Its name has to be text.";
  } catch (error) {
    return messageOf(error);
  }
}
