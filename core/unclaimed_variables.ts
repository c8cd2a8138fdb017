/** Variables that nobody has asked for, and what was probably meant. */
import type { Variables } from "./config_sources.ts";
import { nearest } from "./nearest.ts";

/** First words that several of these names share, such as `TELEGRAM_`: what begins so as well was most likely meant to be one of them. */
export function sharedPrefixes(names: readonly string[]): readonly string[] {
  const words = names.flatMap((name) => /^[A-Z0-9]+_/.exec(name)?.[0] ?? []);
  return words.filter((word, index) => words.indexOf(word) < index);
}

/**
 * What begins with the prefix and nobody has asked for, one line each. Of a prefix that is other programs' as well, only what stands in `.env` or is
 * nearly one of those that are known.
 */
export function unclaimedVariables(
  variables: Variables,
  prefix: string,
  { isOthers = false }: { readonly isOthers?: boolean } = {},
): string[] {
  const known = [...variables.claimed].filter((claimed) => claimed.startsWith(prefix));
  return variables.unclaimed(prefix).flatMap((name) => {
    const from = variables.where(name);
    // A word that was left out is more letters than any slip.
    const whole = known.find((other) => name.split("_").every((word) => other.split("_").includes(word)));
    const near = whole ?? nearest(name, known, 1)[0];
    if (near === undefined && isOthers && from === name) return [];
    return `${from} means nothing here.${near === undefined ? "" : ` Did you mean ${near}?`}`;
  });
}
