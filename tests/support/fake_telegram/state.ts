/** What Telegram knows: users, chats, files, updates, limits. */
import type { BotCommand, User, UserFromGetMe } from "grammy/types";
import type { Clock } from "../../../core/clock.ts";
import type { ChatContext, FakeChat } from "./chat.ts";
import { Files } from "./files.ts";
import { type RateLimits, Rates } from "./rates.ts";
import { badRequest, forbidden, TelegramError } from "./telegram_error.ts";
import { Updates } from "./updates.ts";

/** A person, as Telegram knows them. */
export interface UserRecord {
  readonly user: User;
  /** Whether they have opened the chat with the bot. */
  hasStarted: boolean;
  isDeactivated: boolean;
}

/** A button that somebody pressed. */
export interface PressRecord {
  readonly at: number;
  answer(values: { text: string; showAlert: boolean; url?: string }): void;
}

/** Everything that methods read and change. */
export class State implements ChatContext {
  readonly users = new Map<number, UserRecord>();
  readonly chats = new Map<number, FakeChat>();
  readonly files = new Files();
  readonly updates: Updates;
  readonly rates: Rates;
  /** Open presses of buttons, by the id of their callback query. */
  readonly presses = new Map<string, PressRecord>();
  /** Menus, by scope and language (see `methods/profile.ts`). */
  readonly commands = new Map<string, BotCommand[]>();
  /** Names and descriptions, by field and language. */
  readonly profile = new Map<string, string>();
  /** What Telegram silently changed in texts of the bot. */
  readonly changes: { readonly method: string; readonly chat: number; readonly change: string }[] = [];
  #ids = 0;
  #sharedIds = 0;

  constructor(
    readonly clock: Clock,
    readonly bot: UserFromGetMe,
    { limits, firstUpdateId, repeatedPollWait }: {
      limits: RateLimits;
      firstUpdateId: number;
      repeatedPollWait: number;
    },
  ) {
    this.updates = new Updates(clock, firstUpdateId, repeatedPollWait);
    this.rates = new Rates(limits, () => clock.monotonic());
  }

  date(): number {
    return Math.floor(this.clock.now() / 1_000);
  }

  nextSharedId(): number {
    return ++this.#sharedIds;
  }

  /** A number that nothing else has: for new users, chats, albums, callback queries. */
  nextId(): number {
    return ++this.#ids;
  }

  addChat(chat: FakeChat): FakeChat {
    if (this.chats.has(chat.id)) throw new Error(`There is a chat ${chat.id} already: give the new one another id`);
    this.chats.set(chat.id, chat);
    return chat;
  }

  /** A chat by id or `@username`. @throws {TelegramError} when there is none. */
  chat(id: string): FakeChat {
    if (id === "") throw badRequest("chat_id is empty");
    const chat = id.startsWith("@") ? this.#named(id.slice(1)) : this.chats.get(Number(id));
    if (!chat) throw badRequest("chat not found");
    return chat;
  }

  #named(name: string): FakeChat | undefined {
    const isNamed = ({ wire }: FakeChat) =>
      wire.type !== "private" && wire.username?.toLowerCase() === name.toLowerCase();
    return [...this.chats.values()].find(isNamed);
  }

  /** A chat that the bot may write to. @throws {TelegramError} with the reason why it may not. */
  writableChat(id: string): FakeChat {
    const chat = this.chat(id);
    if (chat.migratedTo !== undefined) {
      throw new TelegramError(400, "Bad Request: group chat was upgraded to a supergroup chat", {
        migrate_to_chat_id: chat.migratedTo,
      });
    }
    if (chat.isPrivate) this.#checkUser(chat);
    else if (chat.botStatus === "kicked") throw forbidden(`bot was kicked from the ${kindOf(chat)} chat`);
    else if (chat.botStatus === "left") throw forbidden(`bot is not a member of the ${kindOf(chat)} chat`);
    if (chat.wire.type === "channel" && chat.botStatus !== "administrator") {
      throw badRequest("need administrator rights in the channel chat");
    }
    return chat;
  }

  #checkUser(chat: FakeChat): void {
    const record = this.users.get(chat.id);
    if (record?.isDeactivated) throw forbidden("user is deactivated");
    if (chat.botStatus === "kicked") throw forbidden("bot was blocked by the user");
    if (!record?.hasStarted) throw forbidden("bot can't initiate conversation with a user");
  }
}

function kindOf(chat: FakeChat): string {
  return chat.wire.type;
}
