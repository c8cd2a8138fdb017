/** Notices when the event loop was kept from everybody, and says by whom. */
import type { CancelTimer, Clock } from "../clock.ts";
import type { Logger } from "../logs/log.ts";
import type { LoopGuard } from "./loop_guard.ts";
import type { Unit, WatchedPlugin } from "./plugin_watch.ts";

/** From so many milliseconds on it is told: a person waits, and a platform's connection may be given up. */
const LONGEST_BLOCK = 2_000;

/** Milliseconds between two looks while something of a plugin is under way. Nothing looks while nothing is. */
const BEAT = 1_000;

/** A unit on its way through the one stack there is. */
export interface Entered {
  readonly unit: Unit;
  readonly at: number;
  readonly outer: Entered | undefined;
  /** The last unit of the same plugin that began within it. */
  last: Unit | undefined;
}

/**
 * What blocks from its call on is measured from there to its return. What does so behind an `await` has no such ends: while any unit is open, a timer is
 * set for the next second, and it comes late. Whose unit ends, or begins something, before that late timer can come was the one that ran.
 */
export class LoopWatch {
  readonly #open = new Set<Unit>();
  #inside: Entered | undefined;
  /** Up to when it has been told. */
  #told = 0;
  #due = Infinity;
  #cancel: CancelTimer | undefined;

  /** @param guard tells of what does not end. */
  constructor(private readonly clock: Clock, private readonly log: Logger, private readonly guard?: LoopGuard) {}

  /** A unit begins to run. */
  enter(unit: Unit): Entered {
    this.guard?.enter(unit.name);
    return this.#inside = { unit, at: this.clock.monotonic(), outer: this.#inside, last: undefined };
  }

  /**
   * A unit begins within another one of its plugin, such as a handler within a middleware: they are measured as one, since each look at the time costs as
   * much as all the rest. False when there is none, so that it has to `enter`.
   */
  nest(unit: Unit): boolean {
    if (this.#inside === undefined) return false;
    this.#inside.last = unit;
    return true;
  }

  /** It has returned. */
  leave({ unit, at, outer, last }: Entered): void {
    this.#inside = outer;
    this.#blame(unit, at, last);
    this.#live();
  }

  /** It goes on behind its return. */
  open(unit: Unit): void {
    this.#open.add(unit);
    if (this.#cancel === undefined) this.#wait();
  }

  /** It has ended. */
  close(unit: Unit): void {
    if (!this.#open.delete(unit)) return;
    this.touch(unit);
    if (this.#open.size === 0) this.#rest();
    this.#live();
  }

  /** It is certainly running now. */
  touch(unit: Unit): void {
    if (this.#due !== Infinity) this.#blame(unit, this.#due);
  }

  /** Nothing of a plugin matters any more. */
  forget(plugin: WatchedPlugin): void {
    for (const unit of this.#open) if (unit.plugin === plugin) this.#open.delete(unit);
    if (this.#open.size === 0) this.#rest();
  }

  #blame(unit: Unit, since: number, last?: Unit): void {
    const now = this.clock.monotonic();
    const took = now - Math.max(since, this.#told);
    if (took < LONGEST_BLOCK) return;
    this.#told = now;
    this.log.warn("{unit} kept the event loop to itself for {seconds} s at least: nobody else was served. {remedy}", {
      unit: last === undefined ? unit.name : `${unit.name} or ${last.name}`,
      plugin: unit.plugin.name,
      seconds: secondsOf(took),
      remedy: "Let it do such work in parts, or in a worker.",
    });
  }

  #live(): void {
    this.guard?.live(this.#inside !== undefined || this.#open.size > 0);
  }

  #wait(): void {
    this.#live();
    this.#due = this.clock.monotonic() + BEAT;
    this.#cancel = this.clock.setTimer(BEAT, () => this.#look());
  }

  #look(): void {
    const now = this.clock.monotonic();
    const late = now - Math.max(this.#due, this.#told);
    if (late >= LONGEST_BLOCK) {
      this.#told = now;
      this.log.warn(
        "The event loop stood still for {seconds} s at least, or the process did, while there were under way: {units}",
        {
          seconds: secondsOf(late),
          units: Array.from(this.#open, ({ name }) => name),
        },
      );
    }
    this.#wait();
  }

  #rest(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#due = Infinity;
  }
}

function secondsOf(milliseconds: number): number {
  return Math.round(milliseconds / 100) / 10;
}
