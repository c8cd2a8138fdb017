/** Errors the kernel throws on purpose. Each says what to do about it; `code` is stable for programs. */
export abstract class PorticoError extends Error {
  abstract readonly code: string;
  override get name(): string {
    return this.constructor.name;
  }
}

/** A step was under way when the process died, and nobody here knows whether it happened. */
export class StepInDoubt extends PorticoError {
  readonly code = "step_in_doubt";
  constructor(readonly scope: string, readonly step: string) {
    super(
      `Step "${step}" of "${scope}" was under way when the process died, and whether it happened is unknown. ` +
        `Check outside before doing it again.`,
    );
  }
}

/** A handler went on after its time was up. What it tries through its context is refused. */
export class HandlerExpired extends PorticoError {
  readonly code = "handler_expired";
  constructor(readonly handler: string, readonly limit: number) {
    super(
      `The handler ${handler} was given up after ${limit} ms. Watch ctx.signal, and pass it on to what you wait for.`,
    );
  }
}

/** A dialogue ended without an answer. */
export class DialogueEnded extends PorticoError {
  readonly code = "dialogue_ended";
  constructor(readonly reason: "cancelled" | "expired" | "superseded" | "stopping") {
    super(`The dialogue ended without an answer: ${reason}.`);
  }
}

/** Something a person wrote is wrong: shown to them as it is, in their language, and nothing else happens. */
export class UserError extends PorticoError {
  readonly code = "user_error";
}

/** A command line, environment or file of settings that cannot be used. One line per problem; exit code 2. */
export class ConfigError extends PorticoError {
  readonly code = "config";
  constructor(readonly problems: readonly string[]) {
    super(problems.join("\n"));
  }
}

/** One thing wrong with how plugins fit together: whose it is, what it is, what to do. */
export interface WiringProblem {
  readonly plugin: string;
  readonly problem: string;
  readonly remedy: string;
}

/** All wiring mistakes found at boot, together. */
export class WiringError extends PorticoError {
  readonly code = "wiring";
  constructor(readonly problems: readonly WiringProblem[]) {
    super(
      `${problems.length} wiring ${problems.length === 1 ? "mistake" : "mistakes"}:\n` +
        problems.map(({ plugin, problem, remedy }) => `- ${plugin}: ${problem} ${remedy}`).join("\n"),
    );
  }
}

/** The store cannot be opened: held by another process, newer than this program, … */
export class StoreError extends PorticoError {
  constructor(
    readonly code: "locked" | "newer" | "damaged" | "closed" | "unusable",
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Delivery: the platform asks to wait. The operation keeps its place and no attempt is used up. */
export class RateLimited extends PorticoError {
  readonly code = "rate_limited";
  /** @param retryAfter milliseconds. @param scope what is paused: this chat, or the whole bot. */
  constructor(readonly retryAfter: number, readonly scope: "chat" | "bot", options?: ErrorOptions) {
    super(`The platform asks to wait ${retryAfter} ms before sending to this ${scope} again.`, options);
  }
}

/** Delivery: the operation certainly did not reach the platform. Any operation may be tried again. */
export class NotSent extends PorticoError {
  readonly code = "not_sent";
}

/** Delivery: nobody knows whether the operation reached the platform. Only what is idempotent may be tried again. */
export class DeliveryUnknown extends PorticoError {
  readonly code = "delivery_unknown";
}

/** Delivery: the platform said no and will say no again. */
export class Rejected extends PorticoError {
  readonly code = "rejected";
  constructor(message: string, readonly status?: number, options?: ErrorOptions) {
    super(message, options);
  }
}

/** What an error says, whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
