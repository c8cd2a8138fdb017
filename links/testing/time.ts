/**
 * A stand-in for `jsr:@std/testing/time`.
 *
 * It stands on no fake-timer library: the known one runs a nested timer of 0 ms a millisecond later, fires timers past 2^31 ms at
 * once and goes on after a timer that throws, and the original does none of this.
 */
import { type Timer, TimerQueue } from "./timer_queue.ts";

/** Options of {@linkcode FakeTime.delay}, those of `delay` in `@std/async`. */
export interface DelayOptions {
  /** Rejects with an `AbortError` when it is aborted. */
  signal?: AbortSignal;
  /** Taken and not used, as in the original. */
  persistent?: boolean;
}

/** Options of {@linkcode FakeTime}. */
export interface FakeTimeOptions {
  /** How fast fake time goes on by itself, as a multiple of real time; 0, which is not at all, by default. */
  advanceRate: number;
  /** Real milliseconds between two steps of time that goes on by itself; 10 by default. */
  advanceFrequency?: number;
}

/** Fake time was asked for what it cannot do in its state. */
export class TimeError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "TimeError";
  }
}

const real = {
  Date: globalThis.Date,
  setTimeout: globalThis.setTimeout,
  clearTimeout: globalThis.clearTimeout,
  setInterval: globalThis.setInterval,
  clearInterval: globalThis.clearInterval,
  abortAfter: AbortSignal.timeout,
};

/** The one fake time that is in force. */
let active: { readonly time: FakeTime; readonly timers: TimerQueue } | undefined;

const currentTime = (): number => active?.timers.now ?? real.Date.now();

const FakeDate = new Proxy(real.Date, {
  construct: (_target, values: unknown[]) =>
    Reflect.construct(real.Date, values.length === 0 ? [currentTime()] : values),
  apply: () => new real.Date(currentTime()).toString(),
  get: (target, key, receiver) => key === "now" ? currentTime : Reflect.get(target, key, receiver),
});

function timersFor(purpose: string): TimerQueue {
  if (!active) throw new TimeError(`Cannot ${purpose}: time is not faked`);
  return active.timers;
}

function setter(kind: "timeout" | "interval", name: string): (...args: unknown[]) => number {
  return (callback, delay = 0, ...args) => {
    if (typeof callback !== "function") {
      throw new TimeError(`FakeTime does not support non-function callbacks to ${name}`);
    }
    const run: Timer["run"] = () => callback.apply(null, args);
    return timersFor(`set ${kind}`).add(run, Number(delay), kind === "interval");
  };
}

function clearer(kind: "timeout" | "interval"): (id?: unknown) => void {
  return (id) => {
    const timers = timersFor(`clear ${kind}`);
    if (typeof id === "number") timers.remove(id);
  };
}

const fake = {
  Date: FakeDate,
  setTimeout: setter("timeout", "setTimeout"),
  clearTimeout: clearer("timeout"),
  setInterval: setter("interval", "setInterval"),
  clearInterval: clearer("interval"),
  abortAfter(delay: number): AbortSignal {
    const controller = new AbortController();
    fake.setTimeout(() => controller.abort(new DOMException("Signal timed out.", "TimeoutError")), delay);
    return controller.signal;
  },
};

function install({ abortAfter, ...globals }: typeof real | typeof fake): void {
  Object.assign(globalThis, globals);
  AbortSignal.timeout = abortAfter;
}

function startOf(start: number | string | Date | null | undefined): number {
  if (typeof start === "number") return Math.floor(start);
  if (start instanceof real.Date) return start.valueOf();
  return typeof start === "string" ? new real.Date(start).valueOf() : real.Date.now();
}

/**
 * Puts `Date` and the timers under the control of a test until it is disposed of.
 *
 * @example
 * ```ts
 * import { FakeTime } from "@std/testing/time";
 *
 * using time = new FakeTime();
 * setTimeout(() => console.log("an hour later"), 3_600_000);
 * time.tick(3_600_000);
 * ```
 */
export class FakeTime {
  readonly #start: number;
  readonly #timers: TimerQueue;
  readonly #advancing: ReturnType<typeof setInterval> | undefined;

