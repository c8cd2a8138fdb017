/**
 * What an adapter delivers. Events are plain data, so that they can be journaled and sent to a worker; everything that
 * costs something to get (an attachment's bytes) is named by a reference and fetched when somebody reads it.
 */

/** Where a conversation takes place. A group with topics is one conversation per thread. */
export interface Conversation {
  /** The adapter's platform, such as `console` or `telegram`. */
  readonly platform: string;
  /** The platform's id of the chat. */
  readonly chat: string;
  /** The platform's id of the topic, in a chat that has topics. */
  readonly thread?: string;
  /** With one person, among several, or to an audience. */
  readonly kind: "private" | "group" | "channel";
}

/** A person as one platform knows them. Which account that is, the kernel decides at admission. */
export interface Identity {
  /** The adapter's platform. */
  readonly platform: string;
  /** The platform's id of the person: stable, and never given to anybody else. */
  readonly user: string;
  /** The name to show, where the platform tells one. */
  readonly name?: string;
  /** IETF language tag, where the platform tells one. */
  readonly language?: string;
}

/** A file somebody sent. Its bytes come from `BotPort.download`, as a stream, when somebody reads them. */
export interface Attachment {
  /** What the adapter's transport needs to fetch the bytes: a path on the console, a file id on Telegram. */
  readonly ref: string;
  /** What the platform calls it; `document` where it does not say. */
  readonly kind: "photo" | "document" | "voice" | "audio" | "video" | "animation" | "sticker";
  /** The sender's name for the file. Never a path to write to: the vault makes a safe name of it. */
  readonly name?: string;
  /** Media type, as the sender's platform says: not to be trusted. */
  readonly mime?: string;
  /** Bytes. */
  readonly size?: number;
}

/** Where a forwarded message came from. */
export interface Origin {
  /** Name of the person or channel that wrote it first. */
  readonly from: string;
  /** URL of the original, where it has one. */
  readonly link?: string;
}

/** What all events have. */
export interface EventBase {
  /** Stable and unique: the same update delivered twice has the same key and is one event. */
  readonly key: string;
  /** Where it happened. */
  readonly conversation: Conversation;
  /** Who did it. */
  readonly sender: Identity;
  /** When it happened by the platform's clock, in milliseconds since 1970. */
  readonly at: number;
  /** What people call the group or channel, where the platform tells. */
  readonly chatName?: string;
}

/** What a message says, whether it is new or edited. */
export interface MessageContent {
  /** The platform's id of the message, unique within the conversation's chat. */
  readonly id: string;
  /** Markdown. Empty for a message of attachments only. */
  readonly text: string;
  /** In the sender's order; empty for a message without files. */
  readonly attachments: readonly Attachment[];
  /** Set on a forwarded message. */
  readonly origin?: Origin;
  /** Messages with the same album in one conversation were sent as one. */
  readonly album?: string;
  /** Id of the message this one answers. */
  readonly replyTo?: string;
  /**
   * In a group: it was not said to the bot, being neither a command, nor a mention, nor an answer to it. It comes in only where the owner has the bot
   * listen to everything.
   */
  readonly overheard?: true;
}

/** A new message. */
export interface IncomingMessage extends EventBase, MessageContent {
  /** Tells a new message from other events. */
  readonly kind: "message";
  /**
   * Set on a part of a text that arrives in parts, as line by line in a pipe: what stands between the sender's message before, which it goes on
   * with, and this one, such as a line break. A part is no command, whatever it begins with.
   */
  readonly joint?: string;
}

/** A message that its sender has changed; `id` is that of the original message. */
export interface IncomingEdit extends EventBase, MessageContent {
  /** Tells an edit from other events. */
  readonly kind: "edit";
}

/** A button that somebody pressed. */
export interface IncomingAction extends EventBase {
  /** Tells a press from other events. */
  readonly kind: "action";
  /** The button's id, as the kernel made it when the message was sent. */
  readonly action: string;
  /** Id of the message that carries the button, where the platform tells. */
  readonly message?: string;
  /** What the platform wants back when the press is answered. */
  readonly callback?: string;
}

/** Everything an adapter can deliver. */
export type BotEvent = IncomingMessage | IncomingEdit | IncomingAction;

/**
 * Version of the shapes above as they are journaled; every row carries it. Raise it with a change that old rows do not fit, and bring these up in
 * the store's migrations. A store with a newer version than this refuses to open.
 */
export const EVENT_VERSION = 1;

/** One string per conversation: the key of its lanes. Parts are escaped, so no two conversations share one. */
export function conversationId(conversation: Conversation): string {
  const { platform, chat, thread } = conversation;
  const id = `${escapePart(platform)}/${escapePart(chat)}`;
  return thread === undefined ? id : `${id}/${escapePart(thread)}`;
}

/** What needs no escaping, as nearly every id of a chat: looking is cheaper than escaping nothing. */
const PLAIN = /^[\w.-]*$/;

function escapePart(part: string): string {
  return PLAIN.test(part) ? part : encodeURIComponent(part);
}

/** One string per identity, `platform:user`, the form `PORTICO_OWNER` and `PORTICO_ALLOW` use. */
export function identityId(identity: Pick<Identity, "platform" | "user">): string {
  return `${identity.platform}:${identity.user}`;
}
