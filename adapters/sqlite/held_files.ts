/** Whether the files that are written to are still those that the next start will find. */
import { StoreError } from "../../core/mod.ts";

/** See the file's comment. A file that was deleted can be written to for as long as it is open, and all of that is gone then. */
export class HeldFiles {
  readonly #known: ReadonlyMap<string, number | null | undefined>;

  /** @param paths of files that are open. */
  constructor(paths: readonly string[]) {
    this.#known = new Map(paths.map((path) => [path, numberOf(path)]));
  }

  /** @throws {StoreError} `ended`: one of them is not there any more, or another one is in its place. */
  check(): void {
    for (const [path, number] of this.#known) {
      if (numberOf(path) === number) continue;
      throw new StoreError(
        "ended",
        `Somebody has moved, replaced or deleted ${path} while it was open, so that nobody can rely on what is written now. ` +
          "Put it back if it was moved, and start the program again.",
      );
    }
  }
}

/** The file's number on its disk, `null` where the platform has none; `undefined` where there is no file. */
function numberOf(path: string): number | null | undefined {
  try {
    return Deno.statSync(path).ino;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
