import type { KernelConfig } from "./config/config.ts";

/** Errors the kernel throws on purpose. Each says what to do about it; `code` is stable for programs. */
export abstract class PorticoError extends Error {
  /** Stable for programs, unlike the message. */
  abstract readonly code: string;
  /** The class's name. */
  override get name(): string {
    return this.constructor.name;
  }
  /**
   * Whether it is no fault of what was sent and passes, such as a full disk: a handler that fails by it, or by an error that it has caused, runs
   * again by itself, instead of making a dead letter. False by default.
   */
  get isPassing(): boolean {
    return false;
  }
}

/** A step was under way when the process died, or was lost on its way, and nobody here knows whether it happened. */
export class StepInDoubt extends PorticoError {
  /** Stable for programs. */
  readonly code = "step_in_doubt";
  /** Names the step and what to do. */
  constructor(
    /** Unit of work that ran the step: an event's key or a work item's id. */
    readonly scope: string,
    /** Name of the step there. */
    readonly step: string,
  ) {
    super(
      `Step "${step}" of "${scope}" was under way when the process died or the answer got lost, and whether it happened is unknown. ` +
        `Check outside before doing it again.`,
    );
  }
}

/** A handler went on after its time was up. What it tries through its context is refused. */
export class HandlerExpired extends PorticoError {
  /** Stable for programs. */
  readonly code = "handler_expired";
  /** Names the handler and its limit. */
  constructor(
    /** `plugin.method`. */
    readonly handler: string,
    /** Milliseconds it had. */
    readonly limit: number,
  ) {
    super(
      `The handler ${handler} was given up after ${limit} ms. Watch ctx.signal, and pass it on to what you wait for.`,
    );
  }
}

/** A dialogue ended without an answer. */
export class DialogueEnded extends PorticoError {
  /** Stable for programs. */
  readonly code = "dialogue_ended";
  /** Names the reason. */
  constructor(
    /**
     * `cancelled` by `/cancel`, `expired` as nobody answered in time, `input-ended` as the input has ended and nobody can, `superseded` by
     * another command, `stopping`: the program ends, and the question waits for its next start.
     */
    readonly reason: "cancelled" | "expired" | "input-ended" | "superseded" | "stopping",
  ) {
    super(`The dialogue ended without an answer: ${reason}.`);
  }
}

/** What becomes of what a `UserError` ends. */
export interface UserErrorOptions extends ErrorOptions {
  /** What was sent is kept as a dead letter, and the person gets buttons to try again or to discard it; `false` by default. */
  readonly keep?: boolean;
}

/**
 * Something can't be done, for a reason the person can do something about: shown to them as it is, in their language, and nothing else happens. With
 * `keep` it may be possible later, so what they sent is kept, with a button to try again.
 *
 * ```ts
 * throw new UserError(ctx.t("unreachable"), { keep: true, cause: error });
 * ```
 */
export class UserError extends PorticoError {
  /** Stable for programs. */
  readonly code = "user_error";
  /** Whether what was sent is kept, to be tried again. */
  readonly keep: boolean;
  /** Says it in the person's words. */
  constructor(message: string, options: UserErrorOptions = {}) {
    super(message, options);
    this.keep = options.keep ?? false;
  }
}

/** A command line, environment or file of settings that cannot be used. One line per problem; exit code 2. */
export class ConfigError extends PorticoError {
  /** Stable for programs. */
  readonly code = "config";
  /** Says all of them. */
  constructor(
    /** One line each, with what to do. */
    readonly problems: readonly string[],
    /** What could be read all the same, with defaults for the rest, so that the plugins' part can be checked too before all is told. */
    readonly config?: KernelConfig,
  ) {
    super(problems.join("\n"));
  }
}

/** One thing wrong with how plugins fit together: whose it is, what it is, what to do. */
export interface WiringProblem {
  /** Whose it is: a plugin's name, or what it was asked for by. */
  readonly plugin: string;
  /** What is wrong, in a sentence. */
  readonly problem: string;
  /** What to do about it, in a sentence. */
  readonly remedy: string;
}

/** All mistakes found at boot, together. One line per mistake; exit code 2. */
export class WiringError extends PorticoError {
  /** Stable for programs. */
  readonly code = "wiring";
  /** Lists all of them. */
  constructor(
    /** In the order in which they were found. */
    readonly problems: readonly WiringProblem[],
    /** What else keeps the program from starting, one line each: of the configuration, of the store. */
    readonly others: readonly string[] = [],
  ) {
    super([...others, ...problems.map(lineOf)].join("\n"));
  }
}

