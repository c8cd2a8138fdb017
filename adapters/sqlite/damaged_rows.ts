import { type Logger, logger, messageOf, StoreError } from "../../core/mod.ts";

/** Rows that are told of are remembered up to so many. */
const REMEMBERED = 1_000;

/**
 * Rows that can't be read, as where a bit has flipped in one: one of them must not keep all others, and the start, from going on. They are passed over,
 * stay where they are, and each is told of once.
 */
export class DamagedRows {
  readonly #told = new Set<string>();
  readonly #log: Logger = logger("store");

  /**
   * What `read` makes of a row; `undefined` where it can't be read.
   *
   * @param name says which row it is.
   * @throws {StoreError} `newer`: it is not damaged.
   */
  read<T>(name: string, read: () => T): T | undefined {
    try {
      return read();
    } catch (error) {
      if (error instanceof StoreError && error.code === "newer") throw error;
      this.#tell(name, error);
      return undefined;
    }
  }

  #tell(name: string, error: unknown): void {
    if (this.#told.has(name)) return;
    if (this.#told.size >= REMEMBERED) this.#told.clear();
    this.#told.add(name);
    this.#log.error("{name} can't be read, and is passed over; it stays in the database: {reason}", {
      name,
      reason: messageOf(error),
    });
  }
}
