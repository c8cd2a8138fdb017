/** Checks how plugins fit together before anything is built, and finds the order to build them in. */
import type { WiringProblem } from "../errors.ts";
import { tokensOf } from "./inject.ts";
import { originOf } from "./plugin_loader.ts";
import { type PluginOptions, pluginOptionsOf, type Provision } from "./plugin.ts";
import { type AnyClass, type Constructor, type Token, tokenName, ValueToken } from "./token.ts";

/** A plugin's class with what it says of itself. */
export interface PluginClass {
  readonly type: Constructor;
  readonly options: PluginOptions;
}

/** What can be built, and in which order: each plugin behind those it needs. */
export interface PluginPlan {
  readonly order: readonly PluginClass[];
  /** Names of the plugins that each plugin needs. */
  readonly needs: ReadonlyMap<string, ReadonlySet<string>>;
}

/** A name that can stand in a file of settings, a log and an environment variable. */
const NAME = /^[a-z][a-z0-9-]*$/;
/** Whether it can be one. Libraries keep things by name in plain objects, where they would come upon what these inherit. */
function isName(name: unknown): name is string {
  return typeof name === "string" && NAME.test(name) && !(name in Object.prototype);
}

/** Normalises what a plugin provides. */
export function provisionsOf(options: PluginOptions): readonly Provision[] {
  return (options.provides ?? []).map((provided) =>
    typeof provided === "function" ? { token: provided, useClass: provided } : provided
  );
}

/**
 * Plans plugins on top of what is there already.
 *
 * @param given tokens that are there: the kernel's own, and those of plugins that are loaded, with the plugin's name.
 * @param loaded names of the plugins that are loaded.
 */
export function planPlugins(
  types: readonly Constructor[],
  given: ReadonlyMap<Token, string>,
  loaded: ReadonlySet<string> = new Set(),
): {
  readonly plan: PluginPlan;
  /** All that are plugins at all, also where a circle keeps them from having an order. */
  readonly plugins: readonly PluginClass[];
  readonly problems: readonly WiringProblem[];
} {
  const problems: WiringProblem[] = [];
  const plugins = readPlugins(types, loaded, problems);
  const providers = readProviders(plugins, given, problems);
  const needs = new Map<string, ReadonlySet<string>>();
  for (const plugin of plugins) needs.set(plugin.options.name, checkPlugin(plugin, providers, problems));
  return { plan: { order: sort(plugins, needs, problems), needs }, plugins, problems };
}

function readPlugins(
  types: readonly Constructor[],
  loaded: ReadonlySet<string>,
  problems: WiringProblem[],
): PluginClass[] {
  const plugins: PluginClass[] = [];
  const names = new Map<string, Constructor | undefined>(Array.from(loaded, (name) => [name, undefined]));
  for (const type of types) {
    const options = pluginOptionsOf(type);
    if (options === undefined) {
      problems.push({
        plugin: type.name || "(anonymous class)",
        problem: "The class is no plugin.",
        remedy: "Put @plugin({ name }) on it; a subclass needs one of its own.",
      });
    } else if (!isName(options.name)) {
      problems.push({
        plugin: String(options.name || type.name),
        problem: `${JSON.stringify(options.name)} can't be a plugin's name.`,
        remedy:
          "Use lower-case letters, digits and hyphens, beginning with a letter, and no name that every object has.",
      });
    } else if (names.has(options.name)) {
      problems.push({
        plugin: options.name,
        problem: `Two plugins have the name "${options.name}"${placesOf(type, names.get(options.name))}.`,
        remedy: "Rename one of them, or load only one.",
      });
    } else {
      names.set(options.name, type);
      plugins.push({ type, options });
    }
  }
  return plugins;
}

/** Where two plugins of one name are to be found, as far as that is known: they have nothing else to tell them apart. */
function placesOf(...types: readonly (Constructor | undefined)[]): string {
  const places = types.map((type) => type && originOf(type));
  if (places.every((place) => place === undefined)) return "";
  return `: ${places.map((place) => place ?? "one that is always there").toReversed().join(" and ")}`;
}

function readProviders(
  plugins: readonly PluginClass[],
  given: ReadonlyMap<Token, string>,
  problems: WiringProblem[],
): ReadonlyMap<Token, string> {
  const providers = new Map(given);
  for (const { options: { name }, options } of plugins) {
    for (const { token } of provisionsOf(options)) {
      const other = providers.get(token);
      if (other === undefined) providers.set(token, name);
      else {
        problems.push({
          plugin: name,
          problem: other === name
            ? `It provides ${tokenName(token)} twice.`
            : `It provides ${tokenName(token)}, which ${other} provides already.`,
          remedy: other === name ? "Leave one of them out." : "Load only one of the two.",
        });
      }
    }
  }
  return providers;
}

