import type { Adapter, Capabilities } from "./adapter.ts";
import { BotPort, type Button, type MenuAudience, type Outgoing, type SendOptions } from "./bot_port.ts";
import type { Buttons } from "./buttons.ts";
import { Rejected } from "../errors.ts";
import type { Attachment, Conversation, IncomingAction } from "./events.ts";
import type {
  DeliveryMiddleware,
  MenuCommand,
  MessageRef,
  OperationKind,
  OperationOf,
  OperationResults,
  OutgoingFile,
  Transport,
  WireButton,
} from "./operations.ts";
import { codeSpan } from "../markdown.ts";
import { outside } from "../watch/plugin_boundary.ts";

/** What the port needs of an adapter. */
export type Outlet = Pick<Adapter, "platform" | "capabilities" | "transport">;

interface Route {
  readonly capabilities: Capabilities;
  /** The middlewares of the port around the adapter's delivery line. */
  readonly transport: Transport;
}

/**
 * The kernel's `BotPort`: makes an `Operation` of each call, leaves out or rewrites what the platform can't do, and hands it to the adapter of the
 * conversation's platform.
 *
 * @example
 * ```ts
 * const port = new OperationPort(buttons, [(next) => ({ perform: (operation, signal) => (count(operation), next.perform(operation, signal)) })]);
 * const remove = port.add(adapter);
 * ```
 */
export class OperationPort extends BotPort {
  readonly #routes = new Map<string, Route>();

  /** Knows no platform before `add`. @param middlewares see every operation of every platform, before its adapter's own line; the first is the outermost. */
  constructor(private readonly buttons: Buttons, private readonly middlewares: readonly DeliveryMiddleware[] = []) {
    super();
  }

