/** Finds what somebody probably meant. */

/**
 * The candidates that are few typing slips away from `word`, nearest first, at most `limit`. A slip is one character too many, too few, wrong
 * or swapped with its neighbour; a third of the word's length is allowed, but no more than half of what differs: what `PORTICO_NOPE` shares with
 * `PORTICO_LOG` makes it no nearer. A candidate that the word begins counts as one slip.
 */
export function nearest(word: string, candidates: Iterable<string>, limit = 3): readonly string[] {
  const wanted = word.toLowerCase();
  const allowed = Math.max(1, Math.floor(wanted.length / 3));
  const near: { candidate: string; slips: number }[] = [];
  for (const candidate of new Set(candidates)) {
    const known = candidate.toLowerCase();
    const begun = wanted.length >= 2 && known.startsWith(wanted);
    // A difference in length alone already costs that many slips, so most candidates need no comparing.
    if (!begun && Math.abs(known.length - wanted.length) > allowed) continue;
    const slips = begun ? Math.min(1, known.length - wanted.length) : slipsBetween(wanted, known);
    if (slips <= Math.min(allowed, Math.max(1, Math.floor(differing(wanted, known) / 2)))) {
      near.push({ candidate, slips });
    }
  }
  near.sort((a, b) => a.slips - b.slips || (a.candidate < b.candidate ? -1 : 1));
  return near.slice(0, limit).map(({ candidate }) => candidate);
}

/** The length of what is left of the longer one without what both begin and end with. */
function differing(a: string, b: string): number {
  const [shorter, longer] = a.length < b.length ? [a, b] : [b, a];
  let start = 0;
  while (start < shorter.length && shorter[start] === longer[start]) start++;
  let end = 0;
  while (end < shorter.length - start && shorter.at(-1 - end) === longer.at(-1 - end)) end++;
  return longer.length - start - end;
}

/** Optimal string alignment distance. */
function slipsBetween(a: string, b: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const cost = a[row - 1] === b[column - 1] ? 0 : 1;
      let slips = Math.min(previous[column] + 1, current[column - 1] + 1, previous[column - 1] + cost);
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        slips = Math.min(slips, beforePrevious[column - 2] + 1);
      }
      current.push(slips);
    }
    beforePrevious = previous;
    previous = current;
  }
  return previous[b.length];
}
