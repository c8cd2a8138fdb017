import { getLogger } from "@logtape/logtape";
import type { Account } from "../../core/accounts/accounts.ts";
import type { Outgoing } from "../../core/chat/bot_port.ts";
import { readWords } from "../../core/handling/routes.ts";
import type {
  ActionContext,
  AskOptions,
  CommandContext,
  Context,
  HandlerContext,
} from "../../core/handling/context.ts";
import { DialogueEnded } from "../../core/errors.ts";
import type { Conversation, IncomingAction, IncomingMessage } from "../../core/chat/events.ts";
import type { TextArguments, Translations } from "../../core/i18n/i18n.ts";
import type { Json } from "../../core/json.ts";
import type { MessageRef } from "../../core/chat/operations.ts";

/** What a test's person is and where. */
export interface PersonOptions {
  readonly account?: Account;
  readonly conversation?: Conversation;
  /** What the platform says their language is; `en` by default. */
  readonly language?: string;
}

/**
 * Somebody who uses the handlers of one plugin, without a kernel: makes the contexts that handlers are called with, and keeps what they say.
 *
 * ```ts
 * const anna = new Person("system", translations);
 * await system.greet(anna.command("start"));
 * assertStringIncludes(anna.heard, "/help");
 * ```
 */
export class Person {
  readonly account: Account;
  readonly conversation: Conversation;
  /** Everything that was sent, an edit in the place of what it has changed. */
  readonly messages: Outgoing[] = [];
  /** How many of them were changed. */
  edits = 0;
  /** What they will say when they are asked, in order; when nothing is left, the dialogue expires. */
  readonly answers: string[] = [];
  /** What was asked. */
  readonly questions: Outgoing[] = [];
  /** What was wrong with their answers. */
  readonly problems: string[] = [];
  #language: string;
  #events = 0;

  constructor(
    private readonly plugin: string,
    private readonly translations: Translations,
    private readonly options: PersonOptions = {},
  ) {
    this.account = options.account ?? { id: "owner", role: "owner" };
    this.conversation = options.conversation ?? { platform: "test", chat: "1", kind: "private" };
    this.#language = translations.pick(options.language);
  }

  /** The last message; fails when there is none. */
  get last(): Outgoing {
    const last = this.messages.at(-1);
    if (last === undefined) throw new Error("Nothing was said.");
    return last;
  }

  /** The text of the last message. */
  get heard(): string {
    return this.last.text;
  }

  /** The texts on the last message's buttons, row by row. */
  get buttons(): string[][] {
    return (this.last.buttons ?? []).map((row) => row.map(({ text }) => text));
  }

  /** What the button with this text on the last message does. */
  button(text: string): { readonly name: string; readonly payload?: Json } {
    const button = this.last.buttons?.flat().find((candidate) => candidate.text === text);
    if (button === undefined || !("action" in button)) {
      throw new Error(`There is no button "${text}", only ${JSON.stringify(this.buttons)}.`);
    }
    return button.action;
  }

  /** The context of a message. */
  message(text: string): Context<IncomingMessage> {
    const event = { ...this.#event(), kind: "message", id: `m${this.#events}`, text, attachments: [] } as const;
    return Object.assign(this.#context(), this.#surroundings(), { event });
  }

  /** The context of `/name rest`. */
  command(name: string, rest = ""): CommandContext {
    return Object.assign(this.message(`/${name} ${rest}`.trim()), { command: name, args: readWords(rest), rest });
  }

  /** The context of a press. The button was on the last message unless `message` is `null`. */
  press<Payload>(payload: Payload, message: number | null = this.messages.length - 1): ActionContext<Payload> {
    const ref = message === null ? undefined : { conversation: this.conversation, id: String(message) };
    const event: IncomingAction = { ...this.#event(), kind: "action", action: "button" };
    return Object.assign(this.#context(), this.#surroundings(), {
      event,
      payload,
      message: ref,
      answer: () => Promise.resolve(),
    });
  }

  #surroundings() {
    return {
      route: undefined,
      receivedAt: 0,
      isReplayed: false,
      hold: () => {},
      state: new Map<PropertyKey, unknown>(),
    };
  }

  #event() {
    const sender = { platform: this.conversation.platform, user: this.account.id, language: this.options.language };
    return { key: `test:${++this.#events}`, conversation: this.conversation, sender, at: 0 };
  }

  #context(): HandlerContext {
    const { translations, plugin } = this;
    return {
      conversation: this.conversation,
      account: this.account,
      language: this.#language,
      signal: new AbortController().signal,
      log: getLogger(["portico", plugin]),
      t(id: string, args?: TextArguments) {
        return translations.t(plugin, this.language, id, args);
      },
      reply: (content) => Promise.resolve(this.#say(content)),
      progress: () => Promise.resolve(),
      edit: (message, content) => Promise.resolve(this.#change(message, content)),
      ask: <T>(question: string | Outgoing, options: AskOptions<T> = {}) => this.#ask(question, options),
      once: async (_step, fn) => await fn({ commit: () => Promise.resolve(), takeBack: () => {} }),
    };
  }

  #say(content: string | Outgoing): MessageRef {
    const id = this.messages.push(outgoing(content)) - 1;
    return { conversation: this.conversation, id: String(id) };
  }

  #change(message: MessageRef, content: string | Outgoing): MessageRef {
    this.messages[Number(message.id)] = outgoing(content);
    this.edits++;
    return message;
  }

  // deno-lint-ignore no-explicit-any -- stands for both of the overloads of `ask`
  async #ask<T>(question: string | Outgoing, { answer }: AskOptions<T>): Promise<any> {
    this.questions.push(outgoing(question));
    for (let said = this.answers.shift(); said !== undefined; said = this.answers.shift()) {
      if (answer === undefined) return said;
      const result = await answer["~standard"].validate(said);
      if (result.issues === undefined) return result.value;
      this.problems.push(result.issues.map(({ message }) => message).join("; "));
    }
    throw new DialogueEnded("expired");
  }
}

function outgoing(content: string | Outgoing): Outgoing {
  return typeof content === "string" ? { text: content } : content;
}
