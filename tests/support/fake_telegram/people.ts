/** People, groups and channels. */
import type { Chat, ChatMemberUpdated, User } from "grammy/types";
import { type BotStatus, FakeChat, type SeenMessage } from "./chat.ts";
import { describeMember } from "./methods/chats.ts";
import { Participant } from "./participant.ts";
import type { State } from "./state.ts";
import { updateOf } from "./updates.ts";

/** In whose name a group speaks of itself. */
const anonymousAdministrator: User = {
  id: 1_087_968_824,
  is_bot: true,
  first_name: "Group",
  username: "GroupAnonymousBot",
};

/** Who a person is. */
export interface PersonOptions {
  readonly id?: number;
  /** "Anna" by default. */
  readonly first_name?: string;
  readonly last_name?: string;
  readonly username?: string;
  readonly language_code?: string;
  /** Whether they have opened the chat with the bot: true by default. To others the bot can't write. */
  readonly hasStarted?: boolean;
}

/** Tells the bot that it is something else in a chat now. */
function changeBot(state: State, chat: FakeChat, by: User, status: BotStatus): void {
  const before = chat.botStatus;
  chat.botStatus = status;
  const my_chat_member: ChatMemberUpdated = {
    chat: chat.wire,
    from: by,
    date: state.date(),
    old_chat_member: describeMember(state.bot, before),
    new_chat_member: describeMember(state.bot, status),
  };
  state.updates.push({ my_chat_member });
}

/** A person. */
export class Person {
  readonly user: User;
  /** Their chat with the bot. */
  readonly private: Participant;
  readonly #state: State;

  constructor(state: State, { hasStarted = true, id = 700_000_000 + state.nextId(), ...names }: PersonOptions = {}) {
    this.#state = state;
    const { first_name = "Anna", last_name, username, language_code } = names;
    this.user = {
      id,
      is_bot: false,
      first_name,
      ...last_name !== undefined && { last_name },
      ...username !== undefined && { username },
      ...language_code !== undefined && { language_code },
    };
    state.users.set(id, { user: this.user, hasStarted, isDeactivated: false });
    const wire: Chat = {
      id,
      type: "private",
      first_name,
      ...last_name !== undefined && { last_name },
      ...username !== undefined && { username },
    };
    const chat = state.addChat(new FakeChat(wire, state));
    chat.members.set(id, { user: this.user, status: "member" });
    this.private = new Participant(this.user, chat, state);
  }

  get id(): number {
    return this.user.id;
  }

  /** Them in a group of which they are a member; in a topic of it, if one is given. */
  in(group: Group, thread?: number): Participant {
    const member = group.chat.members.get(this.id);
    if (!member || member.status === "left") {
      throw new Error(`${this.user.first_name} is no member of ${group.chat.id}`);
    }
    return new Participant(this.user, group.chat, this.#state, thread);
  }

  /** From now on the bot can't write to them. */
  block(): void {
    changeBot(this.#state, this.private.chat, this.user, "kicked");
  }

  unblock(): void {
    changeBot(this.#state, this.private.chat, this.user, "member");
  }

  /** Deletes their account. */
  deactivate(): void {
    const record = this.#state.users.get(this.id);
    if (record) record.isDeactivated = true;
  }
}

/** What a group is. */
export interface GroupOptions {
  readonly id?: number;
  readonly title?: string;
  /** Only supergroups have one. */
  readonly username?: string;
  readonly members?: readonly Person[];
  /** What the bot is there: `member` by default. */
  readonly bot?: BotStatus;
  /** Supergroups only. */
  readonly isForum?: boolean;
}

/** A group or a supergroup. */
export class Group {
  readonly chat: FakeChat;
  readonly #state: State;

  constructor(state: State, type: "group" | "supergroup", options: GroupOptions = {}) {
    this.#state = state;
    const { title = "Friends", username, members = [], bot = "member", isForum } = options;
    const number = state.nextId();
    const id = options.id ?? (type === "group" ? -400_000_000 - number : -1_001_000_000_000 - number);
    const wire: Chat = type === "group" ? { id, type, title } : {
      id,
      type,
      title,
      ...username !== undefined && { username },
      ...isForum && { is_forum: true as const },
    };
    this.chat = state.addChat(new FakeChat(wire, state));
    this.chat.botStatus = bot;
    members.forEach(({ user }, index) =>
      this.chat.members.set(user.id, { user, status: index === 0 ? "creator" : "member" })
    );
  }

  get id(): number {
    return this.chat.id;
  }

  /** The bot's next message: see {@link FakeChat.next}. */
  next(matches?: (message: SeenMessage) => boolean): Promise<SeenMessage> {
    return this.chat.next(matches);
  }

  /** A person joins, and the group sees it. */
  join({ user }: Person): void {
    this.chat.members.set(user.id, { user, status: "member" });
    this.#announce({ from: user, new_chat_members: [user] });
  }

  /** A person leaves. */
  leave({ user }: Person): void {
    this.chat.members.set(user.id, { user, status: "left" });
    this.#announce({ from: user, left_chat_member: user });
  }

  /** Opens a topic and returns its id. */
  openTopic(name: string, by: Person): number {
    const { message_id } = this.#announce({ from: by.user, forum_topic_created: { name, icon_color: 7322096 } }, true);
    this.chat.topics.set(message_id, { name, isClosed: false });
    return message_id;
  }

  closeTopic(thread: number): void {
    const topic = this.chat.topics.get(thread);
    if (!topic) throw new Error(`There is no topic ${thread} in ${this.id}`);
    topic.isClosed = true;
  }

  /** Makes the bot something else, and tells it. */
  setBot(status: BotStatus, by: Person): void {
    changeBot(this.#state, this.chat, by.user, status);
  }

  /** Becomes a supergroup with another id. What is sent to the old one is refused with the new id. */
  migrate(): Group {
    if (this.chat.wire.type !== "group") throw new Error("Only a group becomes a supergroup");
    const next = new Group(this.#state, "supergroup", { title: this.chat.wire.title, bot: this.chat.botStatus });
    for (const [id, member] of this.chat.members) next.chat.members.set(id, member);
    this.#announce({ from: anonymousAdministrator, migrate_to_chat_id: next.id });
    next.#announce({ from: anonymousAdministrator, migrate_from_chat_id: this.id });
    this.chat.migratedTo = next.id;
    return next;
  }

  #announce(content: Parameters<FakeChat["post"]>[0], isTopic = false): { message_id: number } {
    const stored = this.chat.post(content, { isBots: false });
    const { message } = stored;
    if (isTopic) stored.message = { ...message, message_thread_id: message.message_id, is_topic_message: true };
    const isPresent = this.chat.botStatus === "member" || this.chat.botStatus === "administrator";
    if (isPresent) this.#state.updates.push(updateOf(stored.message));
    return message;
  }
}

/** A channel. */
export class Channel {
  readonly chat: FakeChat;
  /** Writes its posts. */
  readonly author: Participant;

  constructor(state: State, { id, title = "News", username, bot = "administrator" }: GroupOptions = {}) {
    const wire: Chat = {
      id: id ?? -1_002_000_000_000 - state.nextId(),
      type: "channel",
      title,
      ...username !== undefined && { username },
    };
    this.chat = state.addChat(new FakeChat(wire, state));
    this.chat.botStatus = bot;
    const nobody: User = { id: 777_000, is_bot: false, first_name: title };
    this.author = new Participant(nobody, this.chat, state, undefined, true);
  }

  get id(): number {
    return this.chat.id;
  }
}
