import {
  Accounts,
  type ActionContext,
  type Button,
  type Context,
  Groups,
  type HandlerContext,
  identityId,
  inject,
  type Link,
  type Outgoing,
  rowsOf,
  shorten,
} from "@portico/bot";
import { readPerson } from "./access_config.ts";
import { markCode, markPerson } from "./mark_code.ts";
import { type Stranger, Strangers } from "./strangers.ts";

/** How many people, and how many groups, `/access` lists: a message holds no more in comfort. */
const MAX_LISTED = 50;
/** So many of them have a button; a platform takes no more than a hundred, and nobody looks through as many. */
const MAX_BUTTONS = 40;
/** UTF-16 units of a name on a button. */
const LONGEST_NAME = 24;

/** Somebody, or a group, that may come in. */
interface Admitted {
  /** `platform:id`. */
  readonly id: string;
  readonly name: string | undefined;
  readonly line: string;
}

/** What `/access` says. */
@inject(Accounts, Groups, Strangers)
export class AccessPage {
  /** Built by the kernel. */
  constructor(
    private readonly accounts: Accounts,
    private readonly groups: Groups,
    private readonly strangers: Strangers,
  ) {}

  /** Everybody who may come in, the owner's identities first, then groups, each with a button that ends it, and who was turned away last. */
  async show(ctx: Context): Promise<Outgoing> {
    const people = await this.#people(ctx);
    const groups = await this.#groups(ctx);
    const strangers = await this.#strangers();
    const text = [
      ctx.t("access-title"),
      this.#lines(ctx, people, "access-nobody"),
      ...(groups.length === 0 ? [] : [ctx.t("access-groups"), this.#lines(ctx, groups)]),
      ...(strangers.length === 0
        ? []
        : [ctx.t("access-strangers"), strangers.map((stranger) => strangerLine(ctx, stranger)).join("\n")]),
      ctx.t("access-how"),
    ].join("\n\n");
    const self = identityId(ctx.event.sender);
    const buttons = [...people.slice(0, MAX_LISTED), ...groups.slice(0, MAX_LISTED)]
      .filter(({ id }) => id !== self)
      .slice(0, MAX_BUTTONS)
      .map((admitted) => revokeButton(ctx, admitted));
    return { text, buttons: rowsOf(buttons, 2) };
  }

  /** Asks before somebody is put out: a button in a list is pressed by mistake. */
  async ask(ctx: ActionContext<string>): Promise<Outgoing> {
    const admitted = [...await this.#people(ctx), ...await this.#groups(ctx)].find(({ id }) => id === ctx.payload);
    const payload = ctx.payload;
    return {
      text: ctx.t("revoke-ask", { who: markPerson(payload, admitted?.name) }),
      buttons: [[
        { text: ctx.t("button-revoke-now"), action: { name: "access.revoke", payload } },
        { text: ctx.t("button-back"), action: { name: "access.list" } },
      ]],
    };
  }

  #lines(ctx: HandlerContext, admitted: readonly Admitted[], nobody?: string): string {
    const lines = admitted.slice(0, MAX_LISTED).map(({ line }) => line);
    if (lines.length === 0 && nobody !== undefined) lines.push(ctx.t(nobody));
    if (admitted.length > MAX_LISTED) lines.push(ctx.t("access-more", { count: admitted.length - MAX_LISTED }));
    return lines.join("\n");
  }

  async #people(ctx: HandlerContext): Promise<Admitted[]> {
    const accounts = new Map((await this.accounts.list()).map((account) => [account.id, account]));
    const links = await this.accounts.links();
    const isOwners = ({ account }: Link): boolean => accounts.get(account)?.role === "owner";
    const sorted = [...links.filter(isOwners), ...links.filter((link) => !isOwners(link))];
    return sorted.map(({ identity, account }) => {
      const id = identityId(identity);
      const { role = "member", name: own } = accounts.get(account) ?? {};
      const name = identity.name ?? (role === "owner" ? undefined : own);
      const line = ctx.t("access-line", {
        identity: markPerson(id, name),
        role: ctx.t(`role-${role}`),
        account: markCode(account),
      });
      return { id, name, line };
    });
  }

  async #groups(ctx: HandlerContext): Promise<Admitted[]> {
    return (await this.groups.list()).map(({ chat: { platform, chat }, hears, name }) => {
      const id = `${platform}:${chat}`;
      return { id, name, line: ctx.t("access-group", { chat: markPerson(id, name), hears: ctx.t(`hears-${hears}`) }) };
    });
  }

  /** Those who may still not come in. */
  async #strangers(): Promise<Stranger[]> {
    const still: Stranger[] = [];
    for (const stranger of this.strangers.latest) {
      const [person] = readPerson(stranger.identity);
      const [place] = stranger.chat === undefined ? [] : readPerson(stranger.chat);
      if (person !== undefined && await this.accounts.find(person) !== undefined) continue;
      if (place !== undefined && await this.groups.find({ platform: place.platform, chat: place.user }) !== undefined) {
        continue;
      }
      still.push(stranger);
    }
    return still;
  }
}

function revokeButton(ctx: HandlerContext, { id, name }: Admitted): Button {
  const who = shorten(name ?? id, LONGEST_NAME);
  return { text: ctx.t("button-revoke", { who }), action: { name: "access.askRevoke", payload: id } };
}

function strangerLine(ctx: HandlerContext, { identity, name, kind, chat, chatName }: Stranger): string {
  const who = markPerson(identity, name);
  if (chat === undefined) return ctx.t("access-stranger", { who });
  // A channel is who posts in it.
  return chat === identity
    ? ctx.t("access-stranger-is-channel", { who })
    : ctx.t(`access-stranger-${kind}`, { who, chat: markPerson(chat, chatName) });
}