/** Checks every class of a plugin; returns the names of the plugins it needs. */
function checkPlugin(
  { type, options }: PluginClass,
  providers: ReadonlyMap<Token, string>,
  problems: WiringProblem[],
): ReadonlySet<string> {
  const needs = new Set<string>();
  const { name } = options;
  const own = new Map<Token, Constructor>();
  for (const service of options.services ?? []) own.set(service, service);
  for (const { token, useClass } of provisionsOf(options)) own.set(token, useClass);
  const classes = new Set<Constructor>([...own.values(), type]);
  for (const target of classes) {
    const tokens = readTokens(target, name, problems);
    for (const token of tokens) {
      if (own.has(token) || token === options.config) continue;
      const provider = providers.get(token);
      if (provider === undefined) problems.push(missing(name, target, token));
      else if (provider !== KERNEL && provider !== name) needs.add(provider);
    }
  }
  const circles = findCircles(
    [...classes],
    (target) => (tokensOf(target) ?? []).flatMap((token) => own.get(token) ?? []),
  );
  for (const circle of circles) {
    problems.push({
      plugin: name,
      problem: `Its classes need each other in a circle: ${circle.map((type) => type.name).join(" → ")}.`,
      remedy: "Take one dependency out, for example by handing it over in a method.",
    });
  }
  return needs;
}

/** Provider of the kernel's own tokens. */
export const KERNEL = "the kernel";

function missing(plugin: string, target: AnyClass, token: Token): WiringProblem {
  const name = tokenName(token);
  return {
    plugin,
    problem: `${target.name} needs ${name}, which nothing provides.`,
    remedy: token instanceof ValueToken
      ? `Name it as this plugin's config, or load the plugin that provides it.`
      : `Load the plugin that provides ${name}, or list it in the services of this plugin.`,
  };
}

function readTokens(target: Constructor, plugin: string, problems: WiringProblem[]): readonly Token[] {
  const own = tokensOf(target);
  if (own !== undefined) return own;
  let inherited = false;
  for (
    let parent: unknown = Object.getPrototypeOf(target);
    typeof parent === "function" && parent !== Function.prototype;
  ) {
    inherited ||= (tokensOf(parent as AnyClass)?.length ?? 0) > 0;
    parent = Object.getPrototypeOf(parent);
  }
  if (inherited) {
    problems.push({
      plugin,
      problem:
        `${target.name} extends a class with @inject but has none of its own, so its parameters would be undefined.`,
      remedy: `Put @inject(…) on ${target.name} too.`,
    });
  } else if (target.length > 0) {
    problems.push({
      plugin,
      problem: `The constructor of ${target.name} takes ${target.length} parameters but the class has no @inject.`,
      remedy: `Put @inject(…) with a token for each parameter on ${target.name}.`,
    });
  }
  return [];
}

function sort(
  plugins: readonly PluginClass[],
  needs: ReadonlyMap<string, ReadonlySet<string>>,
  problems: WiringProblem[],
): PluginClass[] {
  const byName = new Map(plugins.map((plugin) => [plugin.options.name, plugin]));
  const circles = findCircles(
    [...byName.keys()],
    (name) => [...needs.get(name) ?? []].filter((need) => byName.has(need)),
  );
  for (const circle of circles) {
    problems.push({
      plugin: circle[0],
      problem: `Plugins need each other in a circle: ${circle.join(" → ")}.`,
      remedy: "Move what both need into a plugin of its own.",
    });
  }
  if (circles.length > 0) return [];
  const order = new Set<PluginClass>();
  const visit = (plugin: PluginClass) => {
    for (const need of needs.get(plugin.options.name) ?? []) {
      const needed = byName.get(need);
      if (needed !== undefined && !order.has(needed)) visit(needed);
    }
    order.add(plugin);
  };
  for (const plugin of plugins) visit(plugin);
  return [...order];
}

/** Circles in a graph, one through each node at most. */
function findCircles<N>(nodes: readonly N[], next: (node: N) => readonly N[]): N[][] {
  const found: N[][] = [];
  const left = new Set(nodes);
  for (;;) {
    const circle = findCircle([...left], (node) => next(node).filter((other) => left.has(other)));
    if (circle === undefined) return found;
    found.push(circle);
    for (const node of circle) left.delete(node);
  }
}

/** The first circle in a graph, its first node again at its end. */
function findCircle<N>(nodes: readonly N[], next: (node: N) => readonly N[]): N[] | undefined {
  const done = new Set<N>();
  const path: N[] = [];
  const visit = (node: N): N[] | undefined => {
    if (done.has(node)) return undefined;
    const start = path.indexOf(node);
    if (start >= 0) return [...path.slice(start), node];
    path.push(node);
    for (const other of next(node)) {
      const circle = visit(other);
      if (circle !== undefined) return circle;
    }
    path.pop();
    done.add(node);
    return undefined;
  };
  for (const node of nodes) {
    const circle = visit(node);
    if (circle !== undefined) return circle;
  }
  return undefined;
}
