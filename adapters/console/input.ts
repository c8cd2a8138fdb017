/** Where events come from: a stream of lines, or a terminal. */
import type { Inbox } from "../../core/mod.ts";

/** An input of the console. */
export interface Input {
  /** Begins to hand in. Resolves at once. */
  start(inbox: Inbox): Promise<void>;
  /** Reads no more, and resolves when nothing more will be handed in. */
  stop(): Promise<void>;
}
