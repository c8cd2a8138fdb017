/** What a run holds in memory and how long it keeps the event loop, at marks on its way. */
import type { Figure } from "../torture.ts";

declare global {
  var gc: (() => void) | undefined;
}

/** Milliseconds between two looks at the event loop. */
const BEAT = 10;

/** What was in use at one mark. */
interface Mark {
  readonly rss: number;
  readonly heap: number;
}

/** Bytes in use when everything that can go has gone; without `--expose-gc`, when it happened to go. */
export function bytesInUse(): number {
  for (let round = 0; round < 3; round++) globalThis.gc?.();
  const { heapUsed, external } = Deno.memoryUsage();
  return heapUsed + external;
}

/** In megabytes. */
function inUse(): Mark {
  const heap = bytesInUse() / 1e6;
  return { rss: Deno.memoryUsage().rss / 1e6, heap };
}

/** See the file's comment. Takes memory and time only from `begin` to `end`. */
export class Footprint {
  readonly #marks = new Map<number, Mark>();
  #late: number[] = [];
  #probe: ReturnType<typeof setInterval> | undefined;
  #due = 0;

  /** Begins to look at the event loop. */
  begin(): void {
    this.#due = performance.now() + BEAT;
    this.#probe = setInterval(() => {
      const now = performance.now();
      this.#late.push(Math.max(0, now - this.#due));
      this.#due = now + BEAT;
    }, BEAT);
  }

  end(): void {
    clearInterval(this.#probe);
  }

  /** What whoever looks does by itself is none of the run's time. */
  aside<T>(look: () => T): T {
    const seen = look();
    this.#due = performance.now() + BEAT;
    return seen;
  }

  /** Looks at the memory at 25, 50 and 100 per cent of the way, once each. */
  pass(done: number, all: number): void {
    for (const percent of [25, 50, 100]) {
      if (done * 100 < percent * all || this.#marks.has(percent)) continue;
      this.#marks.set(percent, this.aside(inUse));
    }
  }

  /** @param what the run. @param lag milliseconds that 99 of 100 looks at the event loop may be late. */
  figures(what: string, lag: number): Figure[] {
    return [...this.memory(what), ...this.lag(what, lag)];
  }

  /** What was in use at each mark, and that it has not grown. @param what the run. */
  memory(what: string): Figure[] {
    const marks = [...this.#marks];
    const [, half, end] = marks.map(([, mark]) => mark);
    return [
      ...marks.flatMap(([percent, { rss, heap }]) => [
        { what: `${what}: in use at ${percent} %`, value: heap, unit: "MB" },
        { what: `${what}: RSS at ${percent} %`, value: rss, unit: "MB" },
      ]),
      { what: `${what}: in use at the end, of what was at half`, value: ratio(half?.heap, end?.heap), most: 1.2 },
      { what: `${what}: RSS at the end, of what it was at half`, value: ratio(half?.rss, end?.rss), most: 1.2 },
    ];
  }

  /** @param what the run. @param most milliseconds that 99 of 100 looks at the event loop may be late. */
  lag(what: string, most: number): Figure[] {
    const late = this.#late.toSorted((one, other) => one - other);
    const p99 = late[Math.floor(late.length * 0.99)] ?? 0;
    return [
      { what: `${what}: lag of the event loop, p99`, value: p99, unit: "ms", most },
      { what: `${what}: lag of the event loop, longest`, value: late.at(-1) ?? 0, unit: "ms" },
    ];
  }
}

function ratio(half = NaN, end = NaN): number {
  return end / half;
}
