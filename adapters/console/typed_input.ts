/** Reads what people type or pipe in: messages, the terminal's own commands, numbers of buttons. */
import type { BotEvent, Inbox, IncomingMessage } from "../../core/mod.ts";
import type { NumberedButtons } from "../delivery/mod.ts";
import { type ConsoleEvents, DEFAULT_CHAT, DEFAULT_USER, type Speaker } from "./console_events.ts";
import { type ConsoleText, InputProblem } from "./console_texts.ts";
import type { AttachFile } from "./json_input.ts";
import { findFile } from "./typed_path.ts";
import { TextRun } from "./text_run.ts";

/** What a line turned out to be. */
export type TypedLine =
  | { readonly type: "event"; readonly event: BotEvent }
  /** The terminal answers by itself. */
  | { readonly type: "say"; readonly text: ConsoleText; readonly event?: BotEvent }
  | { readonly type: "quit" }
  | { readonly type: "nothing" };

/** How a line came in. */
export interface LineArrival {
  /** Together with the line before: a text of several lines is one text. */
  readonly follows?: boolean;
  /** It begins with what was pasted: it may have several lines, and nothing in it acts. */
  readonly literal?: boolean;
  /** Knows of open questions, which take a number for their answer, and of commands. */
  readonly inbox?: Pick<Inbox, "asked" | "knowsCommand">;
}

/** What typed lines are read with. */
export interface TypedInputOptions {
  readonly events: ConsoleEvents;
  readonly attach: AttachFile;
  /** Set at a terminal, where somebody reads the answers: numbers press buttons, and `/help` tells of the terminal's own commands. */
  readonly buttons?: NumberedButtons;
}

const NAME = /^[\p{L}\p{N}._-]{1,64}$/u;
/** A command of the terminal's own. */
const OWN = /^\/(file|as|quit)(?:\s|$)/;
/** `/help` with the name of a command of the terminal's own. */
const OWN_HELP = /^\/?(file|as|quit)$/i;

/** Who speaks is remembered from line to line. */
export class TypedInput {
  #speaker: Speaker = { user: DEFAULT_USER, chat: DEFAULT_CHAT };
  readonly #run = new TextRun();

  constructor(private readonly options: TypedInputOptions) {}

  /** @throws {InputProblem} says what is wrong with the line. */
  async read(line: string, { follows = false, literal = false, inbox }: LineArrival = {}): Promise<TypedLine> {
    if (line.includes("\0")) throw new InputProblem({ id: "line-nul" });
    if (!follows || literal) this.#run.end();
    if (literal) return this.#literal(line);
    const place = this.#run.take(line, (line) => OWN.test(line) || inbox?.knowsCommand(line) !== false);
    if (place.type === "blank") return { type: "nothing" };
    if (place.type === "command") return await this.#command(line);
    const { type: _, ...joint } = place;
    const event = this.options.events.message(this.#speaker, { text: line, ...joint });
    return (place.joint === undefined ? await this.#press(event, inbox) : undefined) ?? { type: "event", event };
  }

  /** A number alone presses the button that has it. An open question comes first, unless it offers choices itself: then the number may be one of theirs. */
  async #press(
    { sender, conversation, text }: IncomingMessage,
    inbox: LineArrival["inbox"],
  ): Promise<TypedLine | undefined> {
    const press = this.options.buttons?.press(conversation, text);
    if (press === undefined) return undefined;
    const { number, button } = press;
    const question = await inbox?.asked(sender, conversation);
    if (question !== undefined && (button === undefined || !question.hasChoices)) return undefined;
    this.#run.end();
    if (button === undefined) return { type: "say", text: { id: "no-button", args: { number } } };
    return { type: "event", event: this.options.events.action(this.#speaker, button) };
  }

  #literal(text: string): TypedLine {
    if (text.trim() === "") return { type: "nothing" };
    // A command begins with the first character of its message.
    const harmless = text.startsWith("/") ? `\n${text}` : text;
    return { type: "event", event: this.options.events.message(this.#speaker, { text: harmless }) };
  }

  async #command(line: string): Promise<TypedLine> {
    const [word, rest] = splitWord(line.trim());
    const { events } = this.options;
    switch (word) {
      case "/as":
        return { type: "say", text: this.#speakAs(rest) };
      case "/file":
        return { type: "event", event: await this.#file(rest) };
      case "/quit":
        return { type: "quit" };
      case "/help": {
        const [, own] = OWN_HELP.exec(rest) ?? [];
        if (own !== undefined) return { type: "say", text: { id: `help-${own.toLowerCase()}` } };
        const event = events.message(this.#speaker, { text: line });
        if (rest !== "" || this.options.buttons === undefined) return { type: "event", event };
        return { type: "say", text: { id: "terminal-help" }, event };
      }
    }
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
    const { attachment, caption } = await findFile(rest, this.options.attach);
    return this.options.events.message(this.#speaker, { text: caption, attachments: [attachment] });
  }
}

function splitWord(text: string): readonly [word: string, rest: string] {
  const end = text.search(/\s/);
  return end < 0 ? [text, ""] : [text.slice(0, end), text.slice(end).trim()];
}
