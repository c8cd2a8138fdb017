/** Shows plugins what came from somebody who may not come in. */
import type { BotPort } from "../chat/bot_port.ts";
import type { Clock } from "../clock.ts";
import type { RefusalContext } from "./context.ts";
import type { Contributed, Contributions, ContributionSet } from "../plugins/contributions.ts";
import { ENDED, endOf, endsWithin } from "../endings.ts";
import { messageOf } from "../errors.ts";
import type { BotEvent } from "../chat/events.ts";
import type { TextArguments, Translations } from "../i18n/i18n.ts";
import { logOf } from "../logs/log.ts";
import { type RefusalHandler, refused } from "../plugins/points.ts";

/** What refusals are told with. */
export interface RefusalServices {
  readonly bot: BotPort;
  readonly translations: Translations;
  readonly clock: Clock;
}

/** How long the adapter waits for one handler, in milliseconds. */
const PATIENCE = 5_000;

/** See the file's comment. */
export class Refusals {
  /** Handlers that were waited for in vain and have not ended: they see nothing more until they have. */
  readonly #stuck = new Set<RefusalHandler>();
  readonly #handlers: ContributionSet<Record<never, never>, RefusalHandler>;

  constructor(contributions: Contributions, private readonly services: RefusalServices) {
    this.#handlers = contributions.of(refused);
  }

  /** Calls all handlers, one after the other. Never rejects. */
  async tell(event: BotEvent): Promise<void> {
    for (const contributed of this.#handlers) {
      if (this.#stuck.has(contributed.handler)) continue;
      try {
        await this.#call(event, contributed);
      } catch (error) {
        logOf(contributed.plugin).error("{handler} failed for {event}: {error}", {
          handler: contributed.name,
          event: event.key,
          error,
        });
      }
    }
  }

  async #call(event: BotEvent, contributed: Contributed<unknown, RefusalHandler>): Promise<void> {
    const { handler, name, plugin } = contributed;
    const work = endOf(handler(this.#contextOf(event, contributed)));
    if (work === ENDED || await endsWithin(this.services.clock, PATIENCE, work)) return;
    this.#stuck.add(handler);
    const free = () => void this.#stuck.delete(handler);
    work.then(free, free);
    logOf(plugin).error("{handler} had not ended after {seconds} s, and sees nothing more until it has", {
      handler: name,
      seconds: PATIENCE / 1_000,
    });
  }

  #contextOf(event: BotEvent, { plugin }: Contributed<unknown, RefusalHandler>): RefusalContext {
    const { bot, translations } = this.services;
    const language = translations.pick(event.sender.language);
    const log = logOf(plugin);
    return {
      event,
      language,
      log,
      t: (id: string, args?: TextArguments) => translations.t(plugin, language, id, args),
      reply: (text: string) => {
        // Behind everything that people who may come in are waiting for.
        bot.send(event.conversation, text, { priority: "broadcast" }).catch((error) =>
          log.info("A stranger could not be answered: {reason}", { reason: messageOf(error) })
        );
      },
    };
  }
}
