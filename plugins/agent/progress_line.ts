import { type Clock, PacedProgress } from "@portico/bot";
import type { RunContext } from "./agent_task.ts";

/** So many of the last steps are shown. */
const SHOWN = 4;

/** Shows what a run is doing: its last steps, in one message that changes at most once a second. */
export class ProgressLine {
  readonly #steps: string[] = [];
  readonly #progress: PacedProgress;
  #count = 0;

  /** Shows nothing yet. */
  constructor(private readonly ctx: Pick<RunContext, "progress" | "t">, clock: Clock) {
    this.#progress = new PacedProgress(ctx, clock);
  }

  /** Shows that it has begun, so that who waits sees something. */
  begin(): void {
    this.#progress.show(this.ctx.t("working"));
  }

  /** Adds a step, a line of Markdown. Never waits, never fails. */
  show(step: string): void {
    this.#count++;
    this.#steps.push(step);
    if (this.#steps.length > SHOWN) this.#steps.shift();
    const earlier = this.#count - this.#steps.length;
    const steps = earlier === 0 ? this.#steps : [this.ctx.t("earlier", { count: earlier }), ...this.#steps];
    this.#progress.show(`${steps.join(" · ")} …`);
  }

  /** Nothing more is shown. */
  end(): void {
    this.#progress.end();
  }
}
