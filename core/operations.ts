/**
 * Every call of a bot port becomes one `Operation` value that runs through the delivery line to an adapter's transport, so
 * that retry, limits, logs and traces see everything in one place.
 */
import type { Attachment, Conversation } from "./events.ts";

/** A message the bot has sent, or one it may react to or answer. */
export interface MessageRef {
  readonly conversation: Conversation;
  readonly id: string;
}

/** A button as a transport sends it. The id is the kernel's; pressing it comes back as an `IncomingAction`. */
export type WireButton = { readonly text: string; readonly id: string } | {
  readonly text: string;
  readonly url: string;
};

/** A file on its way out. `open` may be called again for another attempt. */
export interface OutgoingFile {
  readonly name: string;
  readonly mime?: string;
  readonly open: () => Promise<ReadableStream<Uint8Array>>;
}

/** A command in a platform's menu. */
export interface MenuCommand {
  readonly name: string;
  readonly description: string;
}

export interface SendOperation {
  readonly kind: "send";
  readonly conversation: Conversation;
  /** Markdown. */
  readonly text: string;
  readonly buttons?: readonly (readonly WireButton[])[];
  /** Id of the message it answers. */
  readonly replyTo?: string;
  /** The answer to somebody who waits goes before a broadcast. */
  readonly priority: "interactive" | "broadcast";
}
export interface EditOperation {
  readonly kind: "edit";
  readonly message: MessageRef;
  readonly text: string;
  readonly buttons?: readonly (readonly WireButton[])[];
}
export interface DeleteOperation {
  readonly kind: "delete";
  readonly message: MessageRef;
}
export interface SendFileOperation {
  readonly kind: "sendFile";
  readonly conversation: Conversation;
  readonly file: OutgoingFile;
  /** Markdown. */
  readonly caption?: string;
  readonly replyTo?: string;
  readonly priority: "interactive" | "broadcast";
}
export interface TypingOperation {
  readonly kind: "typing";
  readonly conversation: Conversation;
}
export interface ReactOperation {
  readonly kind: "react";
  readonly message: MessageRef;
  /** One emoji; `undefined` takes the reaction back. */
  readonly emoji?: string;
}
export interface AnswerActionOperation {
  readonly kind: "answerAction";
  readonly conversation: Conversation;
  /** `IncomingAction.callback`. */
  readonly callback: string;
  readonly text?: string;
}
export interface MenuOperation {
  readonly kind: "menu";
  readonly platform: string;
  readonly commands: readonly MenuCommand[];
  /** The language these descriptions are in; the default menu when left out. */
  readonly language?: string;
}
export interface DownloadOperation {
  readonly kind: "download";
  readonly platform: string;
  readonly attachment: Attachment;
}

/** All that a bot can be asked to do. */
export type Operation =
  | SendOperation
  | EditOperation
  | DeleteOperation
  | SendFileOperation
  | TypingOperation
  | ReactOperation
  | AnswerActionOperation
  | MenuOperation
  | DownloadOperation;

/** What each operation resolves with. */
export interface OperationResults {
  readonly send: MessageRef;
  readonly edit: MessageRef;
  readonly delete: void;
  readonly sendFile: MessageRef;
  readonly typing: void;
  readonly react: void;
  readonly answerAction: void;
  readonly menu: void;
  readonly download: ReadableStream<Uint8Array>;
}

export type OperationKind = Operation["kind"];
export type OperationOf<K extends OperationKind> = Extract<Operation, { kind: K }>;

/**
 * Carries out one operation on one platform. Throws what it finds as one of the delivery errors (`RateLimited`, `NotSent`,
 * `DeliveryUnknown`, `Rejected`): classification is the adapter's, what follows from it is the delivery line's.
 */
export interface Transport {
  perform<K extends OperationKind>(operation: OperationOf<K>, signal: AbortSignal): Promise<OperationResults[K]>;
}

/** A middleware of the delivery line: the same shape as the transport behind it. */
export type DeliveryMiddleware = (next: Transport) => Transport;

/** Where an operation goes. */
export function platformOf(operation: Operation): string {
  switch (operation.kind) {
    case "send":
    case "sendFile":
    case "typing":
    case "answerAction":
      return operation.conversation.platform;
    case "edit":
    case "delete":
    case "react":
      return operation.message.conversation.platform;
    case "menu":
    case "download":
      return operation.platform;
  }
}
