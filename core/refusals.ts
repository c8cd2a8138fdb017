/** Shows plugins what came from somebody who may not come in. */
import type { BotPort } from "./bot_port.ts";
import type { RefusalContext } from "./context.ts";
import type { Contributed, Contributions, ContributionSet } from "./contributions.ts";
import { messageOf } from "./errors.ts";
import type { BotEvent } from "./events.ts";
import type { TextArguments, Translations } from "./i18n.ts";
import type { Logger } from "./log.ts";
import { type RefusalHandler, refused } from "./points.ts";

/** What refusals are told with. */
export interface RefusalServices {
  readonly bot: BotPort;
  readonly translations: Translations;
  readonly logOf: (plugin: string) => Logger;
}

/** See the file's comment. */
export class Refusals {
  readonly #handlers: ContributionSet<Record<never, never>, RefusalHandler>;

  constructor(contributions: Contributions, private readonly services: RefusalServices) {
    this.#handlers = contributions.of(refused);
  }

  /** Calls all handlers, one after the other. Never rejects. */
  async tell(event: BotEvent): Promise<void> {
    for (const contributed of this.#handlers) {
      try {
        await contributed.handler(this.#contextOf(event, contributed));
      } catch (error) {
        this.services.logOf(contributed.plugin).error("{handler} failed for {event}: {error}", {
          handler: contributed.name,
          event: event.key,
          error,
        });
      }
    }
  }

  #contextOf(event: BotEvent, { plugin }: Contributed<unknown, RefusalHandler>): RefusalContext {
    const { bot, translations, logOf } = this.services;
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
