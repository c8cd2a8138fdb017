import { type Contributed, Contributions, type ContributionSet, inject } from "@portico/bot";
import { AggregationConfig, type AggregationSettings } from "./config.ts";
import { mode, type ModeDeclaration, type ModeHandler } from "./mode.ts";

/** A mode that is there. */
export type LoadedMode = Contributed<ModeDeclaration, ModeHandler>;

/** The modes that are there. */
@inject(Contributions, AggregationConfig)
export class Modes implements Iterable<LoadedMode> {
  readonly #modes: ContributionSet<ModeDeclaration, ModeHandler>;

  /** Built by the kernel. */
  constructor(contributions: Contributions, private readonly config: AggregationSettings) {
    this.#modes = contributions.of(mode);
  }

  /** In the order in which their plugins were loaded. */
  [Symbol.iterator](): Iterator<LoadedMode> {
    return this.#modes[Symbol.iterator]();
  }

  /** The mode of this name. */
  get(name: string): LoadedMode | undefined {
    return this.#modes.get(name);
  }

  /** The mode that holds for somebody who has chosen this one, or none: a mode that is gone is as good as none. */
  resolve(chosen: string | undefined): LoadedMode | undefined {
    const found = chosen === undefined ? undefined : this.#modes.get(chosen);
    if (found !== undefined) return found;
    const [first] = this.#modes;
    return this.#modes.get(this.config.mode) ?? first;
  }

  /** Calls back after each change, until the returned function is called. */
  subscribe(changed: () => void): () => void {
    return this.#modes.subscribe(changed);
  }
}
