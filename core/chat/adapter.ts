/** A door of the bot: one chat platform. An adapter turns the platform's updates into events and operations into its calls. */
import type { BotEvent, Conversation, Identity } from "./events.ts";
import type { Transport } from "./operations.ts";

/** What a platform can do. The bot port degrades where it can't, instead of throwing. */
export interface Capabilities {
  /** `native`: real buttons; `numbered`: shown as a numbered list, a number answers; `none`. */
  readonly buttons: "native" | "numbered" | "none";
  /** Sent messages can be changed; where not, an edit is sent as a new message. */
  readonly edit: boolean;
  /** Messages can be deleted; where not, nothing happens. */
  readonly delete: boolean;
  /** So can those that people have sent, at least in private; not, where it is left out. */
  readonly deleteReceived?: boolean;
  /** Messages can be given a reaction; where not, nothing happens. */
  readonly react: boolean;
  /** It can be shown that the bot is busy; where not, nothing happens. */
  readonly typing: boolean;
  /** The platform shows a menu of commands; where not, nothing is published. */
  readonly menu: boolean;
  /** Files can be sent; where not, a message names the file. */
  readonly files: boolean;
  /** Bytes of the largest file that can be fetched; left out where there is no limit. */
  readonly largestDownload?: number;
  /**
   * What becomes of open questions at a restart, where what was shown is gone with the program: `ask-again`, as at a terminal, or `give-up`, where
   * what comes next was written by somebody who can't know of them. Left out where people still see them: then they just stay open.
   */
  readonly questionsAtStart?: "ask-again" | "give-up";
}

/** What became of one event: journaled, known before, or from somebody who may not come in. */
export type Acceptance = "accepted" | "duplicate" | "refused";

/** A question that waits for somebody's answer. */
export interface OpenQuestion {
  /** It offers choices by buttons. Any text answers it all the same. */
  readonly hasChoices: boolean;
}

/** Where an adapter hands in what arrives. */
export interface Inbox {
  /**
   * Admits and journals the events in one transaction. Resolves when they are durable, only then may the platform hear
   * "received". Waits while the kernel is full: that is the backpressure, so do not fetch more meanwhile.
   *
   * @param onDurable called once as soon as the platform may hear it and may bring more, before anything is handled; not where accepting more would
   * have to wait, or where nothing was new to the journal.
   */
  accept(events: readonly BotEvent[], onDurable?: () => void): Promise<readonly Acceptance[]>;
  /** A group of this platform goes on under another id: where it was let in, it is let in there. Call it before what comes from there is handed in. */
  move(from: string, to: string): Promise<void>;
  /** The question that the person's next plain text there would answer: for platforms where a text may press a button as well. */
  asked(sender: Identity, conversation: Conversation): Promise<OpenQuestion | undefined>;
  /** Whether this text, said to the bot, would be a command that there is: for platforms where a line of a text may only look like one. */
  knowsCommand(text: string): boolean;
  /** The platform is reached for the first time, after `start` had given up waiting for it: `isReached` and `address` say so by now. */
  reached(): void;
  /**
   * No more input will come, ever: when all adapters have said so, open batches close at once, everything drains, and the program ends.
   *
   * @param failure why that is, where it is none that was wanted: the platform has shut the door (`AdapterFailed`), something has to be corrected first
   * (`ConfigError`), or the adapter's own loop has failed. The program stops at once, whatever other adapters do, and says why, instead of going on with a
   * door at which nobody hears. Nothing accepted is lost.
   */
  end(failure?: unknown): void;
}

/** What an adapter that everybody may use says about its people: the user (`Identity.user`) who is the bot's owner; all others are members. */
export interface Trust {
  /** `Identity.user` of the owner. */
  readonly owner: string;
}

/** What a platform's ids of people, groups and channels look like, so that a name is not taken for one. */
export interface IdShape {
  /** Fits every id there is. */
  readonly pattern: RegExp;
  /** One that a person recognises, such as `12345`. */
  readonly example: string;
}

/** Who the bot is on a platform, and the way to it. */
export interface BotAddress {
  /** What people call it there, such as `@my_notes_bot`. */
  readonly name: string;
  /** A URL that opens a private chat with it; opening it with `start` makes the platform send `/start` and that text. */
  link(start?: string): string;
  /**
   * `addressed`: of what is said in a group the platform hands over only what is said to the bot, unless the bot has a special standing there. Left out
   * where nothing is kept back.
   */
  readonly hears?: "addressed";
}

/** What a platform has asked for: to be left alone. */
export interface PlatformPause {
  /** Milliseconds that are left. */
  readonly left: number;
  /** Operations that wait. */
  readonly waiting: number;
}

/**
 * The contract of a chat adapter. The kernel calls `start`, `stop` and `close` once each, in this order; `transport` is used from before `start`
 * until `close`.
 *
 * ```ts
 * class EchoAdapter implements Adapter {
 *   readonly platform = "echo";
 *   readonly capabilities: Capabilities = { buttons: "none", edit: false, delete: false, react: false, typing: false, menu: false, files: false };
 *   readonly trusted = { owner: "me" };
 *   readonly transport: DeliveryLine;
 *   readonly #platform: Echo;
 *
 *   constructor(platform: Echo, clock: Clock) {
 *     this.#platform = platform;
 *     this.transport = deliver(new EchoTransport(platform), { clock });
 *   }
 *
 *   async start(inbox: Inbox) {
 *     this.#platform.onMessage(async (message) => {
 *       await inbox.accept([eventOf(message)]);
 *       await message.acknowledge(); // not before accept has resolved
 *     });
 *   }
 *   async stop() { await this.#platform.unsubscribe(); }
 *   async close(signal?: AbortSignal) {
 *     await this.transport.drain(signal);
 *     await this.#platform.disconnect();
 *   }
 * }
 * ```
 */
export interface Adapter {
  /** Name of the platform, as in `Conversation.platform`. */
  readonly platform: string;
  /** What the platform can do; asked at every call, and the same while the adapter runs. */
  readonly capabilities: Capabilities;
  /** Set where whoever can reach the adapter may use the bot, as at a terminal. `false` denies all who are not linked to an account. */
  readonly trusted: false | Trust;
  /** Left out where anything may be an id. */
  readonly ids?: IdShape;
  /** False until the platform has been reached for the first time; left out where it is always there. */
  readonly isReached?: boolean;
  /** Known once the platform has been reached; left out where nobody comes by an address. */
  readonly address?: BotAddress;
  /** The longest pause that the platform has asked for, in all of it or in a chat; left out where nothing is paused. */
  readonly pause?: PlatformPause | undefined;
  /** The whole delivery line down to the platform. */
  readonly transport: Transport;
  /** Begins to fetch. Resolves when the adapter is ready, or goes on trying to reach its platform. */
  start(inbox: Inbox): Promise<void>;
  /** Fetches no more, and resolves when nothing more will be handed in. Sending still works. */
  stop(): Promise<void>;
  /**
   * Called after `stop`: the program ends in so many milliseconds. What the platform has put off for longer is given up at once, so that the end does not
   * wait for it; what handlers wait for goes on at the next start.
   */
  endWithin?(milliseconds: number): void;
  /**
   * Lets go of the platform after the last operation. An abort of the signal says that the deadline is near: give up what has not gone out, tell of it
   * by name, and end.
   */
  close(signal?: AbortSignal): Promise<void>;
}
