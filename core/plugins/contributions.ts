/** What has been contributed to each extension point, live: entries come and go with the plugins they belong to. */
import type { ExtensionPoint, Handler } from "./contribution.ts";

/** One contribution: a method bound to its plugin's instance. */
export interface Contributed<Options, H extends Handler> {
  /** Name of the plugin it belongs to. */
  readonly plugin: string;
  /** `plugin.method`, for logs and messages. */
  readonly name: string;
  /** What the decorator, or `PluginScope.contribute`, was given. */
  readonly options: Options;
  /** Call it; `this` is bound already. */
  readonly handler: H;
  /** What the point's `key` made of it. */
  readonly key?: string;
}

/** All contributions to one point, in the order in which they were added. */
export interface ContributionSet<Options, H extends Handler> extends Iterable<Contributed<Options, H>> {
  /** How many there are now. */
  readonly size: number;
  /** The one with this key; `undefined` where there is none, or where the point's contributions have no keys. */
  get(key: string): Contributed<Options, H> | undefined;
  /** Calls back after each change until the returned function is called. */
  subscribe(changed: () => void): () => void;
}

/** Where extension points are collected. A DI token: `@inject(Contributions)`. */
export class Contributions {
  readonly #sets = new Map<string, LiveSet>();

  /** What has been contributed to this point so far; it stays current. */
  of<Options, H extends Handler>(point: ExtensionPoint<Options, H>): ContributionSet<Options, H> {
    return this.#set(point.id) as LiveSet as ContributionSet<Options, H>;
  }

  /**
   * Adds one and returns what takes it back.
   *
   * @throws {TypeError} the key is taken, with the name of the plugin that has it.
   */
  add<Options, H extends Handler>(
    point: ExtensionPoint<Options, H>,
    contributed: Contributed<Options, H>,
  ): () => void {
    return this.#set(point.id).add(contributed);
  }

  /** How many contributions there are at all points together. */
  get size(): number {
    return this.#sets.values().reduce((sum, set) => sum + set.size, 0);
  }

  #set(id: string): LiveSet {
    let set = this.#sets.get(id);
    if (set === undefined) this.#sets.set(id, set = new LiveSet(id));
    return set;
  }
}

class LiveSet {
  readonly #all = new Set<Contributed<unknown, Handler>>();
  readonly #byKey = new Map<string, Contributed<unknown, Handler>>();
  readonly #subscribers = new Set<() => void>();

  constructor(readonly point: string) {}

  get size(): number {
    return this.#all.size;
  }

  get(key: string): Contributed<unknown, Handler> | undefined {
    return this.#byKey.get(key);
  }

  [Symbol.iterator](): Iterator<Contributed<unknown, Handler>> {
    return this.#all.values();
  }

  add(contributed: Contributed<unknown, Handler>): () => void {
    const { key } = contributed;
    if (key !== undefined) {
      if (typeof key !== "string") {
        throw new TypeError(`The ${this.point} of ${contributed.name} has a name that is no text.`);
      }
      const holder = this.#byKey.get(key);
      if (holder !== undefined) {
        throw new TypeError(`The ${this.point} "${key}" of ${contributed.name} is taken by ${holder.name}.`);
      }
      this.#byKey.set(key, contributed);
    }
    this.#all.add(contributed);
    const remove = () => {
      if (!this.#all.delete(contributed)) return;
      if (key !== undefined) this.#byKey.delete(key);
      this.#changed();
    };
    try {
      this.#changed();
    } catch (error) {
      remove();
      throw error;
    }
    return remove;
  }

  subscribe(changed: () => void): () => void {
    this.#subscribers.add(changed);
    return () => void this.#subscribers.delete(changed);
  }

  /** Calls all back, also behind one that throws, whose error comes out then. */
  #changed(): void {
    const errors: unknown[] = [];
    for (const changed of this.#subscribers) {
      try {
        changed();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw errors[0];
  }
}
