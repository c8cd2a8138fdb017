import { Accounts, Groups, type HandlerContext, identityId, inject, type Link } from "@portico/bot";
import { markCode } from "./mark_code.ts";
import { type Stranger, Strangers } from "./strangers.ts";

/** How many people `/access` lists: a message holds no more in comfort. */
const MAX_LISTED = 50;

/** What `/access` says. */
@inject(Accounts, Groups, Strangers)
export class AccessPage {
  /** Built by the kernel. */
  constructor(
    private readonly accounts: Accounts,
    private readonly groups: Groups,
    private readonly strangers: Strangers,
  ) {}

  /** Everybody who may come in, the owner's identities first, then groups, and who was turned away last. */
  async show(ctx: HandlerContext): Promise<string> {
    const groups = (await this.groups.list()).slice(0, MAX_LISTED).map(({ chat: { platform, chat }, hears }) =>
      ctx.t("access-group", { chat: markCode(`${platform}:${chat}`), hears: ctx.t(`hears-${hears}`) })
    );
    const strangers = this.strangers.latest.map((stranger) => strangerLine(ctx, stranger));
    return [
      ctx.t("access-title"),
      (await this.#people(ctx)).join("\n"),
      ...(groups.length === 0 ? [] : [ctx.t("access-groups"), groups.join("\n")]),
      ...(strangers.length === 0 ? [] : [ctx.t("access-strangers"), strangers.join("\n")]),
      ctx.t("access-how"),
    ].join("\n\n");
  }

  async #people(ctx: HandlerContext): Promise<string[]> {
    const roles = new Map((await this.accounts.list()).map(({ id, role }) => [id, role]));
    const links = await this.accounts.links();
    const isOwners = ({ account }: Link): boolean => roles.get(account) === "owner";
    const sorted = [...links.filter(isOwners), ...links.filter((link) => !isOwners(link))];
    const lines = sorted.slice(0, MAX_LISTED).map(({ identity, account }) =>
      ctx.t("access-line", {
        identity: markCode(identityId(identity)),
        role: ctx.t(`role-${roles.get(account) ?? "member"}`),
        account: markCode(account),
      })
    );
    if (lines.length === 0) lines.push(ctx.t("access-nobody"));
    if (sorted.length > MAX_LISTED) lines.push(ctx.t("access-more", { count: sorted.length - MAX_LISTED }));
    return lines;
  }
}

function strangerLine(ctx: HandlerContext, { identity, name, kind, chat }: Stranger): string {
  const who = name === undefined ? markCode(identity) : `${markCode(identity)} (${markCode(name)})`;
  return chat === undefined
    ? ctx.t("access-stranger", { who })
    : ctx.t(`access-stranger-${kind}`, { who, chat: markCode(chat) });
}
