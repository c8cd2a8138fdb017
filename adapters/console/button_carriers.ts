import type { WireButton } from "../../core/mod.ts";

/** So many buttons are remembered; the message of an older one is not known any more, and its handler answers anew instead of changing it. */
const MOST = 10_000;

/** Which message carries which button: a line that presses one names the button alone. */
export class ButtonCarriers {
  readonly #messages = new Map<string, string>();

  /** A message with buttons is shown. */
  note(message: string, rows: readonly (readonly WireButton[])[] = []): void {
    for (const button of rows.flat()) {
      if (!("id" in button)) continue;
      this.#messages.set(button.id, message);
      const [oldest] = this.#messages.keys();
      if (this.#messages.size > MOST) this.#messages.delete(oldest);
    }
  }

  /** Id of the message that carries the button. */
  of(button: string): string | undefined {
    return this.#messages.get(button);
  }
}
