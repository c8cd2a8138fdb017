import type { Clock } from "./clock.ts";
import { ENDED, endOf, endsWithin } from "./endings.ts";
import { PluginStuck } from "./errors.ts";

/** Calls the parts of plugins' lives, waits for each no longer than it may take, and knows which have not returned. */
export class PluginCalls {
  readonly #open = new Set<string>();

  constructor(private readonly clock: Clock) {}

  /** Names of the calls that have not returned, such as `weather.start`. */
  get open(): readonly string[] {
    return [...this.#open];
  }

  /**
   * Resolves when what the call began has ended. Rejects as it does.
   *
   * @throws {PluginStuck} it takes longer; it may still end, of which nobody hears.
   */
  async run(name: string, call: () => unknown, milliseconds: number): Promise<void> {
    const work = endOf(call());
    if (work === ENDED) return;
    this.#open.add(name);
    const close = () => void this.#open.delete(name);
    work.then(close, close);
    if (!await endsWithin(this.clock, milliseconds, work)) throw new PluginStuck(name, milliseconds);
  }
}
