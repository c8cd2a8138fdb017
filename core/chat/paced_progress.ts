import type { Outgoing } from "./bot_port.ts";
import type { CancelTimer, Clock } from "../clock.ts";
import type { HandlerContext } from "../handling/context.ts";

/** Milliseconds between two changes: more often nobody reads, and no platform likes it. */
const INTERVAL = 1_000;

/** What is shown, or what makes it when it is to be: nothing new, as it seems then, where it makes `undefined`. */
export type ProgressContent = string | Outgoing | (() => string | Outgoing | undefined);

/**
 * Shows what is going on by `ctx.progress`, at most once a second: what changes more often is shown as it is then. Nobody waits for it.
 *
 * ```ts
 * using progress = new PacedProgress(ctx, this.clock);
 * for await (const text of answer) progress.show(text);
 * ```
 */
export class PacedProgress implements Disposable {
  #next: ProgressContent | undefined;
  #shown: string | Outgoing | undefined;
  #timer: CancelTimer | undefined;
  #last = -Infinity;
  #busy = false;
  #ended = false;

  /** Shows nothing yet. @param interval milliseconds between two changes; a second by default. */
  constructor(
    private readonly ctx: Pick<HandlerContext, "progress">,
    private readonly clock: Pick<Clock, "monotonic" | "setTimer">,
    private readonly interval: number = INTERVAL,
  ) {}

  /** Shows this as soon as it may: the first at once. What was to be shown before, and has not been, never is. */
  show(content: ProgressContent): void {
    this.#next = content;
    this.#arm();
  }

  /** Shows nothing more. Call it before the reply. */
  end(): void {
    this.#ended = true;
    this.#timer?.();
    this.#timer = undefined;
  }

  /** As `end`, for `using`. */
  [Symbol.dispose](): void {
    this.end();
  }

  #arm(): void {
    if (this.#ended || this.#busy || this.#timer !== undefined || this.#next === undefined) return;
    const wait = this.#last + this.interval - this.clock.monotonic();
    if (wait <= 0) return void this.#send();
    this.#timer = this.clock.setTimer(wait, () => {
      this.#timer = undefined;
      void this.#send();
    });
  }

  async #send(): Promise<void> {
    const content = typeof this.#next === "function" ? this.#next() : this.#next;
    this.#next = undefined;
    if (content === undefined || content === this.#shown) return;
    this.#shown = content;
    this.#busy = true;
    this.#last = this.clock.monotonic();
    try {
      await this.ctx.progress(content);
    } catch {
      this.#ended = true; // the handler was given up
    }
    this.#busy = false;
    this.#arm();
  }
}
