import {
  BotPort,
  type Identity,
  identityId,
  inject,
  type Logger,
  messageOf,
  Notices,
  oneLine,
  PluginLog,
  type Role,
  Translations,
} from "@portico/bot";
import { ACCESS } from "./announcement.ts";
import { markPerson } from "./mark_code.ts";

/** The private chat in which an invitation was asked for, and in which language. A type and not an interface, so that it is JSON. */
export type Inviter = { readonly platform: string; readonly chat: string; readonly language: string };

/** Tells of those who came in by a code: whoever runs the program, and whoever has invited them. */
@inject(BotPort, Notices, Translations, PluginLog)
export class Arrivals {
  /** Built by the kernel. */
  constructor(
    private readonly bot: BotPort,
    private readonly notices: Notices,
    private readonly translations: Translations,
    private readonly log: Logger,
  ) {}

  /** Tells of one, without waiting for it. */
  tell(identity: Identity, role: Role, inviter?: Inviter): void {
    const id = identityId(identity);
    // The name is theirs, and this is no Markdown.
    const name = identity.name && oneLine(identity.name).trim().slice(0, 100);
    const who = name === undefined || name === "" ? id : `${name} (${id})`;
    this.notices.tell(this.translations.t(ACCESS, this.notices.language, `notice-came-${role}`, { who }));
    if (inviter === undefined) return;
    const { platform, chat, language } = inviter;
    const text = this.translations.t(ACCESS, language, "invite-used", { who: markPerson(id, identity.name) });
    this.bot.send({ platform, chat, kind: "private" }, text).catch((error) =>
      this.log.info("Who has invited {id} could not be told: {reason}", { id, reason: messageOf(error) })
    );
  }
}
