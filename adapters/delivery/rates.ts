import type { DeliveryRate, Operation } from "../../core/mod.ts";

/** What a platform takes, and how near to it the gate goes. What is left out is not limited. */
export interface Rates {
  /** All that counts, whatever chat it goes to. */
  readonly bot?: DeliveryRate;
  /** What counts in one private chat. */
  readonly private?: DeliveryRate;
  /** What counts in one group or channel. */
  readonly group?: DeliveryRate;
  /** Whether an operation counts; by default messages and files do. The others pass, and only wait while the platform asks for it. */
  readonly counts?: (operation: Operation) => boolean;
  /**
   * For how many milliseconds an operation without an answer may still arrive and be counted; 1,000 by default. The platform counts somewhere between
   * departure and answer, so a place is free one window after the answer: that costs the time of an answer per window, 5 % of 30 per second where it
   * takes 50 ms. A shorter guard bounds that cost, and trusts that the way of two operations differs by no more than it.
   */
  readonly guard?: number;
}

/** 30 per second for the bot; 3 in any 3 seconds for a private chat, which is 1 per second with a burst of 3; 20 per minute for a group. */
export const defaultRates: Required<Pick<Rates, "bot" | "private" | "group">> = {
  bot: { limit: 30, window: 1_000 },
  private: { limit: 3, window: 3_000 },
  group: { limit: 20, window: 60_000 },
};

/** Messages and files: what all platforms count. */
function isMessage({ kind }: Operation): boolean {
  return kind === "send" || kind === "sendFile";
}

/** Rates with nothing left to be decided. @throws {RangeError} a rate that lets nothing through or means nothing. */
export function completeRates(rates: Rates): Rates & Required<Pick<Rates, "counts" | "guard">> {
  const { bot, private: person, group, guard = 1_000, counts = isMessage } = rates;
  for (const [name, rate] of Object.entries({ bot, private: person, group })) {
    if (rate === undefined) continue;
    const { limit, window } = rate;
    if (Number.isSafeInteger(limit) && limit >= 1 && window > 0 && Number.isFinite(window)) continue;
    throw new RangeError(`The rate "${name}" needs a whole limit and a window from 1, not ${limit} per ${window} ms.`);
  }
  if (!(guard >= 0 && Number.isFinite(guard))) {
    throw new RangeError(`A guard needs milliseconds from 0, not ${guard}.`);
  }
  return { ...rates, guard, counts };
}
