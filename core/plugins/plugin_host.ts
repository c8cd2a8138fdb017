/** Loads and unloads plugins: checks their wiring, builds them, starts them, and undoes all of it. */
import { logOf, PluginLog } from "../logs/log.ts";
import type { BackgroundTaskManager } from "../tasks/background_tasks.ts";
import { declarationsOf } from "./contribution.ts";
import { ENDED, endOf, inTime, TookTooLong } from "../endings.ts";
import { sentenceOf, WiringError, type WiringProblem } from "../errors.ts";
import type { Translations } from "../i18n/i18n.ts";
import type { LoadedPlugin } from "../kernel/kernel_status.ts";
import { type PluginLifecycle, pluginOptionsOf } from "./plugin.ts";
import type { PluginConfigs } from "../config/plugin_configs.ts";
import type { PluginContainer } from "./plugin_container.ts";
import type { PluginConfigResult } from "../config/plugin_values.ts";
import type { PluginWatch } from "../watch/plugin_watch.ts";
import { type PluginClass, provisionsOf } from "./plugin_graph.ts";
import { inspectPlugins, type PluginSurroundings } from "./plugin_inspection.ts";
import { PluginScope } from "./plugin_scope.ts";
import { task, type TaskDeclaration } from "./points.ts";
import type { TaskRun } from "../tasks/task.ts";
import type { Constructor, Token } from "./token.ts";

/** What the host works with. */
export interface PluginHostServices extends PluginSurroundings {
  readonly container: PluginContainer;
  readonly translations: Translations;
  readonly configs: PluginConfigs;
  readonly tasks: BackgroundTaskManager;
}

interface Loaded {
  readonly plugin: PluginClass;
  readonly needs: ReadonlySet<string>;
  readonly scope: PluginScope;
  readonly container: PluginContainer;
  readonly instance: PluginLifecycle & object;
  /** Its start, under way or over; rejects with a `WiringError`. */
  starting: Promise<void> | undefined;
  /** It has been told that all adapters are open. */
  isReady: boolean;
}

/**
 * How long the parts of a plugin's life may take, in milliseconds: a start may have much to read, and what is drained may wait for others. One that
 * never ends must not keep the others from theirs.
 */
const LIMITS = { start: 60_000, ready: 10_000, drain: 60_000, unload: 10_000 };

/** See the file's comment. */
export class PluginHost {
  /** In the order of loading, which is an order of needs. */
  readonly #loaded = new Map<string, Loaded>();
  readonly #unloading = new Map<string, Promise<void>>();
  /** Names of calls of plugins that have not returned, such as `weather.start`. */
  readonly #calls = new Set<string>();
  #watch: Promise<PluginWatch> | undefined;

  constructor(private readonly services: PluginHostServices) {}

