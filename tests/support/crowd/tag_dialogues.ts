/** People who press "Edit tags" under a note and answer the question. What they write while it is open is an answer, so they do nothing else. */
import type { FakeTelegram, SeenMessage } from "../fake_telegram/mod.ts";
import { type Habit, keyOfNewest, type Member, pick, type Problem, type Seen, timesSaid } from "./habit.ts";

/** Somebody who has waited so often does something else: nobody knows whether what they wait for was shown. */
const PATIENCE = 60;
/** What is said of something that was put aside. */
const PUT_ASIDE = /^I tried this several times/;
const FRONT = /^---\n([^]*?)\n---\n/;

/** What somebody waits for: the card of a note that they have written, or the question behind its button. */
interface Stage {
  readonly doing: "writing" | "pressing";
  readonly word: string;
  waits: number;
}

interface Answered {
  readonly tag: string;
  readonly member: Member;
  readonly key: string;
  /** The press whose question it answers, which may have been answered before: one that was on its way when everything died is asked again. */
  readonly press: string | undefined;
  readonly isRepeated: boolean;
}

/** See the file's comment. */
export class TagDialogues implements Habit {
  readonly #stages = new Map<Member, Stage>();
  readonly #answered: Answered[] = [];
  /** Keys of their presses. */
  readonly #pressed = new Map<Member, string[]>();
  /** Questions that were answered, or need no answer, by chat and message. */
  readonly #closed = new Set<string>();
  #count = 0;

  constructor(
    private readonly telegram: FakeTelegram,
    private readonly members: readonly Member[],
    private readonly dice: () => number,
  ) {}

  /** How many questions were answered. */
  get count(): number {
    return this.#answered.length;
  }

  act(): void {
    const member = pick(this.members, this.dice);
    if (!this.#isBusy(member)) this.#write(member);
  }

  goOn(): void {
    for (const member of this.members) this.#isBusy(member);
  }

  /** Of those who still wait, what they wait for does not come: nobody knows whether it was shown. */
  finish(): boolean {
    this.#stages.clear();
    return false;
  }

  *check(seen: Seen): Iterable<Problem> {
    const [tags, texts] = [countIn(seen, FRONT), countIn(seen, /\n---\n([^]*)$/)];
    for (const { tag, member, key, isRepeated } of this.#answered) {
      const { chat } = member.place;
      // What was put aside asks nobody any more, and asks anew when it is tried again; what was answered asks nobody either: an answer to it is a
      // message as any other, or forgotten.
      const isOver = isRepeated || chat.fromBot.some(({ text }) => PUT_ASIDE.test(text)) ||
        this.#pressed.get(member)?.some(seen.wasPutAside) === true;
      const times = (tags.get(tag) ?? 0) + (isOver ? texts.get(tag) ?? 0 : 0);
      if (times > 1) yield { kind: "edits doubled", what: tag };
      const isTold = timesSaid(seen, chat.id, tag, /has its new tags/) > 0;
      if (times === 0 && ((seen.isEnd && !isOver) || isTold)) {
        yield { kind: "edits lost", what: `${tag} (${key})` };
      }
    }
  }

  /** Goes on with what waits for somebody; false where nothing does any more. */
  #isBusy(member: Member): boolean {
    const shown = member.place.chat.fromBot;
    if (this.#answer(member, shown)) return true;
    const stage = this.#stages.get(member);
    if (stage === undefined) return false;
    const saved = shown.find(({ text }) => text.startsWith(`Saved ${stage.word}`));
    if (stage.doing === "writing" && saved !== undefined) {
      member.place.press(saved, "Edit tags");
      this.#pressed.set(member, [...this.#pressed.get(member) ?? [], keyOfNewest(this.telegram)]);
      this.#stages.set(member, { ...stage, doing: "pressing", waits: 0 });
    } else if (++stage.waits > PATIENCE) this.#stages.delete(member);
    return true;
  }

  /** Answers the newest question, once. Where it was put aside, it is asked again when that is tried again. */
  #answer(member: Member, shown: readonly SeenMessage[]): boolean {
    const question = shown.findLast(({ text }) => /^tagged\d+end has .*\bto add\b/s.test(text));
    if (question === undefined || this.#closed.has(`${question.chat} ${question.id}`)) return false;
    this.#closed.add(`${question.chat} ${question.id}`);
    this.#stages.delete(member);
    if (shown.some(({ id, text }) => id > question.id && PUT_ASIDE.test(text))) return false;
    const tag = `tag${this.#answered.length}end`;
    member.place.send(tag);
    const press = this.#pressed.get(member)?.at(-1);
    const isRepeated = this.#answered.some((other) => other.member === member && other.press === press);
    this.#answered.push({ tag, member, key: keyOfNewest(this.telegram), press, isRepeated });
    return true;
  }

  #write(member: Member): void {
    const word = `tagged${this.#count++}end`;
    member.place.send(word);
    this.#stages.set(member, { doing: "writing", word, waits: 0 });
  }
}

/** How often each tag stands in a part of the notes and of the trash. */
function countIn({ notes, trash }: Seen, part: RegExp): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { text } of [...notes, ...trash]) {
    for (const [tag] of part.exec(text)?.[1].matchAll(/\btag\d+end\b/g) ?? []) {
      counts.set(tag, (counts.get(tag) ?? 0) + 1);
    }
  }
  return counts;
}
