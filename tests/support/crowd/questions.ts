/** People who ask their notes, each question once, and what is remembered of that. */
import { conversationId, type Json } from "../../../core/mod.ts";
import { SHARED } from "../agent_tasks.ts";
import type { ChatRequest } from "../fake_openai/mod.ts";
import type { FakeTelegram } from "../fake_telegram/mod.ts";
import { batchOf, checkReply, type Habit, keyOfNewest, type Member, pick, type Problem, type Seen } from "./habit.ts";

/** So many of the last questions of a conversation must be remembered: older ones may have made room. */
const REMEMBERED = 5;

interface Asked {
  readonly name: string;
  readonly key: string;
}

/** See the file's comment. Each member has a note of the title {@link SHARED}, and a model answers by {@link Questions.answer}. */
export class Questions implements Habit {
  readonly #asked = new Map<Member, Asked[]>();
  #count = 0;

  constructor(
    private readonly telegram: FakeTelegram,
    private readonly members: readonly Member[],
    private readonly dice: () => number,
  ) {}

  /** How many were asked. */
  get count(): number {
    return this.#count;
  }

  act(): void {
    const member = pick(this.members, this.dice);
    const name = `ask${this.#count++}end`;
    member.place.send(`/ask What does the ${SHARED} say of ${name}?`);
    const asked = this.#asked.get(member) ?? [];
    this.#asked.set(member, [...asked, { name, key: keyOfNewest(this.telegram) }]);
  }

  /** What a model says. */
  answer({ messages }: ChatRequest): string {
    const name = messages.findLast(({ role }) => role === "user")?.text.match(/\bask\d+end\b/g)?.at(-1);
    return `All about ${name} [1].`;
  }

  *check(seen: Seen): Iterable<Problem> {
    for (const [member, asked] of this.#asked) {
      const { chat } = member.place;
      for (const { name, key } of asked) {
        const reply = { chat: chat.id, name, fits: /^All about /, unit: batchOf(key), isDone: seen.isDone(key) };
        yield* checkReply(seen, reply);
      }
      const remembered = questionsIn(rememberedOf(seen, member));
      for (const name of new Set(remembered)) {
        if (remembered.filter((other) => other === name).length === 1) continue;
        yield { kind: "contexts wrong", what: `${name} is remembered twice` };
      }
      for (const { name, key } of asked.slice(-REMEMBERED)) {
        if (!seen.isDone(key) || seen.wasPutAside(key) || remembered.includes(name)) continue;
        yield { kind: "contexts wrong", what: `${name} is not remembered` };
      }
    }
  }
}

function rememberedOf(seen: Seen, { account, place: { chat } }: Member): Json | undefined {
  const conversation = conversationId({ platform: "telegram", chat: `${chat.id}`, kind: "private" });
  return seen.record("conversation.context", `${account}/${conversation}`);
}

function questionsIn(context: Json | undefined): string[] {
  const said = JSON.stringify(context ?? "").match(/say of ask\d+end/g) ?? [];
  return said.map((words) => words.slice("say of ".length));
}