/** Whatever a module or a plugin says of its trouble, it is one line of the list. */
function lineOf({ plugin, problem, remedy }: WiringProblem): string {
  return `${plugin}: ${problem} ${remedy}`.replace(/\s*\n\s*/g, " ");
}

/** What an error says as a sentence, so that another may follow it. */
export function sentenceOf(error: unknown): string {
  const message = messageOf(error).trim();
  return /[.!?…]$/.test(message) ? message : `${message}.`;
}

/** The store cannot be opened: held by another process, newer than this program, … */
export class StoreError extends PorticoError {
  /** Says it in a message that tells what to do. */
  constructor(
    /**
     * `locked` by another process, `newer` than this program understands, `damaged` and set aside or not readable, `closed` already,
     * `unusable`: the folder or the disk won't do, or `ended`: nobody can tell what of it is kept, which the next start of the program finds out.
     */
    readonly code: "locked" | "newer" | "damaged" | "closed" | "unusable" | "ended",
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }

  /** A disk that is full now has room later, and a store that has ended is there again at the next start. */
  override get isPassing(): boolean {
    return this.code === "unusable" || this.code === "locked" || this.code === "ended";
  }
}

/** An adapter's platform has shut the door, and only a person can open it again: the program stops and says why. */
export class AdapterFailed extends PorticoError {
  /** Stable for programs. */
  readonly code = "adapter_failed";
  /** Says in its message what to do. */
  constructor(
    /** `unauthorized`: the platform does not know the bot (any more); `conflict`: another program is the bot already. */
    readonly reason: "unauthorized" | "conflict",
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Delivery: the platform asks to wait. The operation keeps its place and no attempt is used up. */
export class RateLimited extends PorticoError {
  /** Stable for programs. */
  readonly code = "rate_limited";
  /** Names the time and what it is for. */
  constructor(
    /** Milliseconds. */
    readonly retryAfter: number,
    /** What is paused: this chat, or the whole bot. */
    readonly scope: "chat" | "bot",
    options?: ErrorOptions,
  ) {
    super(`The platform asks to wait ${retryAfter} ms before sending to this ${scope} again.`, options);
  }
}

/** Delivery: the operation certainly did not reach the platform. Any operation may be tried again. */
export class NotSent extends PorticoError {
  /** Stable for programs. */
  readonly code = "not_sent";
}

/** Delivery: nobody knows whether the operation reached the platform. Only what is idempotent may be tried again. */
export class DeliveryUnknown extends PorticoError {
  /** Stable for programs. */
  readonly code = "delivery_unknown";
}

/** Delivery: the platform said no and will say no again. */
export class Rejected extends PorticoError {
  /** Stable for programs; each kind of no has its own. */
  readonly code: "rejected" | "chat_unreachable" | "chat_migrated" | "markup_rejected" | "unchanged" = "rejected";
  /** Says what the platform said. */
  constructor(
    message: string,
    /** The platform's code for it, such as an HTTP status, where it has one. */
    readonly status?: number,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/**
 * Delivery: this chat can't be written to any more: its person has blocked the bot, the group has removed it, … Further messages to it are refused
 * with this error too, without asking the platform, until something is heard from the chat again.
 */
export class ChatUnreachable extends Rejected {
  /** Stable for programs. */
  override readonly code = "chat_unreachable";
}

/** Delivery: the chat goes on under another id. Messages follow it by themselves; what is about a message of the old chat can't. */
export class ChatMigrated extends Rejected {
  /** Stable for programs. */
  override readonly code = "chat_migrated";
  /** Names the new id. */
  constructor(
    /** The chat's new id. */
    readonly chat: string,
    options?: ErrorOptions,
  ) {
    super(`This chat goes on as ${chat}.`, undefined, options);
  }
}

/** Delivery: the platform can't take the formatting. The line sends the same text once more without any. */
export class MarkupRejected extends Rejected {
  /** Stable for programs. */
  override readonly code = "markup_rejected";
}

/** Delivery: the platform said no because all is as it was asked to be, such as an edit that changes nothing. The line counts it as success. */
export class Unchanged extends Rejected {
  /** Stable for programs. */
  override readonly code = "unchanged";
}

/** What an error says, whatever was thrown: its message may be no text, or fail to be read. Never throws. */
export function messageOf(error: unknown): string {
  try {
    return String(error instanceof Error ? error.message : error);
  } catch {
    return "something that can't be read was thrown";
  }
}
