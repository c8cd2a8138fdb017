import { type Conversation, conversationId, type WireButton } from "../../core/mod.ts";

/** A button with the number that presses it. */
export interface NumberedButton {
  /** From 1. */
  readonly number: number;
  /** What the number presses, or links to. */
  readonly button: WireButton;
}

/**
 * Numbers in place of buttons, for platforms whose `capabilities.buttons` is `numbered`. Only the numbers of the newest message of a
 * conversation press anything: a number that answers a question must not press what scrolled away.
 */
export class NumberedButtons {
  readonly #newest = new Map<string, readonly NumberedButton[]>();

  /** Numbers the buttons of a message that is about to be shown, in reading order from 1, and forgets those before it. */
  show(conversation: Conversation, rows: readonly (readonly WireButton[])[] = []): readonly NumberedButton[] {
    const numbered = rows.flat().map((button, index) => ({ number: index + 1, button }));
    const id = conversationId(conversation);
    if (numbered.length > 0) this.#newest.set(id, numbered);
    else this.#newest.delete(id);
    return numbered;
  }

  /** The id of the button which this text presses; `undefined` when the text is just a text. */
  press(conversation: Conversation, text: string): string | undefined {
    if (!/^\s*[1-9]\d{0,2}\s*$/.test(text)) return undefined;
    const found = this.#newest.get(conversationId(conversation))?.[Number(text) - 1]?.button;
    return found && "id" in found ? found.id : undefined;
  }
}
