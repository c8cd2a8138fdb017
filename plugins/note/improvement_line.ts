/** A note that waits. */
export interface Waiting {
  readonly key: string;
  /** Id of the account. */
  readonly account: string;
}

/** Who is next: one of each account at a time, and accounts in turn, so that who has many notes holds up nobody. */
export class ImprovementLine {
  /** Keys by account, the account that has waited longest first. */
  readonly #waiting = new Map<string, Set<string>>();
  readonly #busy = new Set<string>();

  /** Puts one at the end of its account's; one that waits already keeps its place. */
  push({ key, account }: Waiting): void {
    this.#waiting.getOrInsertComputed(account, () => new Set()).add(key);
  }

  /** Takes the next, whose account then has its turn until `end`; `undefined` when there is none. */
  take(): Waiting | undefined {
    for (const [account, keys] of this.#waiting) {
      if (this.#busy.has(account)) continue;
      const [key] = keys;
      keys.delete(key);
      this.#waiting.delete(account);
      if (keys.size > 0) this.#waiting.set(account, keys);
      this.#busy.add(account);
      return { key, account };
    }
  }

  /** The account's turn is over. */
  end(account: string): void {
    this.#busy.delete(account);
  }
}