  /** Names of calls of plugins that have not returned. */
  get stragglers(): readonly string[] {
    return [...this.#calls];
  }

  /** What is loaded, with everything each plugin holds. */
  list(): LoadedPlugin[] {
    return Array.from(this.#loaded, ([name, { scope }]) => ({ name, holds: scope.holds }));
  }

  /**
   * Builds plugins and adds their contributions; nothing of theirs runs yet but constructors.
   *
   * @param known mistakes found before, to be reported with the others.
   * @throws {WiringError} with every mistake found; then nothing has been loaded.
   */
  async load(types: readonly Constructor[], known: readonly WiringProblem[] = []): Promise<void> {
    // One of the same name may be on its way out.
    for (const type of types) await this.#unloading.get(pluginOptionsOf(type)?.name ?? "");
    const loaded = Array.from(this.#loaded.values(), ({ plugin }) => plugin);
    const { plan, configs, problems: found } = await inspectPlugins(types, this.services, loaded);
    const problems = [...known, ...found];
    const wrong = new Set(problems.map(({ plugin }) => plugin));
    const built: string[] = [];
    for (const plugin of plan.order) {
      const { name } = plugin.options;
      const needs = plan.needs.get(name) ?? new Set();
      // What stands on a mistake would only repeat it.
      const buildable = !wrong.has(name) && [...needs].every((need) => !wrong.has(need));
      const mistake = buildable ? await this.#build(plugin, needs, configs.get(name)) : undefined;
      if (mistake !== undefined) problems.push(mistake);
      if (mistake !== undefined || !buildable) wrong.add(name);
      else built.push(name);
    }
    if (problems.length === 0) return;
    for (const name of built.reverse()) await this.unload(name);
    throw new WiringError(problems);
  }

  /** Loads and starts a plugin while everything runs. @throws {WiringError} then nothing of it is left. */
  async add(type: Constructor): Promise<void> {
    await this.load([type]);
    await this.start();
    await this.ready();
  }

  /** Starts what has been loaded and not started, in order. A plugin that fails to start is unloaded, and named in the error. */
  async start(): Promise<void> {
    for (const loaded of [...this.#loaded.values()]) {
      if (loaded.starting !== undefined) continue;
      // What it needs may be on its way by another call of this.
      for (const need of loaded.needs) await this.#loaded.get(need)?.starting;
      await (loaded.starting ??= this.#start(loaded));
    }
  }

  /** Tells plugins that have not been told that all adapters are open. */
  async ready(): Promise<void> {
    for (const loaded of this.#loaded.values()) {
      if (loaded.isReady) continue;
      loaded.isReady = true;
      await this.#call(loaded, "ready", LIMITS.ready);
    }
  }

  /** Tells plugins that no more input will come. */
  async drain(): Promise<void> {
    for (const loaded of this.#loaded.values()) await this.#call(loaded, "drain", LIMITS.drain);
  }

  /**
   * Unloads a plugin, and before it those that need it; false when it is not loaded.
   *
   * @param end monotonic time by which it has to be over, as far as that is up to plugins: one that hangs is left behind.
   */
  async unload(name: string, end: number = this.#endOfUnloading()): Promise<boolean> {
    const loaded = this.#loaded.get(name);
    if (loaded === undefined) return false;
    let unloading = this.#unloading.get(name);
    if (unloading === undefined) {
      unloading = this.#unload(loaded, end).finally(() => this.#unloading.delete(name));
      this.#unloading.set(name, unloading);
    }
    await unloading;
    return true;
  }

  /** Unloads everything, last first, within so many milliseconds. */
  async unloadAll(milliseconds: number): Promise<void> {
    const end = this.services.clock.monotonic() + milliseconds;
    for (const name of [...this.#loaded.keys()].reverse()) await this.unload(name, end);
    (await this.#watch)?.stop();
  }

  async #unload(loaded: Loaded, end: number): Promise<void> {
    const { plugin: { options: { name } }, starting, scope } = loaded;
    for (const [other, { needs }] of [...this.#loaded].reverse()) {
      if (needs.has(name)) await this.unload(other, end);
    }
    if (starting !== undefined) await this.#call(loaded, "stop", this.#share(end));
    await this.#close(scope, end);
    this.#loaded.delete(name);
  }

  async #close(scope: PluginScope, end: number): Promise<void> {
    await scope.close((label, undo) => this.#run(scope, `${scope.plugin}: ${label}`, undo, this.#share(end)));
  }

  /** Half of what is left for each that hangs, so that there is something left for all behind it. */
  #share(end: number): number {
    return Math.max(0, end - this.services.clock.monotonic()) / 2;
  }

  #endOfUnloading(): number {
    return this.services.clock.monotonic() + LIMITS.unload;
  }

  async #start(loaded: Loaded): Promise<void> {
    const { plugin: { options: { name } }, instance, scope } = loaded;
    try {
      await this.#run(scope, `${name}.start`, () => instance.start?.(), LIMITS.start);
      // It may have been unloaded meanwhile.
      if (!scope.signal.aborted) this.#registerTasks(loaded);
    } catch (error) {
      await this.unload(name);
      throw new WiringError([{
        plugin: name,
        problem: `It could not start: ${sentenceOf(error)}`,
        remedy: error instanceof TookTooLong
          ? "What takes so long belongs into a @task, or leave the plugin out."
          : "Mend what it says, or leave the plugin out.",
      }]);
    }
  }

  /** Builds one plugin; returns what keeps it from that. */
  async #build(
    plugin: PluginClass,
    needs: ReadonlySet<string>,
    configured: PluginConfigResult<object> | undefined,
  ): Promise<WiringProblem | undefined> {
    const { type, options: { name, config, texts } } = plugin;
    const { container: parent, contributions, translations, configs } = this.services;
    const watch = await this.#watching(type);
    if (this.#loaded.has(name)) {
      return { plugin: name, problem: "It was loaded at the same time by somebody else.", remedy: "Load it once." };
    }
    const watched = watch?.of(name);
    const scope = new PluginScope(name, contributions, logOf(name), watched);
    const container = parent.createChild();
    scope.defer("container", () => container.clear());
    try {
      if (config !== undefined && configured?.value !== undefined) {
        const { value, input } = configured;
        container.provideValue(config, value);
        scope.defer("config", configs.add({ plugin: name, token: config, value, input }));
      }
      if (texts !== undefined) scope.defer("texts", translations.add(name, texts));
      this.#fill(container, scope, plugin, needs);
      if (watched !== undefined) watch?.provide(container, scope, watched);
      const instance: PluginLifecycle & object = scope.build(() => container.resolve<object>(type));
      this.#contribute(plugin, scope, instance);
      this.#loaded.set(name, { plugin, needs, scope, container, instance, starting: undefined, isReady: false });
    } catch (error) {
      await this.#close(scope, this.#endOfUnloading());
      const problem = `It could not be built: ${sentenceOf(error)}`;
      return { plugin: name, problem, remedy: "Mend its constructor or what it asks for there." };
    }
  }

  /** Plugins that come with the program are held to their manners by its tests. */
  #watching(type: Constructor): Promise<PluginWatch> | undefined {
    const { proven, clock } = this.services;
    if (proven.has(type)) return undefined;
    return this.#watch ??= import("../watch/mod.ts").then(({ PluginWatch }) => new PluginWatch(clock));
  }

  #fill(
    container: PluginContainer,
    scope: PluginScope,
    { type, options }: PluginClass,
    needs: ReadonlySet<string>,
  ): void {
    container.provideValue(PluginScope, scope);
    container.provideValue(PluginLog, logOf(options.name));
    container.provideClass(type, type);
    for (const service of options.services ?? []) container.provideClass(service, service);
    for (const { token, useClass } of provisionsOf(options)) container.provideClass(token as Token<object>, useClass);
    for (const need of needs) {
      const provider = this.#loaded.get(need);
      if (provider === undefined) continue;
      for (const { token } of provisionsOf(provider.plugin.options)) container.provideFrom(token, provider.container);
    }
  }

  /** Adds everything the class declares but tasks, which begin when the plugin starts. */
  #contribute({ type }: PluginClass, scope: PluginScope, instance: object): void {
    for (const { point, options, method } of declarationsOf(type)) {
      if (point.id !== task.id) scope.add(point, options as never, methodOf(instance, method), method);
    }
  }

  #registerTasks({ plugin: { type, options: { name } }, scope, instance }: Loaded): void {
    const { tasks } = this.services;
    for (const { point, options, method } of declarationsOf(type)) {
      if (point.id !== task.id) continue;
      const id = `${name}.${method}`;
      const run = methodOf<TaskRun>(instance, method);
      tasks.register(id, (context) => scope.call(id, () => run(context)), {
        ...options as TaskDeclaration,
        owner: name,
      });
      scope.defer(`task ${id}`, () => tasks.unregister(id));
    }
  }

  /** Calls something of a plugin's and waits until what that began has ended. Rejects as it does. @throws {TookTooLong} */
  async #run(scope: PluginScope, name: string, call: () => unknown, milliseconds: number): Promise<void> {
    const work = endOf(scope.call(name, call));
    if (work === ENDED) return;
    this.#calls.add(name);
    const end = () => void this.#calls.delete(name);
    work.then(end, end);
    await inTime(this.services.clock, milliseconds, name, work);
  }

  async #call(loaded: Loaded, part: "ready" | "drain" | "stop", milliseconds: number): Promise<void> {
    const { plugin: { options: { name } }, instance, scope } = loaded;
    try {
      await this.#run(scope, `${name}.${part}`, () => instance[part]?.(), milliseconds);
    } catch (error) {
      logOf(name).error("{plugin} failed in {part}: {error}", { plugin: name, part, error });
    }
  }
}

/** A declared method of an instance. Its type was checked by the decorator that declared it. */
function methodOf<H extends (...args: never[]) => unknown>(instance: object, name: string): H {
  const found: unknown = Reflect.get(instance, name);
  if (typeof found !== "function") throw new TypeError(`${instance.constructor.name} has no method ${name}.`);
  return found.bind(instance) as H;
}
