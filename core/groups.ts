/** Groups whose people may use the bot there. */
import type { Conversation } from "./events.ts";

/** How a group was let in. */
export interface Group {
  /** Its chat. */
  readonly chat: Pick<Conversation, "platform" | "chat">;
  /** What the bot listens to there: what is said to it (commands, mentions, answers to it), or everything. */
  readonly hears: "addressed" | "everything";
  /** What people called it when it was let in, where that was known. */
  readonly name?: string;
}

/**
 * The groups that the owner has let in. Their people use the bot there, each with an account of their own, and nowhere else unless they are let in
 * themselves. Abstract, so that it is type and DI token in one.
 */
export abstract class Groups {
  /** How the group of this conversation was let in; `undefined` when it was not. */
  abstract find(conversation: Pick<Conversation, "platform" | "chat">): Promise<Group | undefined>;
  /** Lets a group in, or changes what the bot listens to there. */
  abstract allow(group: Group): Promise<void>;
  /** Lets a group in no longer; false when it was not let in. */
  abstract revoke(conversation: Pick<Conversation, "platform" | "chat">): Promise<boolean>;
  /** A group goes on as another chat, which is let in as it was; nothing happens where it was not let in. */
  abstract move(from: Group["chat"], to: Group["chat"]): Promise<void>;
  /** All of them, in order of platform and chat. */
  abstract list(): Promise<readonly Group[]>;
}
