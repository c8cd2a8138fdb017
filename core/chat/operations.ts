/**
 * Every call of a bot port becomes one `Operation` value that runs through the delivery line to an adapter's transport, so
 * that retry, limits, logs and traces see everything in one place.
 */
import type { Attachment, Conversation } from "./events.ts";
import type { StepIntent } from "../store/store.ts";

/** A message the bot has sent, or one it may react to or answer. */
export interface MessageRef {
  /** Where it is. */
  readonly conversation: Conversation;
  /** The platform's id, unique within the conversation's chat. */
  readonly id: string;
}

/** A button as a transport sends it. The id is the kernel's; pressing it comes back as an `IncomingAction`. */
export type WireButton =
  | {
    /** What it says. */
    readonly text: string;
    /** At most 21 url-safe characters. */
    readonly id: string;
  }
  | {
    /** What it says. */
    readonly text: string;
    /** Opened by a press, which does not come back. */
    readonly url: string;
  };

/** A file on its way out. `open` may be called again for another attempt. */
export interface OutgoingFile {
  /** To show and to save it by; no path. */
  readonly name: string;
  /** Media type; the platform guesses where it is left out. */
  readonly mime?: string;
  /** Opens the bytes from the beginning. */
  readonly open: () => Promise<ReadableStream<Uint8Array>>;
}

/** A command in a platform's menu. */
export interface MenuCommand {
  /** Without the slash. */
  readonly name: string;
  /** One line, in the menu's language. */
  readonly description: string;
}

/** Send a message. Resolves with it. */
export interface SendOperation {
  /** Tells it from other operations. */
  readonly kind: "send";
  /** Where it goes. */
  readonly conversation: Conversation;
  /** Markdown. */
  readonly text: string;
  /** `plain`: to be shown as it is, without formatting. Set by the delivery line where the platform could not take the markup. */
  readonly format?: "plain";
  /** Rows of buttons, none of them empty. */
  readonly buttons?: readonly (readonly WireButton[])[];
  /** Id of the message it answers. */
  readonly replyTo?: string;
  /** The answer to somebody who waits goes before a broadcast. */
  readonly priority: "interactive" | "broadcast";
  /** Sent again where nobody knows whether it arrived: better twice than not at all. Left out, it is reported as `DeliveryUnknown`. */
  readonly atLeastOnce?: true;
  /** Of the step whose effect the message is: the delivery line commits it right before the message goes out. */
  readonly intent?: StepIntent;
}
/** Replace text and buttons of a message of the bot's. Resolves with the message that shows them now. */
export interface EditOperation {
  /** Tells it from other operations. */
  readonly kind: "edit";
  /** The message to change. */
  readonly message: MessageRef;
  /** Markdown. */
  readonly text: string;
  /** `plain`: to be shown as it is, without formatting. Set by the delivery line where the platform could not take the markup. */
  readonly format?: "plain";
  /** Rows of buttons, none of them empty. Those of before go. */
  readonly buttons?: readonly (readonly WireButton[])[];
}
/** Delete a message. One that is gone already is no error. */
export interface DeleteOperation {
  /** Tells it from other operations. */
  readonly kind: "delete";
  /** The message to delete. */
  readonly message: MessageRef;
}
/** Send a file. Resolves with the message that carries it. */
export interface SendFileOperation {
  /** Tells it from other operations. */
  readonly kind: "sendFile";
  /** Where it goes. */
  readonly conversation: Conversation;
  /** What to send. */
  readonly file: OutgoingFile;
  /** Markdown. */
  readonly caption?: string;
  /** `plain`: to be shown as it is, without formatting. Set by the delivery line where the platform could not take the markup. */
  readonly format?: "plain";
  /** Id of the message it answers. */
  readonly replyTo?: string;
  /** The answer to somebody who waits goes before a broadcast. */
  readonly priority: "interactive" | "broadcast";
  /** Sent again where nobody knows whether it arrived: better twice than not at all. Left out, it is reported as `DeliveryUnknown`. */
  readonly atLeastOnce?: true;
}
/** Show that the bot is busy. */
export interface TypingOperation {
  /** Tells it from other operations. */
  readonly kind: "typing";
  /** Where to show it. */
  readonly conversation: Conversation;
}
/** React to a message, in the place of the bot's reaction of before. */
export interface ReactOperation {
  /** Tells it from other operations. */
  readonly kind: "react";
  /** The message to react to. */
  readonly message: MessageRef;
  /** One emoji; `undefined` takes the reaction back. */
  readonly emoji?: string;
}
/** Tell the platform that the press of a button was seen. */
export interface AnswerActionOperation {
  /** Tells it from other operations. */
  readonly kind: "answerAction";
  /** Where it was pressed. */
  readonly conversation: Conversation;
  /** `IncomingAction.callback`. */
  readonly callback: string;
  /** Plain text to show for a moment. */
  readonly text?: string;
}
/** Replace the platform's menu of commands. */
export interface MenuOperation {
  /** Tells it from other operations. */
  readonly kind: "menu";
  /** Which platform's menu. */
  readonly platform: string;
  /** In the order of the menu. */
  readonly commands: readonly MenuCommand[];
  /** The language these descriptions are in; the default menu when left out. */
  readonly language?: string;
  /** `Identity.user` of the one person in whose private chat it is shown; everybody's menu when left out. */
  readonly user?: string;
}
/** Open the bytes of an attachment. Resolves when they begin to come. */
export interface DownloadOperation {
  /** Tells it from other operations. */
  readonly kind: "download";
  /** Where the attachment came from. */
  readonly platform: string;
  /** As it came with its message. */
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
  /** The message sent. */
  readonly send: MessageRef;
  /** The message that shows the new text: on some platforms another one. */
  readonly edit: MessageRef;
  /** Nothing. */
  readonly delete: void;
  /** The message that carries the file. */
  readonly sendFile: MessageRef;
  /** Nothing. */
  readonly typing: void;
  /** Nothing. */
  readonly react: void;
  /** Nothing. */
  readonly answerAction: void;
  /** Nothing. */
  readonly menu: void;
  /** The bytes. Cancel the stream when you stop reading early. */
  readonly download: ReadableStream<Uint8Array>;
}

/** Names of all operations. */
export type OperationKind = Operation["kind"];
/** The operation of one kind. */
export type OperationOf<K extends OperationKind> = Extract<Operation, { kind: K }>;

/**
 * Carries out one operation on one platform. Throws what it finds as one of the delivery errors (`RateLimited`, `NotSent`,
 * `DeliveryUnknown`, `Rejected`): classification is the adapter's, what follows from it is the delivery line's.
 */
export interface Transport {
  /** Resolves with the operation's result once the platform has it. `signal` gives it up where that is still possible. */
  perform<K extends OperationKind>(operation: OperationOf<K>, signal: AbortSignal): Promise<OperationResults[K]>;
}

/** A middleware of the delivery line: the same shape as the transport behind it. */
export type DeliveryMiddleware = (next: Transport) => Transport;

/** The platform an operation is for. */
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

/** The intent of the step whose effect an operation is, where it has one: to be committed right before the operation goes out. */
export function intentOf(operation: Operation): StepIntent | undefined {
  return operation.kind === "send" ? operation.intent : undefined;
}
