import type { Outgoing } from "../chat/bot_port.ts";
import { messageOf, Rejected, sentenceOf } from "../errors.ts";
import type { ContextServices } from "./handler_context.ts";
import type { TextArguments } from "../i18n/i18n.ts";
import type { Logger } from "../logs/log.ts";
import type { MessageRef } from "../chat/operations.ts";
import type { Job } from "../running/runner.ts";

/** Actions of the buttons beneath the news of a failure; they are there when a plugin handles them. */
export const RETRY_ACTION = "system.retry";
/** See `RETRY_ACTION`. */
export const DISCARD_ACTION = "system.discard";

/** The message that showed what was going on, if there was one: news of how that ended take its place. */
export type NewsPlace = Promise<MessageRef | undefined> | undefined;

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
   * Tells them of a failure in the kernel's words, with buttons to try again or to give it up. Whoever reads a channel has asked for nothing: there it is
   * whoever runs the program who is told.
   */
  async tellOfFailure(
    job: Job,
    id: string,
    args: TextArguments & { readonly reason: string },
    place?: NewsPlace,
  ): Promise<void> {
    if (job.conversation.kind === "channel") return this.#tellStarter(job, args.reason);
    await this.sendFailure(job, this.#text(job, id, args), place);
  }

  /** Tells them that what they want has to wait, and goes on by itself; of a channel, as `tellOfFailure` does. */
  async tellOfStandstill(job: Job, error: unknown, place?: NewsPlace): Promise<void> {
    if (job.conversation.kind === "channel") return this.#tellStarter(job, messageOf(error), "channel-waits");
    await this.send(job, { text: this.#text(job, "handler-waits") }, place);
  }

  /** Tells them of a failure in these words, with the same buttons. */
  async sendFailure(job: Job, text: string, place?: NewsPlace): Promise<void> {
    if (job.conversation.kind === "channel") return this.#tellStarter(job, text);
    const buttons = ([[RETRY_ACTION, "retry"], [DISCARD_ACTION, "discard"]] as const)
      .filter(([action]) => this.hasAction(action))
      .map(([name, text]) => ({ text: this.#text(job, text), action: { name, payload: job.subject.unit } }));
    await this.send(job, { text, ...(buttons.length === 0 ? {} : { buttons: [buttons] }) }, place);
  }

  /** Sends the person of a job a message. A failure is logged. */
  async send(job: Job, content: Outgoing, place?: NewsPlace): Promise<void> {
    try {
      if (await this.#replace(job, content, await place)) return;
      await this.services.bot.send(job.conversation, content, { for: job.account.id });
    } catch (error) {
      this.log.warn("The person could not be told of {unit}: {error}", { unit: job.subject.unit, error });
    }
  }

  /** False where there is nothing to take the place of, or not any more. */
  async #replace(job: Job, content: Outgoing, message: MessageRef | undefined): Promise<boolean> {
    if (message === undefined) return false;
    try {
      await this.services.bot.edit(message, content, { for: job.account.id });
      return true;
    } catch (error) {
      if (!(error instanceof Rejected)) throw error;
      return false;
    }
  }

  #tellStarter({ conversation: { platform, chat } }: Job, reason: string, id = "channel-failed"): void {
    const { notices, translations } = this.services;
    const told = { chat: `${platform}:${chat}`, reason: sentenceOf(reason) };
    notices.tell(translations.t("core", notices.language, id, told));
  }

  #text(job: Job, id: string, args?: TextArguments): string {
    return this.services.translations.t("core", job.language(), id, args);
  }
}
