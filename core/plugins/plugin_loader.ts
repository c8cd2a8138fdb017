/** Finds plugins that live outside of the repository. */
import type { Clock } from "../clock.ts";
import { inTime, TookTooLong } from "../endings.ts";
import { LegacyDecorators } from "./contribution.ts";
import { messageOf, sentenceOf, type WiringProblem } from "../errors.ts";
import { pluginOptionsOf } from "./plugin.ts";
import type { Constructor } from "./token.ts";
import { isAbsolute } from "node:path";

/** What was found in the modules. */
export interface LoadedModules {
  /** Classes with `@plugin`, in the order of the modules. */
  readonly types: readonly Constructor[];
  /** What could not be used, for `KernelOptions.problems`. */
  readonly problems: readonly WiringProblem[];
}

/**
 * A module may export a function instead of classes: it is given the kernel's exports and returns its plugin or plugins. That is how a plugin from
 * npm, which can't import this repository, gets at the decorators.
 */
export type PluginFactory = (portico: Readonly<Record<string, unknown>>) => unknown;

/**
 * Imports modules and collects the plugins they export: every exported class with `@plugin`, or what the default export makes of the kernel's exports.
 * A module that can't be used becomes a wiring problem, so that it is reported with all others.
 *
 * @param specifiers absolute paths, `npm:…`, `jsr:…` or URLs.
 * @param clock a module that takes longer than 20 s to load is given up.
 */
export async function loadPluginModules(
  specifiers: readonly string[],
  clock: Clock,
): Promise<LoadedModules> {
  const types: Constructor[] = [];
  const problems: WiringProblem[] = [];
  for (const specifier of specifiers) {
    try {
      const found = await inTime(clock, LOADING, "Loading it", findPlugins(specifier));
      for (const type of found) origins.set(type, specifier);
      types.push(...found);
      if (found.size === 0) {
        problems.push({
          plugin: specifier,
          problem: "The module exports no plugin.",
          remedy:
            "Export a class with @plugin, or by default a function that is given the kernel's exports and returns one.",
        });
      }
    } catch (error) {
      problems.push({ plugin: specifier, ...explain(specifier, error) });
    }
  }
  return { types, problems };
}

/** Where plugins of outside have come from. */
const origins = new WeakMap<Constructor, string>();

/** The specifier of the module that a plugin was loaded from; `undefined` for one that was not. */
export function originOf(type: Constructor): string | undefined {
  return origins.get(type);
}

async function findPlugins(specifier: string): Promise<Set<Constructor>> {
  const { pathToFileURL } = await import("node:url");
  const url = isAbsolute(specifier) ? pathToFileURL(specifier).href : specifier;
  const module: Readonly<Record<string, unknown>> = await import(url);
  const found = new Set(Object.values(module).filter(isPlugin));
  if (found.size > 0 || typeof module.default !== "function") return found;
  const made = await make(module.default, await import("../mod.ts"));
  return new Set((Array.isArray(made) ? made : [made]).filter(isPlugin));
}

/** What the function that a module exports by default says no to. */
class FactoryFailed extends Error {}

/** Any function may stand there: one that is no {@link PluginFactory} does something else with what it is given. */
async function make(factory: unknown, portico: Readonly<Record<string, unknown>>): Promise<unknown> {
  try {
    return await Reflect.apply(factory as PluginFactory, undefined, [portico]);
  } catch (error) {
    throw new FactoryFailed(messageOf(error), { cause: error });
  }
}

/**
 * How long a module may take, in milliseconds: one from npm may have to be fetched first, and one that never finishes must not keep the program from
 * saying so.
 */
const LOADING = 20_000;

function isPlugin(value: unknown): value is Constructor {
  return typeof value === "function" && pluginOptionsOf(value as Constructor) !== undefined;
}

function explain(specifier: string, error: unknown): Pick<WiringProblem, "problem" | "remedy"> {
  const message = sentenceOf(error);
  if (error instanceof LegacyDecorators) return { problem: "The module can't be loaded.", remedy: message };
  if (error instanceof TookTooLong) {
    return { problem: message, remedy: "Something in it waits for ever; let it wait in start() instead." };
  }
  if (error instanceof FactoryFailed) {
    return {
      problem: `The function that the module exports by default failed: ${message}`,
      remedy:
        "It is given the kernel's exports and has to return a plugin, or several; anything else is no plugin for this bot.",
    };
  }
  return { problem: `The module can't be loaded: ${message}`, remedy: remedyFor(specifier) };
}

function remedyFor(specifier: string): string {
  if (isAbsolute(specifier)) return "Check the path, and mend what it says.";
  if (specifier.startsWith("npm:")) {
    return "Check its name and version; a package that is used for the first time is fetched from npm.";
  }
  return "Name a path that begins with ./ or a package that begins with npm:.";
}
