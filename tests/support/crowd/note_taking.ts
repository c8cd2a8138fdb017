/** People who send what becomes notes, change it, undo it and take it back. */
import type { FakeTelegram, SeenMessage } from "../fake_telegram/mod.ts";
import type { NoteFile } from "../vault_notes.ts";
import { batchOf, checkReply, type Habit, keyOfNewest, type Member, pick, type Problem, type Seen } from "./habit.ts";

/** A word that must be in one note. Each change of its message makes a version of it. */
interface Written {
  readonly word: string;
  readonly member: Member;
  readonly message: SeenMessage;
  /** Of the message; then of its changes. */
  readonly keys: string[];
}

/** A word as it stands in a note. */
interface Found {
  readonly word: string;
  /** 0 where it was not changed. */
  readonly version: number;
}

/** Of these somebody changes one, so that most of them are found in notes that are written. */
const RECENT = 6;

/** Each word is sent once, as a text or under a file of an album. */
export class NoteTaking implements Habit {
  readonly #written: Written[] = [];
  readonly #byMember = new Map<Member, Written[]>();
  readonly #found = new WeakMap<NoteFile, readonly Found[]>();

  constructor(
    private readonly telegram: FakeTelegram,
    private readonly members: readonly Member[],
    private readonly dice: () => number,
  ) {}

  /** How many words were sent, and how often one was changed. */
  get counts(): { readonly words: number; readonly edits: number } {
    const edits = this.#written.reduce((sum, { keys }) => sum + keys.length - 1, 0);
    return { words: this.#written.length, edits };
  }

  act(): void {
    const member = pick(this.members, this.dice);
    const chance = this.dice();
    if (chance < 0.15) this.#sendAlbum(member);
    else if (chance < 0.3) this.#edit(member);
    else if (chance < 0.45) this.#undoOrRestore(member);
    else this.#note(member, (word) => member.place.send(word));
  }

  /** Takes all notes out of the trash. */
  finish(): boolean {
    return this.members.filter((member) => this.#restore(member)).length > 0;
  }

  *check(seen: Seen): Iterable<Problem> {
    const [notes, trash] = [this.#index(seen.notes), this.#index(seen.trash)];
    for (const written of this.#written) {
      const { word } = written;
      const [there, gone] = [notes.get(word) ?? [], trash.get(word) ?? []];
      if (there.length > 1) yield { kind: "notes doubled", what: word };
      yield* checkVersions(written, [...there, ...gone], seen);
    }
    yield* this.#checkCards(seen);
  }

  #index(files: readonly NoteFile[]): ReadonlyMap<string, readonly number[]> {
    const index = new Map<string, number[]>();
    for (const { word, version } of files.flatMap((file) => this.#wordsIn(file))) {
      const versions = index.get(word);
      if (versions === undefined) index.set(word, [version]);
      else versions.push(version);
    }
    return index;
  }

  #wordsIn(file: NoteFile): readonly Found[] {
    const known = this.#found.get(file);
    if (known !== undefined) return known;
    const body = file.text.replace(/^---\n[^]*?\n---\n/, "");
    const found = [...body.matchAll(/(word\d+end)(?: v(\d+))?/g)];
    const words = found.map(([, word, version = "0"]) => ({ word, version: Number(version) }));
    this.#found.set(file, words);
    return words;
  }

  /** Each note was told of once, by its first word. */
  *#checkCards(seen: Seen): Iterable<Problem> {
    const firsts = new Set(seen.notes.map((file) => this.#wordsIn(file)[0]?.word));
    for (const { word, member: { place: { chat } }, keys: [key] } of this.#written) {
      if (!firsts.has(word)) continue;
      const fits = new RegExp(`^Saved ${word}\\b`);
      yield* checkReply(seen, { chat: chat.id, name: word, fits, unit: batchOf(key), isDone: seen.isDone(key) });
    }
  }

  #note(member: Member, send: (word: string) => SeenMessage): void {
    const word = `word${this.#written.length}end`;
    const written = { word, member, message: send(word), keys: [keyOfNewest(this.telegram)] };
    this.#written.push(written);
    const mine = this.#byMember.get(member);
    if (mine === undefined) this.#byMember.set(member, [written]);
    else mine.push(written);
  }

  #sendAlbum(member: Member): void {
    const album = `13000000000${this.#written.length}`;
    for (let part = 0; part < 2; part++) {
      this.#note(member, (word) => {
        const document = new TextEncoder().encode(word);
        return member.place.send({ document, caption: word, name: "a.txt" }, { extra: { media_group_id: album } });
      });
    }
  }

  #edit(member: Member): void {
    const recent = this.#byMember.get(member)?.slice(-RECENT) ?? [];
    if (recent.length === 0) return;
    const { message, word, keys } = pick(recent, this.dice);
    member.place.edit(message, `${word} v${keys.length}`);
    keys.push(keyOfNewest(this.telegram));
  }

  /** A note may go, but it comes back. In groups others see its button too. */
  #undoOrRestore(member: Member): void {
    const { place } = member;
    if (!place.chat.isPrivate || this.#restore(member)) return;
    const saved = place.chat.fromBot.findLast(({ text, buttons }) =>
      /\bword\d+end\b/.test(text) && buttons.flat().some(({ text }) => text === "Undo")
    );
    if (saved !== undefined) place.press(saved, "Undo");
  }

  /** Presses all buttons that take a note out of the trash; false when there is none. */
  #restore({ place }: Member): boolean {
    if (!place.chat.isPrivate) return false;
    const cards = place.chat.fromBot.filter(({ buttons }) => buttons.flat().some(({ text }) => text === "Restore"));
    for (const card of cards) place.press(card, "Restore");
    return cards.length > 0;
  }
}

/** What is wrong with a word and its changes. @param found its versions in the notes and in the trash. */
function* checkVersions(
  { word, keys, member, message }: Written,
  found: readonly number[],
  seen: Seen,
): Iterable<Problem> {
  for (const version of new Set(found)) {
    const times = found.filter((other) => other === version).length;
    if (version > 0 && times > 1) yield { kind: "edits doubled", what: `${word} v${version}` };
  }
  if (!seen.isDone(keys[0])) return;
  if (found.length === 0) return void (yield { kind: "messages lost", what: `${word} (${keys[0]}): in no note` });
  const least = keys.findLastIndex(seen.isDone);
  const newest = Math.max(...found);
  // Tried again before its message was, an edit changes nothing, and who is alone with the bot is told so.
  const isTold = () =>
    member.place.chat.fromBot.some(({ replyTo, text }) =>
      replyTo === message.id && text.startsWith("I don't know what became of this message")
    );
  if (newest < least && !isTold()) {
    yield { kind: "edits lost", what: `${word} v${least} (${keys[least]}): there is v${newest}` };
  }
}
