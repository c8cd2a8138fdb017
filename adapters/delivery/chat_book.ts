import {
  ChatMigrated,
  ChatUnreachable,
  type Conversation,
  type Operation,
  type OperationKind,
  type OperationOf,
  type OperationResults,
  type Transport,
} from "../../core/mod.ts";
import { chatKey, conversationOf } from "./addresses.ts";

/** What goes to a chat and not to one of its messages: it can be refused in advance, and follow when the chat moves. */
const TO_CHAT: ReadonlySet<OperationKind> = new Set(["send", "sendFile", "typing"]);

/** So many chats of either kind are remembered. One that is forgotten costs one more question to the platform. */
const MOST = 10_000;

/**
 * What the platform has said of chats. A chat that can't be reached is not asked for again until something is heard from it; one that goes on under
 * another id is followed. An id of a message means another message there, so edits, deletions and reactions do not follow.
 */
export class ChatBook implements Transport {
  readonly #unreachable = new Map<string, ChatUnreachable>();
  readonly #moved = new Map<string, string>();

  /** Performs by `next`. */
  constructor(private readonly next: Transport) {}

  /** Something has come from this chat: it can be reached again. */
  hear(conversation: Conversation): void {
    if (this.#unreachable.size > 0) this.#unreachable.delete(chatKey(conversation));
  }

  /** Performs an operation where its chat is now; throws what the platform has said before where that still holds. */
  async perform<K extends OperationKind>(operation: OperationOf<K>, signal: AbortSignal): Promise<OperationResults[K]> {
    if (!TO_CHAT.has(operation.kind)) return await this.next.perform<K>(operation, signal);
    let current = operation;
    let seen: Set<string> | undefined;
    for (;;) {
      const key = keyOf(current);
      const moved = this.#moved.get(key);
      if (moved !== undefined && !seen?.has(key)) {
        seen = (seen ?? new Set()).add(key);
        current = move(current, moved);
        continue;
      }
      const known = this.#unreachable.get(key);
      if (known !== undefined) throw new ChatUnreachable(known.message, known.status, { cause: known });
      try {
        return await this.next.perform<K>(current, signal);
      } catch (error) {
        if (error instanceof ChatUnreachable) remember(this.#unreachable, key, error);
        if (!(error instanceof ChatMigrated) || seen?.has(key)) throw error;
        remember(this.#moved, key, error.chat);
      }
    }
  }
}

function keyOf(operation: Operation): string {
  const conversation = conversationOf(operation);
  return conversation ? chatKey(conversation) : "";
}

/** The operation for another chat. Topics are the new chat's own. */
function move<O extends Operation>(operation: O, chat: string): O {
  if (!("conversation" in operation)) return operation;
  const { platform, kind } = operation.conversation;
  return { ...operation, conversation: { platform, chat, kind } };
}

function remember<T>(book: Map<string, T>, key: string, value: T): void {
  book.delete(key);
  book.set(key, value);
  const [oldest] = book.keys();
  if (book.size > MOST) book.delete(oldest);
}
