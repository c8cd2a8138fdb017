/** People who have the agent do something, in runs of many steps. */
import type { AgentTasks } from "../agent_tasks.ts";
import type { FakeTelegram } from "../fake_telegram/mod.ts";
import { batchOf, checkReply, type Habit, keyOfNewest, type Member, pick, type Problem, type Seen } from "./habit.ts";

/** So many go on side by side, so that they come to their end between two deaths. */
const AT_ONCE = 4;

interface Given {
  readonly word: string;
  readonly member: Member;
  readonly key: string;
}

/** See the file's comment. */
export class Errands implements Habit {
  readonly #given: Given[] = [];

  constructor(
    private readonly telegram: FakeTelegram,
    private readonly members: readonly Member[],
    private readonly dice: () => number,
    private readonly tasks: AgentTasks,
  ) {}

  /** How many were given. */
  get count(): number {
    return this.#given.length;
  }

  act(): void {
    if (this.tasks.open.length >= AT_ONCE) return;
    const member = pick(this.members, this.dice);
    const word = this.tasks.next(member.account);
    member.place.send(`/agent Do everything with ${word}`);
    this.#given.push({ word, member, key: keyOfNewest(this.telegram) });
  }

  *check(seen: Seen): Iterable<Problem> {
    for (const { word, member: { place: { chat } }, key } of this.#given) {
      const reply = { chat: chat.id, name: word, fits: /^All done with /, unit: batchOf(key) };
      yield* checkReply(seen, { ...reply, isDone: seen.isDone(key) });
    }
    for (const what of this.tasks.callsRepeated()) yield { kind: "tool calls doubled", what };
    for (const what of this.tasks.notesDoubled(seen.notes)) yield { kind: "tool calls doubled", what };
    if (!seen.isEnd) return;
    const wrong = [...this.tasks.requestsWrong(), ...this.tasks.callsMissing(), ...this.tasks.notesMissing(seen.notes)];
    for (const what of wrong) yield { kind: "tool calls lost", what };
  }
}
