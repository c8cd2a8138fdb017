/** People who press "Edit tags" under a note and answer the question. What they write while it is open is an answer, so they do nothing else. */
import type { FakeTelegram } from "../fake_telegram/mod.ts";
import type { NoteFile } from "../vault_notes.ts";
import { type Habit, keyOfNewest, type Member, pick, type Problem, type Seen, timesSaid } from "./habit.ts";

/** Somebody who has waited so often does something else: nobody knows whether what they wait for was shown. */
const PATIENCE = 20;

/** How far somebody is with a note. */
interface Stage {
  readonly doing: "writing" | "pressing" | "answering";
  readonly word: string;
  readonly tag?: string;
  waits: number;
}

interface Answered {
  readonly tag: string;
  readonly chat: number;
  readonly key: string;
}

/** See the file's comment. */
export class TagDialogues implements Habit {
  readonly #stages = new Map<Member, Stage>();
  readonly #answered: Answered[] = [];
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

  /** How many have pressed the button, and not answered yet. */
  get open(): number {
    return this.#stages.values().filter(({ doing }) => doing === "pressing").toArray().length;
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
    const [notes, trash] = [tagsIn(seen.notes), tagsIn(seen.trash)];
    for (const { tag, chat, key } of this.#answered) {
      const times = (notes.get(tag) ?? 0) + (trash.get(tag) ?? 0);
      if (times > 1) yield { kind: "edits doubled", what: tag };
      const isTold = timesSaid(seen, chat, tag, /has its new tags/) > 0;
      if (times === 0 && (seen.isEnd || isTold)) yield { kind: "edits lost", what: `${tag} (${key})` };
    }
  }

  /** Goes on with what waits for somebody; false where nothing does any more. */
  #isBusy(member: Member): boolean {
    const stage = this.#stages.get(member);
    if (stage === undefined) return false;
    const { doing, word, tag } = stage;
    const { place } = member;
    const find = (fits: (text: string) => boolean) => place.chat.fromBot.findLast(({ text }) => fits(text));
    if (doing === "writing") {
      const saved = find((text) => text.startsWith(`Saved ${word}`));
      if (saved !== undefined) {
        place.press(saved, "Edit tags");
        this.#stages.set(member, { ...stage, doing: "pressing" });
      } else if (++stage.waits > PATIENCE) this.#stages.delete(member);
    } else if (doing === "pressing") {
      if (find((text) => text.startsWith(word) && /\bto add\b/.test(text)) !== undefined) this.#answer(member, word);
    } else if (find((text) => text.includes(`#${tag}`)) !== undefined || ++stage.waits > PATIENCE) {
      this.#stages.delete(member);
    }
    return true;
  }

  #answer(member: Member, word: string): void {
    const tag = `tag${this.#answered.length}end`;
    const { place } = member;
    place.send(tag);
    this.#answered.push({ tag, chat: place.chat.id, key: keyOfNewest(this.telegram) });
    this.#stages.set(member, { doing: "answering", word, tag, waits: 0 });
  }

  #write(member: Member): void {
    const word = `tagged${this.#count++}end`;
    member.place.send(word);
    this.#stages.set(member, { doing: "writing", word, waits: 0 });
  }
}

/** How often each tag stands in the front matter of notes. */
function tagsIn(notes: readonly NoteFile[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { text } of notes) {
    const [front = ""] = /^---\n[^]*?\n---\n/.exec(text) ?? [];
    for (const [tag] of front.matchAll(/\btag\d+end\b/g)) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  }
  return counts;
}