  /** Opens the way to a platform; call what it returns to close it again. Throws when the platform has an adapter already. */
  add(outlet: Outlet): () => void {
    const { platform, capabilities } = outlet;
    if (this.#routes.has(platform)) {
      throw new Error(`There is an adapter for the platform "${platform}" already. Start only one of them.`);
    }
    const transport = this.middlewares.reduceRight((next, middleware) => middleware(next), outlet.transport);
    const route: Route = { capabilities, transport };
    this.#routes.set(platform, route);
    return () => {
      if (this.#routes.get(platform) === route) this.#routes.delete(platform);
    };
  }

  /** What a platform can do. @throws {Rejected} no adapter of this platform is running. */
  capabilities(platform: string): Capabilities {
    return this.#route(platform).capabilities;
  }

  /** Sends a message, with the buttons this platform can show. */
  async send(
    conversation: Conversation,
    content: string | Outgoing,
    options: SendOptions = {},
  ): Promise<MessageRef> {
    const { platform } = conversation;
    const message = await this.#wire(conversation, content, options);
    return await this.#perform(platform, {
      kind: "send",
      conversation,
      ...message,
      ...(options.replyTo === undefined ? {} : { replyTo: options.replyTo }),
      priority: options.priority ?? "interactive",
      ...(options.atLeastOnce ? { atLeastOnce: true as const } : {}),
      ...(options.intent === undefined ? {} : { intent: options.intent }),
    }, options.signal);
  }

  /** Sends an answer to a message. */
  reply(message: MessageRef, content: string | Outgoing, options: SendOptions = {}): Promise<MessageRef> {
    return this.send(message.conversation, content, { ...options, replyTo: message.id });
  }

  /** Changes a message; sends a new one where the platform can't. */
  async edit(message: MessageRef, content: string | Outgoing, options: SendOptions = {}): Promise<MessageRef> {
    const { conversation } = message;
    if (!this.capabilities(conversation.platform).edit) return await this.send(conversation, content, options);
    const edited = await this.#wire(conversation, content, options);
    return await this.#perform(conversation.platform, { kind: "edit", message, ...edited }, options.signal);
  }

  /** Deletes a message; does nothing where the platform can't. */
  async delete(message: MessageRef, options: SendOptions = {}): Promise<void> {
    const { platform } = message.conversation;
    if (this.capabilities(platform).delete) await this.#perform(platform, { kind: "delete", message }, options.signal);
  }

  /** Sends a file; where the platform can't, a message that names it. */
  async sendFile(
    conversation: Conversation,
    file: OutgoingFile,
    options: SendOptions & { readonly caption?: string } = {},
  ): Promise<MessageRef> {
    const { platform } = conversation;
    const { caption, replyTo, priority = "interactive", atLeastOnce = false, signal } = options;
    if (!this.capabilities(platform).files) {
      const name = codeSpan(file.name);
      return await this.send(conversation, caption ? `${name}\n\n${caption}` : name, options);
    }
    return await this.#perform(platform, {
      kind: "sendFile",
      conversation,
      file,
      ...(caption === undefined ? {} : { caption }),
      ...(replyTo === undefined ? {} : { replyTo }),
      priority,
      ...(atLeastOnce ? { atLeastOnce } : {}),
    }, signal);
  }

  /** Shows that the bot is busy, where the platform can. */
  async typing(conversation: Conversation, options: SendOptions = {}): Promise<void> {
    const { platform } = conversation;
    if (this.capabilities(platform).typing) {
      await this.#perform(platform, { kind: "typing", conversation }, options.signal);
    }
  }

  /** Reacts to a message, where the platform can. */
  async react(message: MessageRef, emoji: string | undefined, options: SendOptions = {}): Promise<void> {
    const { platform } = message.conversation;
    if (!this.capabilities(platform).react) return;
    await this.#perform(
      platform,
      emoji === undefined ? { kind: "react", message } : { kind: "react", message, emoji },
      options.signal,
    );
  }

  /** Tells the platform that a press was seen, where it wants to know. */
  async answerAction(action: IncomingAction, text?: string, options: SendOptions = {}): Promise<void> {
    const { conversation, callback } = action;
    const { platform } = conversation;
    // Checked before the callback, so that an unknown platform is told even where there is nothing to answer.
    this.#route(platform);
    if (callback === undefined) return;
    await this.#perform(
      platform,
      text === undefined
        ? { kind: "answerAction", conversation, callback }
        : { kind: "answerAction", conversation, callback, text },
      options.signal,
    );
  }

  /** Publishes the commands, where the platform has a menu. */
  async publishMenu(platform: string, commands: readonly MenuCommand[], audience: MenuAudience = {}): Promise<void> {
    if (!this.capabilities(platform).menu) return;
    await this.#perform(platform, { kind: "menu", platform, commands, ...audience });
  }

  /** Opens the bytes of an attachment. */
  async download(
    platform: string,
    attachment: Attachment,
    options: SendOptions = {},
  ): Promise<ReadableStream<Uint8Array>> {
    return await this.#perform(platform, { kind: "download", platform, attachment }, options.signal);
  }

  /** Text and buttons as this platform can take them. */
  async #wire(
    conversation: Conversation,
    content: string | Outgoing,
    options: SendOptions,
  ): Promise<{ text: string; buttons?: readonly (readonly WireButton[])[] }> {
    const { text, buttons = [] }: Outgoing = typeof content === "string" ? { text: content } : content;
    const rows = buttons.filter((row) => row.length > 0);
    if (this.capabilities(conversation.platform).buttons === "none") return { text: withLinks(text, rows.flat()) };
    if (rows.length === 0) return { text };
    const owner = options.for === undefined ? { conversation } : { conversation, account: options.for };
    return { text, buttons: await this.buttons.mint(rows, owner) };
  }

  #perform<K extends OperationKind>(
    platform: string,
    operation: OperationOf<K> & { readonly kind: K },
    signal: AbortSignal = new AbortController().signal,
  ): Promise<OperationResults[K]> {
    const { transport } = this.#route(platform);
    return outside(() => transport.perform<K>(operation, signal));
  }

  #route(platform: string): Route {
    const route = this.#routes.get(platform);
    if (route) return route;
    const others = [...this.#routes.keys()].join(", ") || "none";
    throw new Rejected(`No adapter for the platform "${platform}" is running (running: ${others}).`);
  }
}

/** Buttons that open a link are links anywhere; one that calls an action is of no use where nothing can be pressed. */
function withLinks(text: string, buttons: readonly Button[]): string {
  const links = buttons.flatMap((button) =>
    "url" in button ? [`- [${escapeLabel(button.text)}](<${button.url}>)`] : []
  );
  return links.length === 0 ? text : `${text}\n\n${links.join("\n")}`;
}

function escapeLabel(label: string): string {
  return label.replace(/[\\[\]]/g, "\\$&");
}
