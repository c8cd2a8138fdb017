/** What is frozen when the first message of a batch comes in. */
import type { Json } from "@portico/bot";
import type { Window } from "./mode.ts";

/** A batch keeps these whatever is changed behind it. One object may serve any number of batches. */
export type Terms = {
  /** Name of the mode its sender was in. */
  readonly mode: string;
  /** Language of the replies. */
  readonly language: string;
  /** Effective settings of the mode's plugin. */
  readonly settings: Readonly<Record<string, Json>>;
  readonly window: Window;
};

/** The longest window that makes sense to anybody; longer ones are cut to it. In seconds. */
const LONGEST = 24 * 60 * 60;

/**
 * The window that holds: each field from the first of `sources` in which it is a number that can be used. What is 0 or negative would never let two
 * messages meet, so `quiet` and `maxWait` take 0 as "each message by itself", and less than that is passed over.
 */
export function windowOf(fallback: Window, ...sources: readonly Readonly<Record<string, unknown>>[]): Window {
  const pick = (field: keyof Window, least: number, most: number): number => {
    for (const source of sources) {
      const value = source[field];
      if (typeof value === "number" && value >= least) return Math.min(value, most);
    }
    return fallback[field];
  };
  return Object.freeze({
    quiet: pick("quiet", 0, LONGEST),
    maxWait: pick("maxWait", 0, LONGEST),
    maxMessages: Math.floor(pick("maxMessages", 1, 10_000)),
  });
}
