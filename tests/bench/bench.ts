/** What a bench is. */

/** Takes one measurement and returns it in the figure's unit. */
export type Measure = () => number | Promise<number>;

/** What ours is measured against. */
export interface Peer {
  readonly name: string;
  /** A number is a limit that we have to keep, which needs no measuring. */
  readonly measure: Measure | number;
}

/** One figure of a bench: ours beside its peers' in the same run. */
export interface Figure {
  /** Such as `dispatch/memory`. */
  readonly name: string;
  /** Such as `ms` or `events/s`. */
  readonly unit: string;
  /** Which values are the good ones. */
  readonly better: "lower" | "higher";
  readonly ours: Measure;
  readonly peers: readonly Peer[];
  /** Interleaved rounds, of whose values the median is taken; 11 by default. An odd number. */
  readonly rounds?: number;
  /** Each measurement takes processes of its own, which no round before could warm. */
  readonly cold?: boolean;
}

/** Sets a bench up and returns its figures; what it needs while they are measured is undone through the stack. */
export type Bench = (stack: AsyncDisposableStack) => readonly Figure[] | Promise<readonly Figure[]>;

/** A measured figure beside one peer, as `--json` prints it. */
export interface Result {
  readonly name: string;
  readonly unit: string;
  readonly ours: number;
  readonly peer: number;
  readonly peerName: string;
  /** How many times better we are; below 1 the peer is. `null` where one of us has 0 of it, and the other has not. */
  readonly ratio: number | null;
}
