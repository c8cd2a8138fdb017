import { type Conversation, conversationId, type WireButton } from "../../core/mod.ts";

/** A button as it is shown. */
export interface NumberedButton {
  /** What presses it; a link has none, as nobody can press it by a text. */
  readonly number?: number;
  /** What the number presses, or a link. */
  readonly button: WireButton;
}

/** A number that somebody wrote in a conversation with buttons. */
export interface NumberPress {
  /** As it was written. */
  readonly number: number;
  /** Id of the button that has it; left out where none has. */
  readonly button?: string;
}

/** The numbers of a conversation. */
interface Numbers {
  last: number;
  readonly buttons: Map<number, string>;
}

/** After it the numbers begin again with 1: what had one of them before has long scrolled away. */
const HIGHEST = 99;

/**
 * Numbers in place of buttons, for platforms whose `capabilities.buttons` is `numbered`. They go on from message to message, so that no two buttons
 * people see have the same: a message that arrives while somebody types takes no number away from another.
 */
export class NumberedButtons {
  readonly #conversations = new Map<string, Numbers>();

  /** Numbers the buttons of a message that is about to be shown, in reading order. */
  show(conversation: Conversation, rows: readonly (readonly WireButton[])[] = []): readonly NumberedButton[] {
    return rows.flat().map((button) => {
      return "id" in button ? { number: this.#number(conversation, button.id), button } : { button };
    });
  }

  /** What this text presses; `undefined` when it is just a text: no number of a button, or nothing here has had buttons. */
  press(conversation: Conversation, text: string): NumberPress | undefined {
    if (!/^\s*[1-9]\d?\s*$/.test(text)) return undefined;
    const numbers = this.#conversations.get(conversationId(conversation));
    if (numbers === undefined) return undefined;
    const number = Number(text);
    const button = numbers.buttons.get(number);
    return button === undefined ? { number } : { number, button };
  }

  #number(conversation: Conversation, button: string): number {
    const numbers = this.#conversations.getOrInsertComputed(
      conversationId(conversation),
      () => ({ last: 0, buttons: new Map() }),
    );
    numbers.last = numbers.last % HIGHEST + 1;
    numbers.buttons.set(numbers.last, button);
    return numbers.last;
  }
}
