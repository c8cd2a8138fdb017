import type { Attachment, BotEvent, Conversation } from "../../core/mod.ts";
import type { NumberedButtons } from "../delivery/mod.ts";
import { attachFile } from "./attached_file.ts";
import { CONSOLE, type ConsoleEvents, DEFAULT_CHAT, DEFAULT_USER } from "./console_events.ts";
import { type ConsoleText, InputProblem } from "./console_texts.ts";

/** What a typed line comes to. */
export type Typed =
  | { readonly kind: "event"; readonly event: BotEvent; readonly notice?: ConsoleText }
  | { readonly kind: "notice"; readonly notice: ConsoleText }
  | { readonly kind: "quit" }
  | { readonly kind: "nothing" };

/** Reads what a person types: messages, the console's own commands, and numbers that press buttons. */
export class TypedLines {
  #user = DEFAULT_USER;

  /** @param buttons the numbers that press something; left out where nothing can be pressed. */
  constructor(
    private readonly events: ConsoleEvents,
    private readonly home: string | undefined,
    private readonly buttons?: NumberedButtons,
  ) {}

  /** Who speaks. */
  get user(): string {
    return this.#user;
  }

  /** @throws {InputProblem} says what is wrong with the line. */
  async read(line: string): Promise<Typed> {
    if (line.trim() === "") return { kind: "nothing" };
    if (line.includes("\0")) throw new InputProblem({ id: "line-nul" });
    const [, command, rest = ""] = /^\s*\/(as|file|quit|help)(?:\s+(.*?))?\s*$/s.exec(line) ?? [];
    switch (command) {
      case "as":
        return { kind: "notice", notice: this.#speakAs(rest) };
      case "file":
        return { kind: "event", event: await this.#file(rest) };
      case "quit":
        return { kind: "quit" };
      case "help":
        return { kind: "event", event: this.#message(line), notice: { id: "terminal-help" } };
    }
    const pressed = this.buttons?.press(HERE, line);
    const event = pressed === undefined ? this.#message(line) : this.events.action(this.#speaker, pressed);
    return { kind: "event", event };
  }

  get #speaker(): { user: string; chat: string } {
    return { user: this.#user, chat: DEFAULT_CHAT };
  }

  #message(text: string, attachments: readonly Attachment[] = []): BotEvent {
    return this.events.message(this.#speaker, { text, attachments });
  }

  #speakAs(user: string): ConsoleText {
    const name = user === "" ? DEFAULT_USER : user;
    if (!/^[\p{L}\p{N}._-]{1,64}$/u.test(name)) throw new InputProblem({ id: "as-bad-name", args: { user: name } });
    this.#user = name;
    if (name === DEFAULT_USER) return { id: "speaking-as-owner" };
    return { id: "speaking-as", args: { user: name, owner: DEFAULT_USER } };
  }

  async #file(rest: string): Promise<BotEvent> {
    const { path, caption } = splitPath(rest);
    if (path === "") throw new InputProblem({ id: "file-usage" });
    try {
      return this.#message(caption, [await attachFile(path, this.home)]);
    } catch (error) {
      // Perhaps a path with spaces whose quotes were forgotten.
      const whole = caption === "" ? undefined : await attachFile(rest, this.home).catch(() => undefined);
      if (whole === undefined) throw error;
      return this.#message("", [whole]);
    }
  }
}

const HERE: Conversation = { platform: CONSOLE, chat: DEFAULT_CHAT, kind: "private" };

/** A path, in quotes or with escaped spaces as terminals paste it, and the caption behind it. */
function splitPath(rest: string): { path: string; caption: string } {
  const quoted = /^(["'])(.*?)\1(?:\s+(.*))?$/s.exec(rest);
  if (quoted) return { path: quoted[2], caption: quoted[3] ?? "" };
  const [, path = "", caption = ""] = /^((?:\\[ '"()&]|\S)+)\s*(.*)$/s.exec(rest) ?? [];
  return { path: path.replace(/\\([ '"()&])/g, "$1"), caption };
}
