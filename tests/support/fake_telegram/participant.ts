/** Somebody in a chat: what they write, edit and press there. */
import type { Message, MessageEntity, MessageOrigin, User } from "grammy/types";
import { type ChatEvent, type Content, type FakeChat, see, type SeenMessage, type StoredMessage } from "./chat.ts";
import { findEntities } from "./entities.ts";
import type { FileContent, StoredFile } from "./files.ts";
import { describeMedia, type MediaDetails, type MediaKind, mediaKinds, storeMedia } from "./methods/media.ts";
import { isReaction } from "./methods/reactions.ts";
import { flat } from "./methods/sending.ts";
import type { State } from "./state.ts";
import { updateOf } from "./updates.ts";

interface MediaExtras extends MediaDetails {
  readonly caption?: string;
  readonly name?: string;
  /** A MIME type. */
  readonly type?: string;
}

/** A file that somebody sends, such as `{ photo: bytes, caption: "…" }`. */
export type SentMedia = { [Kind in MediaKind]: Readonly<Record<Kind, FileContent>> & MediaExtras }[MediaKind];

/** What somebody sends: text, a file, or what a message holds instead. */
export type Sent =
  | string
  | SentMedia
  | Readonly<Pick<Required<Message>, "location">>
  | Readonly<Pick<Required<Message>, "venue" | "location">>
  | Readonly<Pick<Required<Message>, "contact">>
  | Readonly<Pick<Required<Message>, "poll">>
  | Readonly<Pick<Required<Message>, "dice">>;

/** How somebody sends it. */
export interface SendOptions {
  /** Of the text or caption. Commands, links, mentions and hashtags are found without. */
  readonly entities?: MessageEntity[];
  readonly replyTo?: number | SeenMessage;
  /** The quoted part of the message replied to. */
  readonly quote?: string;
  /** Makes it a forward. */
  readonly forwardOrigin?: MessageOrigin;
  /** A topic of a forum. */
  readonly thread?: number;
  /** Any other field of the message. */
  readonly extra?: Content;
}

/** What a person who pressed a button is shown. */
export interface PressAnswer {
  readonly text: string;
  readonly showAlert: boolean;
  readonly url?: string;
}

/** A button that was pressed. */
export interface Press {
  /** The id of the callback query. */
  readonly id: string;
  /** What the bot answers. */
  readonly answered: Promise<PressAnswer>;
}

/** Somebody in a chat. */
export class Participant {
  constructor(
    readonly user: User,
    readonly chat: FakeChat,
    private readonly state: State,
    /** The topic of a forum in which they write. */
    readonly thread?: number,
    /** A channel's posts have no author. */
    private readonly isChannel = false,
  ) {}

  /** Sends a message; the bot gets it as an update where Telegram would tell it. */
  send(what: Sent, options: SendOptions = {}): SeenMessage {
    this.#checkPresence();
    const { content, files } = this.#describe(what, options.entities);
    return this.#post({ ...content, ...this.#place(options), ...options.extra }, files);
  }

  /** Sends several files as one album. */
  album(parts: readonly SentMedia[], options: SendOptions = {}): SeenMessage[] {
    const media_group_id = `13000000000${String(this.state.nextId()).padStart(6, "0")}`; // more than a number holds
    return parts.map((part) => this.send(part, { ...options, extra: { ...options.extra, media_group_id } }));
  }

  /** Changes text or caption of a message of theirs. */
  edit(message: number | SeenMessage, text: string, { entities }: { entities?: MessageEntity[] } = {}): SeenMessage {
    const stored = this.#find(message);
    if (stored.isBots) throw new Error("A person can't edit a message of the bot");
    const isCaption = stored.message.text === undefined;
    const found = findEntities(text, entities);
    const content: Content = isCaption ? { caption: text, caption_entities: found } : { text, entities: found };
    stored.message = { ...stored.message, ...content, edit_date: this.state.date() };
    stored.edits++;
    this.#tell(stored.message);
    return see(stored);
  }

