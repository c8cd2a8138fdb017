import type { Outgoing } from "./bot_port.ts";
import { sentenceOf } from "./errors.ts";
import type { ContextServices } from "./handler_context.ts";
import type { TextArguments } from "./i18n.ts";
import type { Logger } from "./log.ts";
import type { Job } from "./runner.ts";

/** Actions of the buttons beneath the news of a failure; they are there when a plugin handles them. */
export const RETRY_ACTION = "system.retry";
/** See `RETRY_ACTION`. */
export const DISCARD_ACTION = "system.discard";

/** Tells people what has become of what they sent, where no handler does. */
export class UnitNews {
  /** @param hasAction whether an action is handled by some plugin. */
  constructor(
    private readonly services: Pick<ContextServices, "bot" | "translations" | "notices">,
    private readonly log: Logger,
    private readonly hasAction: (name: string) => boolean,
  ) {}

  /** Tells the person of a job something in the kernel's words. A failure to tell fails nothing else. */
  async tell(job: Job, id: string, args: TextArguments = {}): Promise<void> {
    await this.send(job, { text: this.#text(job, id, args) });
  }

  /**
   * Tells them of a failure, with buttons to try again or to give it up. Whoever reads a channel has asked for nothing: there it is whoever runs the
   * program who is told.
   */
  async tellOfFailure(job: Job, id: string, args: TextArguments & { readonly reason: string }): Promise<void> {
    const { platform, chat, kind } = job.conversation;
    if (kind === "channel") {
      const { notices, translations } = this.services;
      const told = { chat: `${platform}:${chat}`, reason: sentenceOf(args.reason) };
      return notices.tell(translations.t("core", notices.language, "channel-failed", told));
    }
    const buttons = ([[RETRY_ACTION, "retry"], [DISCARD_ACTION, "discard"]] as const)
      .filter(([action]) => this.hasAction(action))
      .map(([name, text]) => ({ text: this.#text(job, text), action: { name, payload: job.subject.unit } }));
    const text = this.#text(job, id, args);
    await this.send(job, { text, ...(buttons.length === 0 ? {} : { buttons: [buttons] }) });
  }

  /** Sends the person of a job a message. A failure is logged. */
  async send(job: Job, content: Outgoing): Promise<void> {
    try {
      await this.services.bot.send(job.conversation, content, { for: job.account.id });
    } catch (error) {
      this.log.warn("The person could not be told of {unit}: {error}", { unit: job.subject.unit, error });
    }
  }

  #text(job: Job, id: string, args?: TextArguments): string {
    return this.services.translations.t("core", job.language(), id, args);
  }
}
