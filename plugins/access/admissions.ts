import {
  Accounts,
  type CommandContext,
  type Context,
  type Conversation,
  type Group,
  Groups,
  identityId,
  inject,
  KernelStatus,
  OWNER,
} from "@portico/bot";
import { exampleFor, type Person, readPerson } from "./access_config.ts";
import { ConfiguredAccess } from "./configured_access.ts";
import { Invitations } from "./invitations.ts";
import { markCode } from "./mark_code.ts";
import { Strangers } from "./strangers.ts";

/** What `/allow` may say behind whom it is about. */
export type Terms = "mine" | "addressed" | "everything";

/** What `/allow` and `/revoke` do, each answered with what has become of it. */
@inject(Accounts, Groups, ConfiguredAccess, Invitations, Strangers, KernelStatus)
export class Admissions {
  /** Built by the kernel. */
  constructor(
    private readonly accounts: Accounts,
    private readonly groups: Groups,
    private readonly configured: ConfiguredAccess,
    private readonly invitations: Invitations,
    private readonly strangers: Strangers,
    private readonly kernel: KernelStatus,
  ) {}

  /** Lets somebody in: a person as a member, a person or channel as the owner (`mine`), or a group. */
  async allow(ctx: CommandContext<unknown>, who: string, terms: Terms | undefined): Promise<string> {
    const subject = readSubject(who, ctx.conversation);
    if ("problem" in subject) return ctx.t(`subject-${subject.problem}`, { who: markCode(who) });
    const example = subject.kind === "id" ? exampleFor(subject.person, this.kernel.read().adapters) : undefined;
    if (example !== undefined) return ctx.t("subject-id-shape", { who: markCode(who), example: markCode(example) });
    if (subject.kind === "here" || terms === "addressed" || terms === "everything") {
      const chat = chatOf(subject);
      const { platform, chat: id } = chat;
      const name = subject.kind === "here" ? ctx.event.chatName : this.strangers.nameOf(`${platform}:${id}`);
      const hears = terms === "everything" ? terms : "addressed";
      await this.groups.allow({ chat, hears, ...(name === undefined ? {} : { name }) });
      return this.#tellOfGroup(ctx, { chat, hears });
    }
    const name = this.strangers.nameOf(identityId(subject.person));
    const person = { ...subject.person, ...(name === undefined ? {} : { name }) };
    const identity = markCode(identityId(person));
    const before = await this.accounts.find(person);
    if (terms === "mine") {
      await this.accounts.open(person, "owner");
      await this.accounts.link(person, OWNER);
      return ctx.t("allowed-mine", { identity });
    }
    if (before !== undefined) return ctx.t("allowed-before", { identity, account: markCode(before.id) });
    const { id } = await this.accounts.open(person, "member");
    return ctx.t("allowed", { identity, account: markCode(id) });
  }

  /** What the bot hears there, and what its platform keeps back of that. */
  #tellOfGroup(ctx: CommandContext<unknown>, { chat: { platform, chat }, hears }: Group): string {
    const isHere = platform === ctx.conversation.platform && chat === ctx.conversation.chat;
    const args = { chat: markCode(`${platform}:${chat}`), hears: ctx.t(`hears-${hears}`) };
    const told = ctx.t(isHere ? "allowed-here" : "allowed-group", args);
    const address = this.kernel.read().adapters.find((adapter) => adapter.platform === platform)?.address;
    const isKeptBack = hears === "everything" && address?.hears === "addressed";
    return isKeptBack ? `${told}\n\n${ctx.t("allowed-group-kept-back", { platform })}` : told;
  }

  /** Lets a person, a channel or a group in no longer. What they have kept stays. */
  async revoke(ctx: Context, who: string): Promise<string> {
    const subject = readSubject(who, ctx.conversation);
    if ("problem" in subject) return ctx.t(`subject-${subject.problem}`, { who: markCode(who) });
    if (subject.kind === "id" && identityId(subject.person) === identityId(ctx.event.sender)) {
      return ctx.t("revoke-self");
    }
    const chat = chatOf(subject);
    const id = markCode(`${chat.platform}:${chat.chat}`);
    const wasGroup = await this.groups.revoke(chat);
    // Dying in between leaves nobody inside who has a way back.
    if (subject.kind === "id") await this.invitations.withdraw(subject.person);
    const wasPerson = subject.kind === "id" && await this.accounts.unlink(subject.person);
    if (!wasGroup && !wasPerson) return ctx.t("revoke-nobody", { identity: id });
    if (subject.kind === "id" && this.configured.names(subject.person)) {
      return ctx.t("revoked-configured", { identity: id });
    }
    return ctx.t("revoked", { identity: id });
  }
}

/** A person, a channel or a group by id, or the group in which the command was given. */
type Subject =
  | { readonly kind: "id"; readonly person: Person }
  | { readonly kind: "here"; readonly group: Pick<Conversation, "platform" | "chat"> };

/** Reads `platform:id`, an id alone (then of the platform where it is said), or `here`; the problem in words otherwise. */
function readSubject(word: string, conversation: Conversation): Subject | { readonly problem: "here" | "id" } {
  const { platform, chat, kind } = conversation;
  if (word.toLowerCase() === "here") {
    return kind === "group" ? { kind: "here", group: { platform, chat } } : { problem: "here" };
  }
  const [person] = readPerson(/^-?\d+$/.test(word) ? `${platform}:${word}` : word);
  return person === undefined ? { problem: "id" } : { kind: "id", person };
}

/** Groups and people are named alike. */
function chatOf(subject: Subject): { readonly platform: string; readonly chat: string } {
  return subject.kind === "here" ? subject.group : { platform: subject.person.platform, chat: subject.person.user };
}
