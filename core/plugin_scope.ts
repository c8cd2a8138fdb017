import type { Contributions } from "./contributions.ts";
import type { ExtensionPoint, Handler } from "./contribution.ts";
import { messageOf } from "./errors.ts";
import type { Logger } from "./log.ts";

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
  ) {}

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
   * @throws {Error} the plugin has been unloaded.
   */
  defer(label: string, undo: () => unknown): () => unknown {
    this.#check(label);
    const held: Held = { label, undo };
    this.#held.add(held);
    return () => this.#held.delete(held) ? undo() : undefined;
  }

  /**
   * Adds a contribution that no decorator could know of, such as a command per mode. Returns what takes it back.
   *
   * @throws {TypeError} the point's key is taken.
   */
  contribute<Options, H extends Handler>(
    point: ExtensionPoint<Options, H>,
    options: Options,
    handler: H,
    name: string = handler.name || point.id,
  ): () => void {
    const key = point.key(options, name, this.plugin);
    const label = `${point.id} ${key ?? name}`;
    this.#check(label);
    const remove = this.contributions.add(point, {
      plugin: this.plugin,
      name: `${this.plugin}.${name}`,
      options,
      handler,
      ...(key === undefined ? {} : { key }),
    });
    return this.defer(label, remove);
  }

  /** Undoes everything, last first; a failing one is logged and holds up none of the others. */
  async close(): Promise<void> {
    this.#controller.abort(new Error(`The plugin ${this.plugin} was unloaded.`));
    for (const held of [...this.#held].reverse()) {
      this.#held.delete(held);
      try {
        await held.undo();
      } catch (error) {
        this.log.error("{plugin}: {label} could not be undone: {reason}", {
          plugin: this.plugin,
          label: held.label,
          reason: messageOf(error),
        });
      }
    }
  }

  #check(label: string): void {
    if (this.signal.aborted) throw new Error(`${this.plugin} was unloaded and can't register ${label} any more.`);
  }
}
