import type { Health } from "../http/mod.ts";

/** Where updates come from: polls or a webhook. */
export interface UpdateSource {
  /** Tells Telegram which way it is, and begins. Rejects with a delivery error, and may then be tried again by another one. */
  start(signal: AbortSignal): Promise<void>;
  /** Resolves when nothing more is handed in. */
  stop(): Promise<void>;
  /** Milliseconds for which Telegram wants to be asked for nothing; 0 or less where it does not. */
  readonly pausedFor: number;
  /** How it is. */
  health(): Health;
}
