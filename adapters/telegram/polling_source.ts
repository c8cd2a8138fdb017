import type { Health } from "../http/mod.ts";
import { Polling, type PollingOptions } from "./polling.ts";
import type { UpdateSource } from "./update_source.ts";

/** Updates by polls of our own. */
export class PollingSource implements UpdateSource {
  readonly #options: PollingOptions;
  readonly #polling: Polling;

  constructor(options: PollingOptions) {
    this.#options = options;
    this.#polling = new Polling(options);
  }

  /** A webhook of before is taken back, or no poll would be answered; what waits for it comes by polls. */
  async start(signal: AbortSignal): Promise<void> {
    await this.#options.api.call("deleteWebhook", { drop_pending_updates: false }, { signal });
    this.#polling.start();
  }

  stop(): Promise<void> {
    return this.#polling.stop();
  }

  get pausedFor(): number {
    return this.#polling.pausedFor;
  }

  health(): Health {
    const { age, isWedged, pausedFor } = this.#polling;
    const health = { healthy: !isWedged, mode: "polling", lastPollMs: Math.round(age) };
    return pausedFor > 0 ? { ...health, pausedForMs: Math.round(pausedFor) } : health;
  }
}
