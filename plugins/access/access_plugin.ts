import {
  action,
  type ActionContext,
  command,
  type CommandContext,
  identityId,
  inject,
  KernelStatus,
  lazySchema,
  plugin,
  type RefusalContext,
  refused,
  showInPlace,
} from "@portico/bot";
import { z } from "zod";
import { AccessConfig, exampleFor } from "./access_config.ts";
import { AccessPage } from "./access_page.ts";
import { Admissions, type Terms } from "./admissions.ts";
import { ACCESS, Announcement } from "./announcement.ts";
import { Arrivals } from "./arrivals.ts";
import { ConfiguredAccess } from "./configured_access.ts";
import { Invitations } from "./invitations.ts";
import { markCode } from "./mark_code.ts";
import { Pairing, PAIRING_LIFETIME } from "./pairing.ts";
import { Strangers } from "./strangers.ts";
import en from "./texts/en.ftl" with { type: "text" };
import ru from "./texts/ru.ftl" with { type: "text" };

const HOUR = 60 * 60_000;

/** Lets people in: those the configuration names, those who have a code, those whom the owner allows. Turns all others away. */
@plugin({
  name: ACCESS,
  config: AccessConfig,
  services: [ConfiguredAccess, Pairing, Invitations, Strangers, AccessPage, Admissions, Announcement, Arrivals],
  texts: { en, ru },
})
@inject(ConfiguredAccess, Pairing, Invitations, Strangers, AccessPage, Admissions, Announcement, KernelStatus)
export class AccessPlugin {
  /** Built by the kernel. */
  constructor(
    private readonly configured: ConfiguredAccess,
    private readonly pairing: Pairing,
    private readonly invitations: Invitations,
    private readonly strangers: Strangers,
    private readonly page: AccessPage,
    private readonly admissions: Admissions,
    private readonly announcement: Announcement,
    private readonly kernel: KernelStatus,
  ) {}

  /** Applies the configuration, before the first event is admitted. @throws {Error} it names somebody who can't be. */
  async start(): Promise<void> {
    const { adapters } = this.kernel.read();
    const problems = this.configured.named.flatMap(({ person, from }) => {
      const example = exampleFor(person, adapters);
      return example === undefined ? [] : [
        `${from}: ${
          identityId(person)
        } is nobody's id; there they look like ${example}. The bot tells theirs to whoever writes to it.`,
      ];
    });
    if (problems.length > 0) throw new Error(problems.join(" "));
    await this.configured.apply();
  }

  /** Where nobody is the owner yet, shows at the terminal how to become it. */
  async ready(): Promise<void> {
    await this.announcement.follow();
  }

  /** Announces no more. */
  stop(): void {
    this.announcement.stop();
  }

  /** Lets in who has a code, and tells the others that this bot is not for everybody. */
  @refused()
  async receiveStranger(ctx: RefusalContext): Promise<void> {
    await this.strangers.receive(ctx);
  }

  /** With a code: makes the sender what the code says. Without one, the owner gets a code for another identity of their own. */
  @command("pair", { secret: true, args: lazySchema(() => z.tuple([]).or(z.tuple([z.string()]))) })
  async pair(ctx: CommandContext<[] | [string]>): Promise<void> {
    const [typed] = ctx.args;
    if (typed === undefined) return await this.#offerPairing(ctx);
    const admitted = await ctx.once("pair", async () => await this.strangers.tryCode(typed, ctx.event.sender) ?? null, {
      inDoubt: "rerun",
    });
    const isOwner = ctx.account.role === "owner";
    if (admitted === "owner" || admitted === "member") {
      await ctx.reply(ctx.t(isOwner && admitted === "member" ? "paired-owner" : `paired-${admitted}`));
    } else await ctx.reply(ctx.t(isOwner ? "paired-owner" : admitted === null ? "code-wrong" : "code-too-often"));
  }

