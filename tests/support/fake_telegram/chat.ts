/** Chats, and what a person sees in them. */
import type { Chat, Message, MessageEntity, User } from "grammy/types";
import { Events } from "./events.ts";
import type { StoredFile } from "./files.ts";

/** What a bot is in a chat. In a private chat `kicked` means blocked. */
export type BotStatus = "member" | "administrator" | "left" | "kicked";

/** A message as Telegram keeps it. */
export interface StoredMessage {
  /** As the Bot API shows it; replaced at every change, never changed. */
  message: Message;
  readonly isBots: boolean;
  edits: number;
  /** Emoji by which the bot reacted. */
  reactions: string[];
  readonly files: readonly StoredFile[];
}

/** A message as a person sees it. */
export interface SeenMessage {
  readonly id: number;
  readonly chat: number;
  readonly thread?: number;
  /** Whether it is the bot's. */
  readonly isBots: boolean;
  /** Text or caption; empty when there is none. */
  readonly text: string;
  readonly entities: readonly MessageEntity[];
  /** Rows of buttons: what stands on them, and what a press sends (a link is opened instead). */
  readonly buttons: readonly (readonly { readonly text: string; readonly data?: string; readonly url?: string }[])[];
  /** How often it was edited. */
  readonly edits: number;
  /** The bot's reactions to it. */
  readonly reactions: readonly string[];
  readonly replyTo?: number;
  /** The same for all parts of an album. */
  readonly album?: string;
  readonly files: readonly StoredFile[];
  /** As the Bot API shows it. */
  readonly wire: Message;
}

/** What the bot did in a chat, with the message as it was right after. */
export interface ChatEvent {
  readonly kind: "sent" | "edited" | "deleted" | "reacted";
  readonly message: SeenMessage;
}

/** A place in a forum. */
export interface Topic {
  readonly name: string;
  isClosed: boolean;
}

/** A message's content: all but what the chat fills in. */
export type Content = Partial<Omit<Message, "message_id" | "date" | "chat">>;

/** What a chat needs to make a message. */
export interface ChatContext {
  /** Unix time in seconds. */
  date(): number;
  /** Private chats and groups share one row of message ids, as with Telegram. */
  nextSharedId(): number;
}

/** One chat: private, group, supergroup or channel. */
export class FakeChat {
  /** Whom the bot may ask about; the bot itself stands in {@link botStatus}. */
  readonly members = new Map<
    number,
    { readonly user: User; status: "creator" | "administrator" | "member" | "left" }
  >();
  readonly topics = new Map<number, Topic>();
  readonly stored = new Map<number, StoredMessage>();
  /** What the bot does here. */
  readonly events = new Events<ChatEvent>();
  /** What the bot shows at the moment, such as `typing`, and how often it did. */
  readonly actions: string[] = [];
  botStatus: BotStatus = "member";
  /** The supergroup that this group has become. */
  migratedTo?: number;
  /** The draft that streams into this private chat: its text by its id. */
  readonly drafts = new Map<number, string>();
  #ownIds = 0;

  constructor(readonly wire: Chat, readonly context: ChatContext) {}

  get id(): number {
    return this.wire.id;
  }

  get isPrivate(): boolean {
    return this.wire.type === "private";
  }

  #nextId(): number {
    const isShared = this.wire.type === "private" || this.wire.type === "group";
    return isShared ? this.context.nextSharedId() : ++this.#ownIds;
  }

  /** Adds a message. */
  post(content: Content, { isBots, files = [] }: { isBots: boolean; files?: readonly StoredFile[] }): StoredMessage {
    const message: Message = { message_id: this.#nextId(), date: this.context.date(), chat: this.wire, ...content };
    const stored: StoredMessage = { message, isBots, edits: 0, reactions: [], files };
    this.stored.set(message.message_id, stored);
    if (isBots) this.emit("sent", stored);
    return stored;
  }

  /** Takes a message away. */
  remove(stored: StoredMessage): void {
    this.stored.delete(stored.message.message_id);
  }

  emit(kind: ChatEvent["kind"], stored: StoredMessage): void {
    this.events.emit({ kind, message: see(stored) });
  }

  /** All messages, as a person sees them now. */
  get messages(): SeenMessage[] {
    return [...this.stored.values()].map(see);
  }

  /** The bot's messages, as a person sees them now. */
  get fromBot(): SeenMessage[] {
    return this.messages.filter(({ isBots }) => isBots);
  }

  /** A message as a person sees it now; `undefined` when it was deleted. */
  message(id: number): SeenMessage | undefined {
    const stored = this.stored.get(id);
    return stored && see(stored);
  }

  /**
   * The next message that the bot sends or edits and that `matches`, after the one that was returned last: see
   * {@link Events.next}.
   *
   * @throws {Error} when none comes within 30 s.
   */
  async next(matches: (message: SeenMessage) => boolean = () => true): Promise<SeenMessage> {
    const isNew = ({ kind, message }: ChatEvent) => (kind === "sent" || kind === "edited") && matches(message);
    return (await this.events.next(isNew, `a message of the bot in ${this.id} for which ${matches}`)).message;
  }

  /** Waits for any act of the bot here, such as a reaction, in the same way. */
  act(matches: (event: ChatEvent) => boolean): Promise<ChatEvent> {
    return this.events.next(matches, `an act of the bot in ${this.id} for which ${matches}`);
  }
}

/** A message as a person sees it. */
export function see({ message, isBots, edits, reactions, files }: StoredMessage): SeenMessage {
  const rows = message.reply_markup?.inline_keyboard ?? [];
  const { reply_to_message: reply } = message;
  return {
    id: message.message_id,
    chat: message.chat.id,
    thread: message.message_thread_id,
    isBots,
    text: message.text ?? message.caption ?? "",
    entities: message.entities ?? message.caption_entities ?? [],
    buttons: rows.map((row) =>
      row.map((button) => ({
        text: button.text,
        ..."callback_data" in button && { data: button.callback_data },
        ..."url" in button && { url: button.url },
      }))
    ),
    edits,
    reactions: [...reactions],
    // A person sees no answer in what only stands in a topic.
    replyTo: reply?.forum_topic_created ? undefined : reply?.message_id,
    album: message.media_group_id,
    files,
    wire: message,
  };
}
