/**
 * Knows what of a plugin runs, also behind an `await`: whose a timer is, and who had the event loop. It watches the plugins that come from outside and
 * is loaded with the first of them, so that a start without any pays nothing.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { type Clock, SystemClock } from "../clock.ts";
import { ENDED, endOf } from "../endings.ts";
import { logger, logOf } from "../logs/log.ts";
import { LoopGuard } from "./loop_guard.ts";
import { LoopWatch } from "./loop_watch.ts";
import { setBoundary } from "./plugin_boundary.ts";
import type { PluginContainer } from "../plugins/plugin_container.ts";
import { provideFaces } from "./plugin_faces.ts";
import { type PluginScope, PluginUnloaded, type ScopeWatch } from "../plugins/plugin_scope.ts";
import { watchTimers } from "./plugin_timers.ts";

/** Something of a plugin that runs: a handler, a task's run, a part of its life, a timer's callback. */
export interface Unit {
  readonly plugin: WatchedPlugin;
  /** Such as `weather.show`. */
  readonly name: string;
  /** What began it, or what began what began it: a timer of a timer is named by its handler. */
  readonly root: string;
  /** It has not ended. */
  isOpen: boolean;
}

/**
 * What of one plugin runs in one async context: the innermost unit that has not ended, such as a handler within its plugin's own middleware. A context for
 * each of them would tell more of those that run side by side, and cost as much as everything else on an event's way.
 */
interface Chain {
  unit: Unit;
}

/** One for all kernels: who runs is a matter of the process. */
const chains = new AsyncLocalStorage<Chain | undefined>();

setBoundary({
  leave: (run) => chains.getStore() === undefined ? run() : chains.run(undefined, run),
  stir: () => {
    const unit = chains.getStore()?.unit;
    unit?.plugin.stir(unit);
  },
  running: () => chains.getStore()?.unit.name,
});
watchTimers(() => chains.getStore()?.unit);

/** See the file's comment. One for each kernel. */
export class PluginWatch {
  readonly #loop: LoopWatch | undefined;
  readonly #guard: LoopGuard | undefined;

  /** @param clock in virtual time there is no event loop to keep from anybody. */
  constructor(clock: Clock) {
    if (!(clock instanceof SystemClock)) return;
    this.#guard = LoopGuard.start();
    this.#loop = new LoopWatch(clock, logger("kernel"), this.#guard);
  }

  /** Ends its thread: from now on nobody tells of what does not end. */
  stop(): void {
    this.#guard?.stop();
  }

  /** Watches a plugin from now on. */
  of(name: string): WatchedPlugin {
    return new WatchedPlugin(name, this.#loop);
  }

  /** Gives it a kernel on which what it registers ends with it. */
  provide(container: PluginContainer, scope: PluginScope, watched: WatchedPlugin): void {
    provideFaces(container, scope, watched);
  }
}

/** What one plugin does and has begun. */
export class WatchedPlugin implements ScopeWatch {
  /** What it has begun and would leave behind: what it is called, and how it ends. */
  readonly #begun = new Map<symbol, { readonly label: string; readonly end: () => void }>();
  #isClosed = false;

  /** @param loop names who keeps the event loop to itself, where that is of interest. */
  constructor(readonly name: string, private readonly loop: LoopWatch | undefined) {}

  /** See `ScopeWatch`. */
  build<T>(name: string, run: () => T): T {
    return this.#run({ unit: { plugin: this, name, root: name, isOpen: false } }, run);
  }

  /** See `ScopeWatch`. */
  call(name: string, run: () => unknown): unknown {
    const unit = { plugin: this, name, root: name, isOpen: true };
    const chain = chains.getStore();
    if (chain?.unit.plugin !== this) return this.#follow(unit, () => this.#run({ unit }, run));
    const outer = chain.unit;
    chain.unit = unit;
    const back = () => {
      if (chain.unit === unit) chain.unit = outer;
    };
    return this.#follow(unit, this.loop?.nest(unit) ? run : () => this.#enter(unit, run), back);
  }

  /** Calls back what was begun by `root`. Nobody waits for its end, so that it is told here when it fails. */
  callBack(label: string, root: string, run: () => unknown): void {
    const unit = { plugin: this, name: label, root, isOpen: true };
    const fail = (error: unknown) =>
      logOf(this.name).error("{plugin} failed in its {unit}: {error}", { plugin: this.name, unit: label, error });
    try {
      endOf(this.#follow(unit, () => this.#run({ unit }, run))).catch(fail);
    } catch (error) {
      fail(error);
    }
  }

  /**
   * Nothing begins when the plugin is unloaded, but for what a handler needs that began before.
   *
   * @throws {PluginUnloaded}
   */
  check(label: string): void {
    const unit = chains.getStore()?.unit;
    if (unit !== undefined) this.stir(unit);
    if (this.#isClosed && !(unit?.plugin === this && unit.isOpen)) throw new PluginUnloaded(this.name, label);
  }

  /** The unit runs now. */
  stir(unit: Unit): void {
    this.loop?.touch(unit);
  }

  /**
   * Begins what calls back later, such as a timer; what calls back is named as what `root` has begun.
   *
   * @param set sets it, and returns what ends it.
   * @returns what ends it early.
   */
  begin<Args extends unknown[]>(
    { label, root, repeats = false }: { readonly label: string; readonly root: string; readonly repeats?: boolean },
    callback: (...args: Args) => unknown,
    set: (fire: (...args: Args) => void) => () => void,
  ): () => void {
    this.check(label);
    const end = set((...args) => {
      if (!repeats) forget();
      this.callBack(label, root, () => callback(...args));
    });
    const forget = this.keep(label, end);
    return () => {
      forget();
      end();
    };
  }

  /** Remembers what would be left behind; returns what forgets it again, when it has ended. */
  keep(label: string, end: () => void): () => void {
    const key = Symbol(label);
    this.#begun.set(key, { label, end });
    return () => void this.#begun.delete(key);
  }

  /** What runs of it now, for the names of what it begins. */
  get root(): string {
    return chains.getStore()?.unit.root ?? this.name;
  }

  /** See `ScopeWatch`. */
  close(): readonly string[] {
    this.#isClosed = true;
    this.loop?.forget(this);
    const counts = new Map<string, number>();
    for (const { label, end } of this.#begun.values()) {
      counts.set(label, (counts.get(label) ?? 0) + 1);
      end();
    }
    this.#begun.clear();
    return Array.from(counts, ([label, count]) => count === 1 ? label : `${label} (${count} times)`);
  }

  #run<T>(chain: Chain, run: () => T): T {
    return this.#enter(chain.unit, () => chains.run(chain, run));
  }

  #enter<T>(unit: Unit, run: () => T): T {
    const entered = this.loop?.enter(unit);
    try {
      return run();
    } finally {
      if (entered !== undefined) this.loop?.leave(entered);
    }
  }

  /** Keeps the unit open until what it returns has ended. A thenable is asked once only: asking may be what makes it run. */
  #follow(unit: Unit, run: () => unknown, ended?: () => void): unknown {
    let end = ENDED;
    try {
      const result = run();
      end = endOf(result);
      if (end === ENDED) return result;
    } finally {
      if (end === ENDED) {
        unit.isOpen = false;
        ended?.();
      }
    }
    if (!this.#isClosed) this.loop?.open(unit);
    const close = () => {
      unit.isOpen = false;
      ended?.();
      this.loop?.close(unit);
    };
    end.then(close, close);
    return end;
  }
}
