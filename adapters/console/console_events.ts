import type {
  Attachment,
  Clock,
  Conversation,
  Identity,
  IncomingAction,
  IncomingEdit,
  IncomingMessage,
  Origin,
} from "../../core/mod.ts";
import type { ButtonCarriers } from "./button_carriers.ts";

/** The platform's name, and whose the console's own texts are. */
export const CONSOLE = "console";
/** Who speaks, and where, when a line does not say. */
export const DEFAULT_USER = "you";
export const DEFAULT_CHAT = "console";

/** Who says something, and where. */
export interface Speaker {
  readonly user: string;
  readonly chat: string;
  readonly name?: string;
  readonly language?: string;
  /** When it was said, in milliseconds since 1970; now by default. */
  readonly at?: number;
}

/** What is said. */
export interface Said {
  readonly id?: string;
  readonly text: string;
  readonly attachments?: readonly Attachment[];
  readonly origin?: Origin;
  readonly album?: string;
  readonly replyTo?: string;
  /** See `IncomingMessage.joint`. */
  readonly joint?: string;
}

/** Makes events of what people type and programs write. */
export class ConsoleEvents {
  /**
   * @param unique makes ids that never come again, for what came without one.
   * @param carriers knows which message carries a button.
   * @param language the language of people who don't say theirs.
   */
  constructor(
    private readonly clock: Clock,
    private readonly unique: () => string,
    private readonly carriers: ButtonCarriers,
    private readonly language?: string,
  ) {}

  /** A message without an id is always a new one; the same id in the same chat is the same message. */
  message(speaker: Speaker, said: Said): IncomingMessage {
    const id = said.id ?? this.unique();
    const { joint } = said;
    return {
      kind: "message",
      key: keyOf(speaker.chat, id),
      ...this.#base(speaker),
      ...content(id, said),
      ...(joint === undefined ? {} : { joint }),
    };
  }

  /** @param key tells two edits of one message apart; an edit without one is always a new one. */
  edit(speaker: Speaker, said: Said & { readonly id: string }, key: string = this.unique()): IncomingEdit {
    const { id } = said;
    return { kind: "edit", key: keyOf(speaker.chat, id, "edit", key), ...this.#base(speaker), ...content(id, said) };
  }

  /** @param key tells two presses of one button apart; a press without one is always a new one. */
  action(speaker: Speaker, action: string, key: string = this.unique()): IncomingAction {
    const message = this.carriers.of(action);
    return {
      kind: "action",
      key: keyOf(speaker.chat, "", "action", key),
      ...this.#base(speaker),
      action,
      callback: action,
      ...(message === undefined ? {} : { message }),
    };
  }

  #base(speaker: Speaker): { conversation: Conversation; sender: Identity; at: number } {
    const { user, chat, name, language = this.language, at = this.clock.now() } = speaker;
    return {
      conversation: { platform: CONSOLE, chat, kind: "private" },
      sender: {
        platform: CONSOLE,
        user,
        ...(name === undefined ? {} : { name }),
        ...(language === undefined ? {} : { language }),
      },
      at,
    };
  }
}

/** Parts are escaped, so that no two updates share a key. */
function keyOf(...parts: string[]): string {
  return [CONSOLE, ...parts.map(encodeURIComponent)].join(":");
}

function content(id: string, { text, attachments = [], origin, album, replyTo }: Said) {
  return {
    id,
    text,
    attachments,
    ...(origin === undefined ? {} : { origin }),
    ...(album === undefined ? {} : { album }),
    ...(replyTo === undefined ? {} : { replyTo }),
  };
}
