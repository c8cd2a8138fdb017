/** Reads what people type or pipe in: messages, the terminal's own commands, numbers of buttons. */
import type { BotEvent } from "../../core/mod.ts";
import { type ConsoleEvents, DEFAULT_CHAT, DEFAULT_USER, type Speaker } from "./console_events.ts";
import { type ConsoleText, InputProblem } from "./console_texts.ts";
import type { AttachFile } from "./json_input.ts";

/** What a line turned out to be. */
export type TypedLine =
  | { readonly type: "event"; readonly event: BotEvent }
  /** The terminal answers by itself. */
  | { readonly type: "say"; readonly text: ConsoleText; readonly event?: BotEvent }
  | { readonly type: "quit" }
  | { readonly type: "nothing" };

/** What typed lines are read with. */
export interface TypedInputOptions {
  readonly events: ConsoleEvents;
  readonly attach: AttachFile;
  /** The id of the button that a text presses, where numbers press buttons. */
  readonly press?: (chat: string, text: string) => string | undefined;
}

const NAME = /^[\p{L}\p{N}._-]{1,64}$/u;
/** A path in quotes or without spaces, and what is behind it. */
const FILE = /^(?:"([^"]*)"|'([^']*)'|((?:\\ |\S)+))\s*(.*)$/s;

/** Who speaks is remembered from line to line. */
export class TypedInput {
  #speaker: Speaker = { user: DEFAULT_USER, chat: DEFAULT_CHAT };

  constructor(private readonly options: TypedInputOptions) {}

  /** @throws {InputProblem} says what is wrong with the line. */
  async read(line: string): Promise<TypedLine> {
    if (line.includes("\0")) throw new InputProblem({ id: "line-nul" });
    const text = line.trim();
    if (text === "") return { type: "nothing" };
    const [word, rest] = splitWord(text);
    const { events, press } = this.options;
    switch (word) {
      case "/as":
        return { type: "say", text: this.#speakAs(rest) };
      case "/file":
        return { type: "event", event: await this.#file(rest) };
      case "/quit":
        return { type: "quit" };
      case "/help": {
        const event = events.message(this.#speaker, { text: line });
        return { type: "say", text: { id: "terminal-help" }, event };
      }
    }
    const action = press?.(this.#speaker.chat, text);
    if (action !== undefined) return { type: "event", event: events.action(this.#speaker, action) };
    return { type: "event", event: events.message(this.#speaker, { text: line }) };
  }

  #speakAs(user: string): ConsoleText {
    if (!NAME.test(user)) throw new InputProblem({ id: "as-bad-name", args: { user } });
    this.#speaker = { user, chat: DEFAULT_CHAT, ...(user === DEFAULT_USER ? {} : { name: user }) };
    return user === DEFAULT_USER
      ? { id: "speaking-as-owner" }
      : { id: "speaking-as", args: { user, owner: DEFAULT_USER } };
  }

  async #file(rest: string): Promise<BotEvent> {
    const found = FILE.exec(rest);
    if (found === null) throw new InputProblem({ id: "file-usage" });
    const [, double, single, bare = "", caption = ""] = found;
    const path = double ?? single ?? bare.replaceAll("\\ ", " ");
    const { events, attach } = this.options;
    return events.message(this.#speaker, { text: caption, attachments: [await attach(path)] });
  }
}

function splitWord(text: string): readonly [word: string, rest: string] {
  const end = text.search(/\s/);
  return end < 0 ? [text, ""] : [text.slice(0, end), text.slice(end).trim()];
}
