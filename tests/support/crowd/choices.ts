/** People who set something again and again, and what must be kept of it. */
import { conversationId, type Json } from "../../../core/mod.ts";
import type { FakeTelegram } from "../fake_telegram/mod.ts";
import { type Habit, keyOfNewest, type Member, pick, type Problem, type Seen, timesSaid } from "./habit.ts";

/** Something that people set. */
export interface Choosable {
  readonly kind: "settings lost" | "contexts wrong";
  /** The command that sets it for the nth time, and the value that is then kept. */
  choose(count: number): { readonly command: string; readonly value: Json };
  /** What is kept now. */
  kept(seen: Seen, member: Member): Json | undefined;
  /** How often it was said that this value is set. */
  timesConfirmed?(seen: Seen, member: Member, value: Json): number;
}

interface Chosen {
  readonly value: Json;
  readonly key: string;
}

/** See the file's comment. */
export class Choices implements Habit {
  readonly #chosen = new Map<Member, Chosen[]>();

  constructor(
    private readonly telegram: FakeTelegram,
    private readonly members: readonly Member[],
    private readonly dice: () => number,
    private readonly what: Choosable,
  ) {}

  act(): void {
    const member = pick(this.members, this.dice);
    const chosen = this.#chosen.get(member) ?? [];
    this.#chosen.set(member, chosen);
    const { command, value } = this.what.choose(chosen.length);
    member.place.send(command);
    chosen.push({ value, key: keyOfNewest(this.telegram) });
  }

  /** How often something was set. */
  get count(): number {
    return this.#chosen.values().reduce((sum, { length }) => sum + length, 0);
  }

  *check(seen: Seen): Iterable<Problem> {
    for (const [member, chosen] of this.#chosen) {
      const timesOf = chosen.map(({ value }) => this.what.timesConfirmed?.(seen, member, value) ?? 0);
      const name = (index: number) => `${JSON.stringify(chosen[index].value)} of ${member.account}`;
      const isOver = ({ key }: Chosen, index: number) => seen.isDone(key) || timesOf[index] > 0;
      // What was put aside may have been done later.
      const least = chosen.findLastIndex((one, index) => isOver(one, index) && !seen.wasPutAside(one.key));
      const kept = this.what.kept(seen, member);
      const isThere = chosen.some(({ value, key }, index) =>
        value === kept && (index >= least || seen.wasPutAside(key))
      );
      if (least >= 0 && !isThere) {
        yield { kind: this.what.kind, what: `${name(least)} was set, and ${JSON.stringify(kept)} is kept` };
      }
      if (this.what.timesConfirmed === undefined) continue;
      for (const [index, { key }] of chosen.entries()) {
        if (timesOf[index] > 1) yield { kind: "replies doubled", what: name(index) };
        if (timesOf[index] > 0 || !seen.isDone(key)) continue;
        yield { kind: seen.isUnknown(key) ? "replies missing" : "replies missing and not told", what: name(index) };
      }
    }
  }
}

/** Their setting `note.maxMessages`, a number that no other time has set. */
export const settings: Choosable = {
  kind: "settings lost",
  choose(count) {
    const value = 100 + count;
    return { command: `/settings note.maxMessages ${value}`, value };
  },
  kept(seen, { account }) {
    return fieldOf(fieldOf(seen.record("settings.values", account), "note"), "maxMessages");
  },
  timesConfirmed(seen, { place: { chat } }, value) {
    return timesSaid(seen, chat.id, `now ${value}`, /^Messages in a note is now /);
  },
};

/** The mode of a conversation in which nothing else is said. */
export const modes: Choosable = {
  kind: "contexts wrong",
  choose(count) {
    const value = ["ask", "agent", "note"][count % 3];
    return { command: `/mode ${value}`, value };
  },
  kept(seen, { account, place: { chat, thread } }) {
    const conversation = conversationId({
      platform: "telegram",
      chat: `${chat.id}`,
      thread: `${thread}`,
      kind: "group",
    });
    return fieldOf(seen.record("settings.mode", `${account}/${conversation}`), "mode");
  },
};

function fieldOf(value: Json | undefined, name: string): Json | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return Object.entries(value).find(([key]) => key === name)?.[1];
}
