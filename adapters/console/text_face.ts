import type { Conversation } from "../../core/mod.ts";
import { NumberedButtons } from "../delivery/mod.ts";
import type { ConsoleTexts } from "./console_texts.ts";
import type { Face, ShownFile, ShownMessage } from "./face.ts";

/** Makes the text of a message fit to be shown. */
export type Render = (markdown: string) => string | Promise<string>;

/** What a text is written by: a pipe, or the terminal above its prompt. */
export type WriteText = (text: string) => Promise<void>;

/** Shows everything as text; a number presses a button of the newest message. */
export class TextFace implements Face {
  /** What a typed number presses. */
  readonly buttons: NumberedButtons = new NumberedButtons();

  constructor(
    private readonly write: WriteText,
    private readonly render: Render,
    private readonly texts: ConsoleTexts,
  ) {}

  async message({ conversation, text, plain = false, buttons }: ShownMessage): Promise<void> {
    const numbered = this.buttons.show(conversation, buttons);
    const rendered = plain ? clean(text) : await this.render(text);
    const listed = numbered.map(({ number, button }) =>
      `[${number}] ${clean(button.text)}${"url" in button ? ` (${clean(button.url)})` : ""}`
    );
    await this.write(`${listed.length === 0 ? rendered : `${rendered}\n${listed.join("  ")}`}\n`);
  }

  edit(message: ShownMessage): Promise<void> {
    return this.message(message); // what is on paper can't be changed: the new text is shown
  }

  delete(): Promise<void> {
    return Promise.resolve();
  }

  async file({ name, path, caption, plain = false }: ShownFile): Promise<void> {
    const saved = await this.texts.say({ id: "file-saved", args: { path } });
    const text = caption === undefined ? "" : `${plain ? clean(caption) : await this.render(caption)}\n`;
    await this.write(`${text}${clean(name)}: ${saved}\n`);
  }

  reaction(_conversation: Conversation, _id: string, emoji: string | undefined): Promise<void> {
    return emoji === undefined ? Promise.resolve() : this.write(`${emoji}\n`);
  }

  typing(): Promise<void> {
    return Promise.resolve();
  }

  answer(_conversation: Conversation, _action: string, text: string | undefined): Promise<void> {
    return text === undefined ? Promise.resolve() : this.write(`${clean(text)}\n`);
  }
}

/** Text without control characters: what somebody sent must not move the cursor or change the terminal. Newlines and tabs stay. */
export function clean(text: string): string {
  // deno-lint-ignore no-control-regex
  return text.replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/g, "");
}
