import {
  type Button,
  type Clock,
  type CommandSet,
  type DeadLetter,
  type DeadLetters,
  type HandlerContext,
  holdsSecret,
  type JournalEntry,
  type Outgoing,
  type Store,
} from "@portico/bot";
import { quote } from "./quote.ts";
import { sayMoment } from "./time_words.ts";

/** More than this is counted, not listed: each takes a row of buttons. */
const SHOWN = 10;

/** What `/failed` says: the owner sees what failed for anybody, a member what failed for them. */
export class FailedPage {
  constructor(
    private readonly letters: DeadLetters,
    private readonly store: Store,
    private readonly clock: Clock,
    private readonly commands: CommandSet,
  ) {}

  /** The oldest first, each with its buttons: what was put aside again is the newest, so that whoever tries all comes to the others as well. */
  async show(ctx: HandlerContext): Promise<Outgoing> {
    const all = await this.letters.list(ctx.account.role === "owner" ? undefined : ctx.account.id);
    if (all.length === 0) return { text: ctx.t("failed-none") };
    const letters = all.slice(0, SHOWN);
    const entries = await this.store.journal.read(letters.map(({ unit }) => unit));
    const byKey = new Map(entries.map((entry) => [entry.event.key, entry]));
    const lines = letters.flatMap((letter, index) => this.#lines(letter, index + 1, byKey.get(letter.unit), ctx));
    const parts = [ctx.t("failed-title", { count: all.length }), lines.join("\n")];
    if (all.length > SHOWN) parts.push(ctx.t("failed-more", { count: all.length - SHOWN }));
    return {
      text: parts.join("\n\n"),
      buttons: letters.map(({ unit }, index) => rowOf(unit, index + 1, ctx)),
    };
  }

  #lines(letter: DeadLetter, number: number, entry: JournalEntry | undefined, ctx: HandlerContext): string[] {
    const line = {
      when: sayMoment(ctx.language, letter.at, this.clock.now()),
      reason: quote(letter.reason),
      account: letter.account,
    };
    const own = letter.account === ctx.account.id;
    const lines = [`${number}. ${ctx.t(own ? "failed-line" : "failed-line-of", line)}`];
    // What others wrote stays theirs, the owner's buttons do without.
    if (own && entry !== undefined && entry.event.kind !== "action" && entry.event.text !== "") {
      const { text } = entry.event;
      lines.push(`   ${quote(holdsSecret(entry.event, this.commands) ? `${text.split(/\s/, 1)[0]} …` : text, 60)}`);
    }
    return lines;
  }
}

function rowOf(unit: string, number: number, ctx: HandlerContext): Button[] {
  const payload = { unit, listed: true };
  return [
    { text: ctx.t("failed-retry", { number }), action: { name: "system.retry", payload } },
    { text: ctx.t("failed-discard", { number }), action: { name: "system.discard", payload } },
  ];
}