  /** A code that lets one person in as a member. */
  @command("invite", {
    role: "owner",
    args: lazySchema(() => z.tuple([]).or(z.tuple([z.coerce.number().int().min(1).max(720)]))),
  })
  async invite(ctx: CommandContext<[] | [number]>): Promise<void> {
    if (ctx.conversation.kind !== "private") return void await ctx.reply(ctx.t("invite-private"));
    const [hours = 24] = ctx.args;
    // Not remembered as a step: a handler that runs again makes another code, and the one before expires by itself.
    const { conversation: { platform, chat }, language } = ctx;
    const code = await this.invitations.issue(hours * HOUR, { platform, chat, language });
    await ctx.reply([ctx.t("invited", { hours, code: markCode(`/pair ${code}`) }), ...this.#links(code)].join("\n"));
  }

  /** Lets a person, a channel or a group in. */
  @command("allow", {
    role: "owner",
    args: lazySchema(() =>
      z.tuple([z.string()]).or(z.tuple([z.string(), z.enum(["mine", "addressed", "everything"])]))
    ),
  })
  async allow(ctx: CommandContext<[string] | [string, Terms]>): Promise<void> {
    const [who, terms] = ctx.args;
    await ctx.reply(await this.admissions.allow(ctx, who, terms));
  }

  /** Lets a person, a channel or a group in no longer. */
  @command("revoke", { role: "owner", args: lazySchema(() => z.tuple([z.string()])) })
  async revoke(ctx: CommandContext<[string]>): Promise<void> {
    await ctx.reply(await this.admissions.revoke(ctx, ctx.args[0]));
  }

  /** Asks whether somebody is to be let in no longer. */
  @action("askRevoke", { role: "owner", payload: lazySchema(() => z.string()) })
  async askRevoke(ctx: ActionContext<string>): Promise<void> {
    await showInPlace(ctx, await this.page.ask(ctx));
  }

  /** Lets them in no longer, and shows who is left. */
  @action("revoke", { role: "owner", payload: lazySchema(() => z.string()) })
  async revokeByButton(ctx: ActionContext<string>): Promise<void> {
    const told = await ctx.once("revoke", () => this.admissions.revoke(ctx, ctx.payload), { inDoubt: "rerun" });
    const page = await this.page.show(ctx);
    await showInPlace(ctx, { ...page, text: `${told}\n\n${page.text}` });
  }

  /** Shows again who may come in. */
  @action("list", { role: "owner" })
  async showList(ctx: ActionContext): Promise<void> {
    await showInPlace(ctx, await this.page.show(ctx));
  }

  /** Who the sender is to the bot. */
  @command("whoami")
  async showSelf(ctx: CommandContext): Promise<void> {
    const { account, event: { sender } } = ctx;
    await ctx.reply(ctx.t("whoami", {
      account: markCode(account.id),
      role: ctx.t(`role-${account.role}`),
      identity: markCode(identityId(sender)),
    }));
  }

  /** Everybody who may come in, and who was turned away. */
  @command("access", { role: "owner" })
  async showAccess(ctx: CommandContext): Promise<void> {
    await ctx.reply(await this.page.show(ctx));
  }

  async #offerPairing(ctx: CommandContext<[] | [string]>): Promise<void> {
    if (ctx.account.role !== "owner") return void await ctx.reply(ctx.t("pair-how"));
    if (ctx.conversation.kind !== "private") return void await ctx.reply(ctx.t("invite-private"));
    const code = this.pairing.issue(PAIRING_LIFETIME);
    const minutes = PAIRING_LIFETIME / 60_000;
    await ctx.reply(
      [ctx.t("pair-offered", { code: markCode(`/pair ${code}`), minutes }), ...this.#links(code)].join("\n"),
    );
  }

  /** Links that open a chat with the bot and send it the code. */
  #links(code: string): string[] {
    return this.kernel.read().adapters.flatMap(({ address }) =>
      address === undefined ? [] : [`<${address.link(code)}>`]
    );
  }
}
