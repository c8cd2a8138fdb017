/** An adapter without a platform: tests hand events in and read what was performed. */
import type {
  Acceptance,
  Adapter,
  BotAddress,
  BotEvent,
  Capabilities,
  Conversation,
  Identity,
  IdShape,
  Inbox,
  IncomingAction,
  IncomingMessage,
  OpenQuestion,
  Operation,
  OperationKind,
  OperationOf,
  OperationResults,
  SendOperation,
  Transport,
  Trust,
} from "../../core/mod.ts";
import { intentOf } from "../../core/mod.ts";

const ALL: Capabilities = {
  buttons: "native",
  edit: true,
  delete: true,
  react: true,
  typing: true,
  menu: true,
  files: true,
};

/** A message as it was shown at one moment. */
export interface Shown {
  readonly id: string;
  readonly text: string;
  readonly buttons: SendOperation["buttons"];
}

/** Makes an operation fail, or take until the returned promise resolves. */
export type Script = (operation: Operation) => Promise<void> | void;

/** See the file's comment. Its platform is `test`, its owner `you`. */
export class ScriptedAdapter implements Adapter, Transport {
  readonly platform: string = "test";
  capabilities: Capabilities = ALL;
  trusted: false | Trust = { owner: "you" };
  address: BotAddress | undefined = undefined;
  isReached = true;
  ids: IdShape | undefined = undefined;
  readonly transport: Transport = this;
  /** Everything that was performed, in order. */
  readonly operations: Operation[] = [];
  script: Script = () => {};
  #inbox: Inbox | undefined;
  #sent = 0;
  #events = 0;
  readonly #waiting = new Set<() => void>();

  /** The same chat after a restart of the bot: what was shown can still be pressed, and no event has the key of an earlier one. */
  static after(before: ScriptedAdapter): ScriptedAdapter {
    const chat = new ScriptedAdapter();
    chat.operations.push(...before.operations);
    chat.#events = before.#events;
    chat.#sent = before.#sent;
    return chat;
  }

  /** Whether it was started. */
  get isOpen(): boolean {
    return this.#inbox !== undefined;
  }

  start(inbox: Inbox): Promise<void> {
    this.#inbox = inbox;
    return Promise.resolve();
  }

  stop(): Promise<void> {
    return Promise.resolve();
  }

  close(_signal?: AbortSignal): Promise<void> {
    return Promise.resolve();
  }

  async perform<K extends OperationKind>(
    operation: OperationOf<K>,
    _signal: AbortSignal,
  ): Promise<OperationResults[K]> {
    await intentOf(operation)?.commit();
    await this.script(operation);
    this.operations.push(operation);
    for (const wake of this.#waiting) wake();
    return this.#resultOf(operation) as OperationResults[K];
  }

  #resultOf(operation: Operation): OperationResults[OperationKind] {
    switch (operation.kind) {
      case "send":
      case "sendFile":
        return { conversation: operation.conversation, id: `m${++this.#sent}` };
      case "edit":
        return operation.message;
      case "download":
        return new Blob([`bytes of ${operation.attachment.ref}`]).stream();
    }
  }

  /** Texts of all messages sent so far. */
  get texts(): string[] {
    return this.sends.map(({ text }) => text);
  }

  /** All messages sent so far. */
  get sends(): SendOperation[] {
    return this.operations.filter((operation) => operation.kind === "send");
  }

  /** What has been shown, in order: each message when it was sent, and again whenever it was changed. */
  get shown(): Shown[] {
    let sent = 0;
    return this.operations.flatMap((operation) => {
      if (operation.kind === "sendFile") sent++;
      if (operation.kind === "send") return [{ id: `m${++sent}`, text: operation.text, buttons: operation.buttons }];
      if (operation.kind !== "edit") return [];
      return [{ id: operation.message.id, text: operation.text, buttons: operation.buttons }];
    });
  }

  /** Resolves when so many messages have been sent. */
  async sent(count: number): Promise<SendOperation[]> {
    while (this.sends.length < count) await this.#performed();
    return this.sends;
  }

  /** Resolves with the first thing shown after so many for which this is true. */
  async shows(matches: (shown: Shown) => boolean, after = 0): Promise<Shown> {
    for (;;) {
      const found = this.shown.slice(after).find(matches);
      if (found !== undefined) return found;
      await this.#performed();
    }
  }

  async #performed(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.add(resolve);
    await promise;
    this.#waiting.delete(resolve);
  }

  /** A message event; `key` and `id` are new unless given. */
  message(text: string, parts: Partial<IncomingMessage> & { readonly user?: string; readonly chat?: string } = {}) {
    const { user = "you", chat = "c", ...rest } = parts;
    const id = `${++this.#events}`;
    const event: IncomingMessage = {
      kind: "message",
      key: `test:${id}`,
      id,
      conversation: conversation(chat),
      sender: { platform: "test", user },
      at: 0,
      text,
      attachments: [],
      ...rest,
    };
    return event;
  }

  /** Says something and resolves when it is durable. */
  async say(
    text: string,
    parts: Partial<IncomingMessage> & { readonly user?: string; readonly chat?: string } = {},
  ): Promise<Acceptance> {
    return (await this.deliver(this.message(text, parts)))[0];
  }

  /** Presses the first button with this text on the newest message that has one. A platform may tell the `message`'s id. */
  async press(
    text: string,
    by: { user?: string; chat?: string; message?: string; of?: Shown } = {},
  ): Promise<Acceptance> {
    const { user = "you", chat = "c", message, of } = by;
    const button = (of === undefined ? this.shown.toReversed() : [of]).flatMap(({ buttons = [] }) => buttons.flat())
      .find((one) => one.text === text);
    if (button === undefined || !("id" in button)) throw new Error(`No button "${text}" was sent.`);
    const event: IncomingAction = {
      kind: "action",
      key: `test:${++this.#events}`,
      conversation: conversation(chat),
      sender: { platform: "test", user },
      at: 0,
      action: button.id,
      callback: "callback",
      ...(message === undefined ? {} : { message }),
    };
    return (await this.deliver(event))[0];
  }

  /** Hands events in as one delivery. */
  async deliver(...events: BotEvent[]): Promise<readonly Acceptance[]> {
    return await this.handIn(events);
  }

  /** As `deliver`, and hears when the events are durable. */
  async handIn(events: readonly BotEvent[], onDurable?: () => void): Promise<readonly Acceptance[]> {
    if (this.#inbox === undefined) throw new Error("The adapter has not been started.");
    return await this.#inbox.accept(events, onDurable);
  }

  /** What the kernel says of an open question. */
  async asked(sender: Identity, where: Conversation): Promise<OpenQuestion | undefined> {
    return await this.#inbox?.asked(sender, where);
  }

  /** The platform is reached at last. */
  reach(): void {
    this.isReached = true;
    this.#inbox?.reached();
  }

  /** No more input. @param failure why, where it is none that was wanted. */
  end(failure?: unknown): void {
    this.#inbox?.end(failure);
  }
}

/** A private conversation of the test platform. */
export function conversation(chat: string): Conversation {
  return { platform: "test", chat, kind: "private" };
}
