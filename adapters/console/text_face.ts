import type { Conversation } from "../../core/mod.ts";
import { NumberedButtons } from "../delivery/mod.ts";
import type { ConsoleTexts } from "./console_texts.ts";
import type { Face, ShownFile, ShownMessage } from "./face.ts";

/** Makes what a message has fit to be shown. */
export interface Renderer {
  /** Markdown as text. */
  text(markdown: string): Promise<string>;
  /** Labels side by side, with line breaks between them where they need more than one line. */
  row(labels: readonly string[]): Promise<string>;
}

/** What a text is written by: a pipe, or the terminal above its prompt. */
export type WriteText = (text: string) => Promise<void>;

/** Shows everything as text; buttons have numbers. */
export class TextFace implements Face {
  /** What a typed number presses. */
  readonly buttons: NumberedButtons = new NumberedButtons();

  constructor(
    private readonly write: WriteText,
    private readonly renderer: Renderer,
    private readonly texts: ConsoleTexts,
  ) {}

  async message({ conversation, text, plain = false, buttons }: ShownMessage): Promise<void> {
    const numbered = this.buttons.show(conversation, buttons);
    const rendered = plain ? clean(text) : await this.renderer.text(text);
    const labels = numbered.map(({ number, button }) =>
      "url" in button ? `${clean(button.text)} (${clean(button.url)})` : `[${number}] ${clean(button.text)}`
    );
    await this.write(`${labels.length === 0 ? rendered : `${rendered}\n${await this.renderer.row(labels)}`}\n`);
  }

  edit(message: ShownMessage): Promise<void> {
    return this.message(message); // what is on paper can't be changed: the new text is shown
  }

  delete(): Promise<void> {
    return Promise.resolve();
  }

  async file({ name, path, caption, plain = false }: ShownFile): Promise<void> {
    const saved = await this.texts.say({ id: "file-saved", args: { path } });
    const text = caption === undefined ? "" : `${plain ? clean(caption) : await this.renderer.text(caption)}\n`;
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
