import type { Conversation, Operation } from "../../core/mod.ts";

/** One string per chat. Threads of a chat share it: platforms count and order messages by chat. */
export function chatKey({ platform, chat }: Conversation): string {
  return `${encodeURIComponent(platform)}/${encodeURIComponent(chat)}`;
}

/** The conversation an operation belongs to; `undefined` for what belongs to the whole bot. */
export function conversationOf(operation: Operation): Conversation | undefined {
  switch (operation.kind) {
    case "send":
    case "sendFile":
    case "typing":
    case "answerAction":
      return operation.conversation;
    case "edit":
    case "delete":
    case "react":
      return operation.message.conversation;
    case "menu":
    case "download":
      return undefined;
  }
}

/** How logs call an operation: kind and chat, never what it says, such as `send(chat=123)`. */
export function describeOperation(operation: Operation): string {
  const conversation = conversationOf(operation);
  return conversation ? `${operation.kind}(chat=${conversation.chat})` : operation.kind;
}
