import { Clock, conversationId, type Identity, identityId, inject, type RefusalContext } from "@portico/bot";
import { readCode } from "./code.ts";
import { Arrivals } from "./arrivals.ts";
import { Invitations } from "./invitations.ts";
import { markCode } from "./mark_code.ts";
import { OccurrenceLimit } from "./occurrence_limit.ts";
import { Pairing } from "./pairing.ts";

/** Somebody who was turned away. */
export interface Stranger {
  /** `platform:user`, as `/allow` takes it. */
  readonly identity: string;
  /** What they call themselves. */
  readonly name?: string;
  /** Where they wrote. */
  readonly kind: "private" | "group" | "channel";
  /** `platform:chat` of the group or channel, as `/allow` takes it. */
  readonly chat?: string;
  /** What people call that. */
  readonly chatName?: string;
}

const HOUR = 60 * 60_000;
/** Strangers that the owner can look at. */
const SHOWN = 10;

/** Turns away who may not come in, and lets in who has a code. */
@inject(Pairing, Invitations, Arrivals, Clock)
export class Strangers {
  readonly #lines: OccurrenceLimit;
  readonly #attempts: OccurrenceLimit;
  /** What whoever runs the program is told of those who try and try. */
  readonly #warnings: OccurrenceLimit;
  /** By identity and chat, the latest last. */
  readonly #latest = new Map<string, Stranger>();

  /** Built by the kernel. */
  constructor(
    private readonly pairing: Pairing,
    private readonly invitations: Invitations,
    private readonly arrivals: Arrivals,
    clock: Clock,
  ) {
    this.#lines = new OccurrenceLimit(clock, { window: HOUR, each: 1, all: 200 });
    this.#attempts = new OccurrenceLimit(clock, { window: HOUR, each: 5, all: 100 });
    this.#warnings = new OccurrenceLimit(clock, { window: HOUR, each: 1, all: 10 });
  }

  /** Those turned away last, the latest first. */
  get latest(): readonly Stranger[] {
    return [...this.#latest.values()].reverse();
  }

  /** What a person, group or channel that was turned away calls itself. @param id `platform:id`. */
  nameOf(id: string): string | undefined {
    for (const { identity, name, chat, chatName } of this.latest) {
      if (identity === id && name !== undefined) return name;
      if (chat === id && chatName !== undefined) return chatName;
    }
    return undefined;
  }

  /** Lets somebody in by the code they have sent, or tells them, not too often, that this bot is not for everybody. */
  async receive(ctx: RefusalContext): Promise<void> {
    const { event } = ctx;
    const typed = event.kind === "message" && event.conversation.kind === "private" ? codeIn(event.text) : undefined;
    if (typed !== undefined) return await this.#admit(ctx, typed);
    this.#remember(ctx);
    if (event.kind !== "message" || event.conversation.kind === "channel") return;
    const inGroup = event.conversation.kind === "group";
    if (!this.#lines.allows(inGroup ? conversationId(event.conversation) : identityId(event.sender))) return;
    if (inGroup) return ctx.reply(ctx.t("private-group"));
    const isOwned = await this.pairing.isPaired(event.sender.platform);
    ctx.reply(isOwned ? ctx.t("private", { identity: markCode(identityId(event.sender)) }) : ctx.t("private-unowned"));
  }

  /** By which code somebody comes in: `undefined` by none, `too-often` when they have tried so often that nobody looks any more. */
  async tryCode(
    typed: string,
    sender: Identity,
  ): Promise<"owner" | "member" | "too-often" | undefined> {
    if (!this.#attempts.allows(identityId(sender))) return "too-often";
    const code = readCode(typed);
    if (code === undefined) return undefined;
    if (await this.pairing.accept(code, sender)) {
      this.arrivals.tell(sender, "owner");
      return "owner";
    }
    const invited = await this.invitations.accept(code, sender);
    if (invited === undefined) return undefined;
    if (invited.isNew) this.arrivals.tell(sender, "member", invited.by);
    return "member";
  }

  async #admit(ctx: RefusalContext, typed: string): Promise<void> {
    const { event } = ctx;
    const admitted = await this.tryCode(typed, event.sender);
    if (admitted === "owner" || admitted === "member") {
      this.#latest.delete(keyOf(ctx));
      ctx.log.info("{identity} was let in by a code as {role}.", {
        identity: identityId(event.sender),
        role: admitted,
      });
      return ctx.reply(ctx.t(`paired-${admitted}`));
    }
    this.#remember(ctx);
    // Nothing is said to who tries and tries.
    if (admitted === undefined) {
      const isOwned = await this.pairing.isPaired(event.sender.platform);
      ctx.reply(ctx.t(isOwned ? "code-wrong" : "code-wrong-unowned"));
    } else if (this.#warnings.allows(identityId(event.sender))) {
      ctx.log.warn("{identity} has sent too many wrong codes.", { identity: identityId(event.sender) });
    }
  }

  #remember(ctx: RefusalContext): void {
    const { event: { sender, conversation, chatName } } = ctx;
    const { platform, chat, kind } = conversation;
    const key = keyOf(ctx);
    this.#latest.delete(key);
    this.#latest.set(key, {
      identity: identityId(sender),
      kind,
      ...(sender.name === undefined ? {} : { name: sender.name }),
      ...(kind === "private" ? {} : { chat: `${platform}:${chat}` }),
      ...(kind === "private" || chatName === undefined ? {} : { chatName }),
    });
    if (this.#latest.size <= SHOWN) return;
    const [oldest] = this.#latest.keys();
    this.#latest.delete(oldest);
  }
}

/** The code behind `/pair`, or behind the `/start` that a link to the bot sends. */
function codeIn(text: string): string | undefined {
  return /^\/(?:pair|start)(?:@\S+)?\s+(\S.{0,99})$/.exec(text.trim())?.[1];
}

function keyOf({ event: { sender, conversation } }: RefusalContext): string {
  return `${identityId(sender)} ${conversation.chat}`;
}
