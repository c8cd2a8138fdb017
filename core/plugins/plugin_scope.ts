import type { Contributions } from "./contributions.ts";
import type { ExtensionPoint, Handler } from "./contribution.ts";
import { messageOf, PorticoError } from "../errors.ts";
import type { Logger } from "../logs/log.ts";

/** Runs what belongs to a plugin so that it is known whose it is, and what it has begun. */
export interface ScopeWatch {
  /** Runs what is over when it returns. @param name such as `weather.constructor`. */
  build<T>(name: string, run: () => T): T;
  /** Runs what may go on; returns what it returns, a thenable as a promise. @param name such as `weather.show`. */
  call(name: string, run: () => unknown): unknown;
  /** Ends what the plugin has left behind, and returns what that was. */
  close(): readonly string[];
}

/** A plugin tried to register something after it was unloaded. */
export class PluginUnloaded extends PorticoError {
  /** Stable for programs. */
  readonly code = "plugin_unloaded";
  /** Names the plugin and what it tried. */
  constructor(
    /** Its name. */
    readonly plugin: string,
    /** What it tried to register, such as `command roll`. */
    readonly label: string,
  ) {
    super(
      `${plugin} was unloaded and can't register ${label} any more. Watch the signal of its PluginScope, and end with it.`,
    );
  }
}

interface Held {
  readonly label: string;
  readonly undo: () => unknown;
}

/**
 * Everything a plugin has, so that unloading it leaves nothing behind: what is registered here is undone in reverse order. A DI token; each plugin gets
 * its own.
 *
 * ```ts
 * const watcher = Deno.watchFs(folder);
 * scope.defer(`watch ${folder}`, () => watcher.close());
 * scope.contribute(command, { name: "note", description: "Write notes" }, (ctx) => this.#enter(ctx, "note"));
 * ```
 */
export class PluginScope {
  readonly #held = new Set<Held>();
  readonly #controller = new AbortController();

  /** The kernel makes one for each plugin it loads. */
  constructor(
    /** The plugin's name. */
    readonly plugin: string,
    private readonly contributions: Contributions,
    private readonly log: Logger,
    private readonly watch?: ScopeWatch,
  ) {}

  /** The kernel's way to call something of the plugin's. @param name such as `weather.start`. */
  call(name: string, run: () => unknown): unknown {
    return this.watch === undefined ? run() : this.watch.call(name, run);
  }

  /** The kernel's way to build something of the plugin's. */
  build<T>(run: () => T): T {
    return this.watch === undefined ? run() : this.watch.build(`${this.plugin}.constructor`, run);
  }

  /** Aborted when the plugin is unloaded. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Labels of everything held, in the order it was registered. */
  get holds(): readonly string[] {
    return Array.from(this.#held, ({ label }) => label);
  }

  /**
   * Remembers how to undo something. Returns what undoes it at once, for what ends earlier than the plugin.
   *
   * @throws {PluginUnloaded} the plugin has been unloaded.
   */
  defer(label: string, undo: () => unknown): () => unknown {
    this.check(label);
    const held: Held = { label, undo };
    this.#held.add(held);
    return () => this.#held.delete(held) ? undo() : undefined;
  }

  /**
   * Adds a contribution that no decorator could know of, such as a command per mode. Returns what takes it back.
   *
   * @throws {TypeError} the point's key is taken, or the point's check says no.
   * @throws {PluginUnloaded} the plugin has been unloaded.
   */
  contribute<Options, H extends Handler>(
    point: ExtensionPoint<Options, H>,
    options: Options,
    handler: H,
    name: string = handler.name || point.id,
  ): () => void {
    const bad = point.check(options, name);
    if (bad !== undefined) throw new TypeError(`@${point.id} on ${name} of ${this.plugin}: ${bad}`);
    return this.add(point, options, handler, name);
  }

  /** As `contribute`, of what the point has checked already: what decorators declare is, before anything is built. */
  add<Options, H extends Handler>(
    point: ExtensionPoint<Options, H>,
    options: Options,
    handler: H,
    name: string,
  ): () => void {
    const key = point.key(options, name, this.plugin);
    const label = `${point.id} ${key ?? name}`;
    this.check(label);
    const full = `${this.plugin}.${name}`;
    const remove = this.contributions.add(point, {
      plugin: this.plugin,
      name: full,
      options,
      handler: this.watch === undefined ? handler : watched(handler, full, this.watch),
      ...(key === undefined ? {} : { key }),
    });
    return this.defer(label, remove);
  }

  /**
   * Undoes everything, last first; a failing one is logged and holds up none of the others.
   *
   * @param run undoes one of them, and rejects where that takes too long; without it each is waited for until it ends.
   */
  async close(
    run: (label: string, undo: () => unknown) => Promise<unknown> = async (_label, undo) => await undo(),
  ): Promise<void> {
    this.#controller.abort(new Error(`The plugin ${this.plugin} was unloaded.`));
    for (const held of [...this.#held].reverse()) {
      this.#held.delete(held);
      try {
        await run(held.label, held.undo);
      } catch (error) {
        this.log.error("{plugin}: {label} could not be undone: {reason}", {
          plugin: this.plugin,
          label: held.label,
          reason: messageOf(error),
        });
      }
    }
    const left = this.watch?.close() ?? [];
    if (left.length > 0) {
      this.log.warn("{plugin} left behind what it had begun, and it was ended now: {left}", {
        plugin: this.plugin,
        left,
      });
    }
  }

  /** Refuses what comes too late, called by the label. @throws {PluginUnloaded} the plugin has been unloaded. */
  check(label: string): void {
    if (this.signal.aborted) throw new PluginUnloaded(this.plugin, label);
  }
}

/** The handler, run by the watch. */
function watched<H extends Handler>(handler: H, name: string, watch: ScopeWatch): H {
  const call: Handler = (...args) => watch.call(name, () => handler(...args));
  return call as H; // it takes and returns what the handler does; a proxy would say so, and take as long as all the rest
}
