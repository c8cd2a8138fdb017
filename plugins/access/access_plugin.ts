import { Accounts, command, type CommandContext, identityId, inject, type Link, plugin } from "@portico/bot";
import { AccessConfig } from "./access_config.ts";
import { ConfiguredAccess } from "./configured_access.ts";
import en from "./texts/en.ftl" with { type: "text" };
import ru from "./texts/ru.ftl" with { type: "text" };

/** How many people `/access` lists: a message holds no more in comfort. */
const MAX_LISTED = 50;

/** Lets in whom the configuration names; `/whoami` and `/access`. */
@plugin({ name: "access", config: AccessConfig, services: [ConfiguredAccess], texts: { en, ru } })
@inject(ConfiguredAccess, Accounts)
export class AccessPlugin {
  /** Built by the kernel. */
  constructor(private readonly configured: ConfiguredAccess, private readonly accounts: Accounts) {}

  /** Applies the configuration, before the first event is admitted. */
  async start(): Promise<void> {
    await this.configured.apply();
  }

  /** Who the sender is to the bot. */
  @command("whoami")
  async showSelf(ctx: CommandContext): Promise<void> {
    const { account, event: { sender } } = ctx;
    await ctx.reply(ctx.t("whoami", {
      account: code(account.id),
      role: ctx.t(`role-${account.role}`),
      identity: code(identityId(sender)),
    }));
  }

  /** Everybody who may come in, the owner's identities first. */
  @command("access", { role: "owner" })
  async showAccess(ctx: CommandContext): Promise<void> {
    const roles = new Map((await this.accounts.list()).map(({ id, role }) => [id, role]));
    const links = await this.accounts.links();
    const isOwners = ({ account }: Link): boolean => roles.get(account) === "owner";
    const sorted = [...links.filter(isOwners), ...links.filter((link) => !isOwners(link))];
    const lines = sorted.slice(0, MAX_LISTED).map(({ identity, account }) =>
      ctx.t("access-line", {
        identity: code(identityId(identity)),
        role: ctx.t(`role-${roles.get(account) ?? "member"}`),
        account: code(account),
      })
    );
    if (lines.length === 0) lines.push(ctx.t("access-nobody"));
    if (sorted.length > MAX_LISTED) lines.push(ctx.t("access-more", { count: sorted.length - MAX_LISTED }));
    await ctx.reply([ctx.t("access-title"), lines.join("\n"), ctx.t("access-how")].join("\n\n"));
  }
}

/** What people chose themselves, as Markdown code that formats nothing. */
function code(text: string): string {
  return `\`${text.replaceAll("`", "'").replaceAll(/\s+/g, " ").slice(0, 100)}\``;
}
