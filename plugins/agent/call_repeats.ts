import type { Json } from "@portico/bot";

/** Notices a model that makes the same call again and again. */
export class CallRepeats {
  /** How often each call was made, and what had been changed when it was. */
  readonly #made = new Map<string, { readonly epoch: number; readonly count: number }>();
  #epoch = 0;

  /** Something was changed: what reads may now find something else. */
  changed(): void {
    this.#epoch++;
  }

  /** Whether this call was made before, with nothing in between that could change its result: once, or more often. */
  check(name: string, input: Json, reads: boolean): "again" | "again and again" | undefined {
    const key = `${name} ${JSON.stringify(sorted(input))}`;
    const before = this.#made.get(key);
    const isSame = before !== undefined && (!reads || before.epoch === this.#epoch);
    const count = isSame ? before.count + 1 : 1;
    this.#made.set(key, { epoch: this.#epoch, count });
    return count === 1 ? undefined : count === 2 ? "again" : "again and again";
  }
}

/** The order in which a model writes the fields makes no other call of it. */
function sorted(value: Json): Json {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(sorted);
  return Object.fromEntries(
    Object.entries(value).sort(([a], [b]) => a < b ? -1 : 1).map(([key, part]) => [key, sorted(part ?? null)]),
  );
}
