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

/** Whether a person waits for an operation, or it has time. */
export type Priority = "interactive" | "broadcast";

/** Who waits for an operation: a person, unless it says that it is part of a broadcast. */
export function priorityOf(operation: Operation): Priority {
  return "priority" in operation ? operation.priority : "interactive";
}

/** What a platform calls an operation, such as `sendMessage`. */
export type NameOperation = (operation: Operation) => string;

/** How logs call an operation: its name (its kind by default) and chat, never what it says, such as `send(chat=123)`. */
export function describeOperation(operation: Operation, nameOf?: NameOperation): string {
  const name = nameOf?.(operation) ?? operation.kind;
  const conversation = conversationOf(operation);
  return conversation ? `${name}(chat=${conversation.chat})` : name;
}