  /**
   * @param start What time it shall be; the real time by default.
   * @throws {TimeError} Time is faked already.
   * @throws {TypeError} `start` is no time.
   */
  constructor(start?: number | string | Date | null, options?: FakeTimeOptions) {
    if (active) throw new TimeError("Cannot construct FakeTime: time is already faked");
    this.#start = startOf(start);
    if (Number.isNaN(this.#start)) throw new TypeError(`Cannot construct FakeTime: invalid start time ${this.#start}`);
    this.#timers = new TimerQueue(this.#start);
    active = { time: this, timers: this.#timers };
    install(fake);
    const rate = Math.max(0, options?.advanceRate ?? 0);
    const frequency = Math.max(0, options?.advanceFrequency ?? 10);
    if (rate > 0) this.#advancing = real.setInterval(() => this.tick(rate * frequency), frequency);
  }

  /**
   * Brings the real time back.
   *
   * @throws {TimeError} It is back already.
   */
  static restore(): void {
    if (!active) throw new TimeError("Cannot restore time: time is already restored");
    active.time.restore();
  }

  /**
   * Calls `callback` under the real time, and fakes it again when what it returned has settled.
   *
   * @throws {TimeError} Time is not faked (as a rejection).
   */
  // deno-lint-ignore no-explicit-any -- as the original is declared
  static async restoreFor<T>(callback: (...args: any[]) => Promise<T> | T, ...args: any[]): Promise<T> {
    if (!active) throw new TimeError("Cannot restore time: time is not faked");
    install(real);
    try {
      const result = callback.apply(null, args);
      return result instanceof Promise ? await result : result;
    } finally {
      if (active) install(fake);
    }
  }

  /** The fake time, in milliseconds since 1970. */
  get now(): number {
    return this.#timers.now;
  }

  /**
   * Goes on to a time and calls on the way what is due. A timer that throws stops the time where it is.
   *
   * @throws {RangeError} That time has passed.
   */
  set now(value: number) {
    if (value < this.now) {
      throw new RangeError(`Cannot set current time in the past, time must be >= ${this.now}: received ${value}`);
    }
    this.#timers.advance(value);
  }

  /** The fake time at the beginning. */
  get start(): number {
    return this.#start;
  }

  /** Resolves after `ms` milliseconds of real time. */
  delay(ms: number, options: DelayOptions = {}): Promise<void> {
    const { signal } = options;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const abort = () => reject(new DOMException("Delay was aborted.", "AbortError"));
    if (signal?.aborted) {
      abort();
      return promise;
    }
    const timer = real.setTimeout(resolve, ms);
    signal?.addEventListener("abort", abort, { once: true });
    return promise.finally(() => {
      real.clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
    });
  }

  /** Lets everything go on that waits for promises only. */
  async runMicrotasks(): Promise<void> {
    await this.delay(0);
  }

  /** Goes on by `ms` milliseconds (0 by default). */
  tick(ms = 0): void {
    this.now += ms;
  }

  /** Runs the microtasks first. */
  async tickAsync(ms = 0): Promise<void> {
    await this.runMicrotasks();
    this.now += ms;
  }

  /** Goes on to the next timer; `false` if there is none. */
  next(): boolean {
    const due = this.#timers.nextDue();
    if (due === undefined) return false;
    this.now = due;
    return true;
  }

  /** Runs the microtasks first. */
  async nextAsync(): Promise<boolean> {
    await this.runMicrotasks();
    return this.next();
  }

  /** Goes on until no timer is left, new ones included; with an interval in force, for ever. */
  runAll(): void {
    while (this.next());
  }

  /** Runs the microtasks before each timer. */
  async runAllAsync(): Promise<void> {
    while (this.#timers.nextDue() !== undefined) await this.nextAsync();
  }

  /**
   * Brings the real time back.
   *
   * @throws {TimeError} It is back already.
   */
  restore(): void {
    if (!active) throw new TimeError("Cannot restore time: time is already restored");
    active = undefined;
    install(real);
    if (this.#advancing) real.clearInterval(this.#advancing);
  }

  [Symbol.dispose](): void {
    this.restore();
  }
}
