/** What every method is given. */
import type { Arguments } from "../arguments.ts";
import type { State } from "../state.ts";
import type { Webhook } from "../webhook.ts";

/** A call whose arguments have been read. */
export interface Call {
  readonly state: State;
  readonly webhook: Webhook;
  readonly args: Arguments;
  /** The method's name in small letters. */
  readonly method: string;
  /** Aborted when the caller has gone away. */
  readonly signal: AbortSignal;
}

/** A method of the Bot API: returns the `result`, throws a {@link TelegramError}. */
export type Method = (call: Call) => unknown;