  /** Deletes a message. Telegram does not tell bots of it. */
  delete(message: number | SeenMessage): void {
    this.chat.remove(this.#find(message));
  }

  /** Reacts to a message. The bot is told where it is an administrator and asked for `message_reaction`. */
  react(message: number | SeenMessage, ...emoji: readonly string[]): void {
    const { message: { message_id } } = this.#find(message);
    const new_reaction = emoji.map((one) => {
      if (!isReaction(one)) throw new Error(`Nobody can react with ${one}`);
      return { type: "emoji" as const, emoji: one };
    });
    if (this.chat.botStatus !== "administrator") return;
    this.state.updates.push({
      message_reaction: {
        chat: this.chat.wire,
        message_id,
        user: this.user,
        date: this.state.date(),
        old_reaction: [],
        new_reaction,
      },
    });
  }

  /**
   * Presses a button: by what stands on it, by what it sends, or by row and column from 0.
   *
   * @throws {Error} when there is no such button now.
   */
  press(message: number | SeenMessage, button: string | readonly [number, number]): Press {
    const stored = this.#find(message);
    const rows = see(stored).buttons;
    const found = typeof button === "string"
      ? rows.flat().find(({ text, data }) => text === button || data === button)
      : rows[button[0]]?.[button[1]];
    if (found?.data === undefined) {
      throw new Error(`No button ${JSON.stringify(button)} to press; there are ${JSON.stringify(rows)}`);
    }
    return this.pressData(message, found.data);
  }

  /** Sends what a button would, whether it is there or not, as a changed client can. */
  pressData(message: number | SeenMessage, data: string): Press {
    const id = String(4_000_000_000_000_000 + this.state.nextId());
    const { promise, resolve } = Promise.withResolvers<PressAnswer>();
    this.state.presses.set(id, { at: this.state.clock.monotonic(), answer: resolve });
    const message_id = typeof message === "number" ? message : message.id;
    const shown = this.chat.stored.get(message_id)?.message ?? { chat: this.chat.wire, message_id, date: 0 as const };
    this.state.updates.push({
      callback_query: { id, from: this.user, message: shown, chat_instance: String(this.chat.id), data },
    });
    return { id, answered: promise };
  }

  /** See {@link FakeChat.next}. */
  next(matches?: (message: SeenMessage) => boolean): Promise<SeenMessage> {
    return this.chat.next(matches);
  }

  /** See {@link FakeChat.act}. */
  act(matches: (event: ChatEvent) => boolean): Promise<ChatEvent> {
    return this.chat.act(matches);
  }

  #checkPresence(): void {
    const record = this.state.users.get(this.user.id);
    if (record?.isDeactivated) throw new Error(`${this.user.first_name} is deactivated and can't write`);
    if (!this.chat.isPrivate) return;
    if (this.chat.botStatus === "kicked") {
      throw new Error(`${this.user.first_name} has blocked the bot: unblock it first`);
    }
    if (record) record.hasStarted = true;
  }

  #find(message: number | SeenMessage): StoredMessage {
    const id = typeof message === "number" ? message : message.id;
    const stored = this.chat.stored.get(id);
    if (!stored) throw new Error(`There is no message ${id} in chat ${this.chat.id}`);
    return stored;
  }

  #describe(what: Sent, entities: MessageEntity[] = []): { content: Content; files: readonly StoredFile[] } {
    if (typeof what === "string") {
      const found = findEntities(what, entities);
      return { content: { text: what, ...found.length > 0 && { entities: found } }, files: [] };
    }
    if (!isMedia(what)) return { content: what, files: [] };
    const media = mediaOf(what);
    const { caption, name, type, ...details } = media.extras;
    const file = storeMedia(this.state.files, media.kind, media.content, { name, type });
    const found = caption === undefined ? [] : findEntities(caption, entities);
    const content: Content = {
      ...describeMedia(media.kind, file, details),
      ...caption !== undefined && { caption },
      ...found.length > 0 && { caption_entities: found },
    };
    return { content, files: [file] };
  }

  #place({ replyTo, quote, forwardOrigin, thread = this.thread }: SendOptions): Content {
    // What stands in a topic without an answer to something is a reply to the message that opened it.
    const reply = replyTo ?? thread;
    const target = reply === undefined ? undefined : this.#find(reply).message;
    return {
      ...this.isChannel ? { sender_chat: this.chat.wire } : { from: this.user },
      ...this.#threadOf(target, thread),
      ...target && { reply_to_message: flat(target) },
      ...quote !== undefined && { quote: { text: quote, position: 0, is_manual: true as const } },
      ...forwardOrigin && { forward_origin: forwardOrigin },
    };
  }

  /** Outside of forums too, the answers to a message in a supergroup have a thread: it is no topic. */
  #threadOf(target: Message | undefined, topic: number | undefined): Content {
    if (topic !== undefined) return { message_thread_id: topic, is_topic_message: true };
    const { wire } = this.chat;
    if (!target || wire.type !== "supergroup" || wire.is_forum) return {};
    return { message_thread_id: target.message_thread_id ?? target.message_id };
  }

  #post(content: Content, files: readonly StoredFile[]): SeenMessage {
    const stored = this.chat.post(content, { isBots: false, files });
    this.#tell(stored.message);
    return see(stored);
  }

  #tell(message: Message): void {
    if (isTold(message, this.chat, this.state)) this.state.updates.push(updateOf(message));
  }
}

/** Whether the bot hears of a message: not where it isn't, and in privacy mode only of what is meant for it. */
function isTold(message: Message, chat: FakeChat, state: State): boolean {
  if (chat.isPrivate) return true;
  if (chat.botStatus === "left" || chat.botStatus === "kicked") return false;
  if (chat.botStatus === "administrator" || state.bot.can_read_all_group_messages) return true;
  const isReply = message.reply_to_message?.from?.id === state.bot.id;
  const text = message.text ?? message.caption ?? "";
  return isReply || text.startsWith("/") || text.includes(`@${state.bot.username}`);
}

function isMedia(what: Exclude<Sent, string>): what is SentMedia {
  return mediaKinds.some((kind) => kind in what);
}

function mediaOf(what: SentMedia): { kind: MediaKind; content: FileContent; extras: MediaExtras } {
  for (const kind of mediaKinds) {
    if (!hasMedia(what, kind)) continue;
    const { [kind]: content, ...extras } = what;
    return { kind, content, extras };
  }
  throw new Error("Nothing to send");
}

function hasMedia<Kind extends MediaKind>(
  what: object,
  kind: Kind,
): what is MediaExtras & Record<Kind, FileContent> {
  return kind in what;
}
