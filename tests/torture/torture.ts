/** What a torture is: a try to break a promise, with figures. */

/** One figure of a torture. One without bounds is only told. */
export interface Figure {
  /** Such as `messages lost`. */
  readonly what: string;
  readonly value: number;
  /** Such as `ms` or `MB`; empty for a number of things. */
  readonly unit?: string;
  /** More than this breaks the promise. */
  readonly most?: number;
  /** Less than this breaks the promise, or means that too little was tried. */
  readonly least?: number;
  /** What others do under the same test, where it was run on them too. */
  readonly peers?: readonly PeerValue[];
}

/** A figure of somebody else. */
export interface PeerValue {
  readonly name: string;
  readonly value: number;
}

/** How a torture is run. */
export interface TortureOptions {
  /** How often: what is counted is said by `Torture.counts`. */
  readonly count: number;
  /** The same seed makes the same choices; what the machine does between them is its own. */
  readonly seed: number;
  /** Tells how it goes, one line at a time. */
  readonly say: (line: string) => void;
}

/**
 * A try to break a promise. Its long form is `deno task torture <name>`; the short one is a test beside it, which runs the same with a small count and
 * asserts that its figures hold.
 */
export interface Torture {
  /** What it tries to break, in one line. */
  readonly promise: string;
  /** What `count` counts, which is also the name of its flag, such as `kills`. */
  readonly counts: string;
  /** How many of them the long form has. */
  readonly long: number;
  /** How many minutes these take on two busy cores, roughly. */
  readonly minutes: number;
  readonly run: (options: TortureOptions) => Promise<readonly Figure[]>;
}

/** Whether a figure keeps its bounds. */
export function holds({ value, most = Infinity, least = -Infinity }: Figure): boolean {
  return value <= most && value >= least;
}

/** @throws {Error} when a figure does not keep its bounds, with all of them. */
export function assertHold(figures: readonly Figure[]): void {
  const broken = figures.filter((figure) => !holds(figure));
  if (broken.length === 0) return;
  throw new Error(broken.map(({ what, value, unit = "" }) => `${what}: ${value} ${unit}`.trimEnd()).join("\n"));
}
