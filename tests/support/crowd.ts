/** People who write to a bot on Telegram without a pause, and what must have come of it. */
import { assertEquals } from "@std/assert";
import type { FakeTelegram, Person } from "./fake_telegram/mod.ts";

/** A plugin that answers `/echo word` by `echo word.`, so that each answer has a name. `/stuck` answers and never ends. */
export const ECHO_PLUGIN = `
  import { command, type CommandContext, plugin } from "@portico/bot";
  import { z } from "zod";
  @plugin({ name: "echo" })
  export class Echo {
    @command("echo", { description: "Says the word", args: z.tuple([z.string()]) })
    async echo(ctx: CommandContext<[string]>) { await ctx.reply("echo " + ctx.args[0] + "."); }
    @command("stuck", { description: "Never ends" })
    async stuck(ctx: CommandContext) { await ctx.reply("stuck"); await new Promise(() => {}); }
  }`;

/** A word of which the bot was asked for the echo. */
export interface Asked {
  readonly word: string;
  readonly by: Person;
  /** Number of the update. */
  readonly update: number;
}

/** Each word is said once, in a message, a caption, or as an argument of `/echo`. */
export class Crowd {
  readonly people: readonly Person[];
  /** Words that must be in one note each. */
  readonly words: string[] = [];
  readonly echoes: Asked[] = [];
  #count = 0;

  /** @param dice from 0 up to, but not including, 1. */
  constructor(private readonly telegram: FakeTelegram, private readonly dice: () => number, size = 5) {
    this.people = Array.from({ length: size }, (_, index) => telegram.user({ id: 7_000 + index }));
  }

  /** Lets all of them in, the first as the owner. */
  get env(): Record<string, string> {
    const [owner, ...members] = this.people.map(({ id }) => `telegram:${id}`);
    return { PORTICO_OWNER: owner, PORTICO_ALLOW: members.join() };
  }

  /** Somebody does something. */
  act(): void {
    const by = this.people[Math.floor(this.dice() * this.people.length)];
    const chance = this.dice();
    if (chance < 0.3) this.#ask(by);
    else if (chance < 0.4) this.#sendAlbum(by);
    else if (chance < 0.5) this.#undoAndRestore(by);
    else if (chance < 0.6) this.#edit(by);
    else by.private.send(this.#word());
  }

  /** How often each word is in a note. @param notes their texts. */
  countIn(notes: Iterable<string>): ReadonlyMap<string, number> {
    const found = new Map(this.words.map((word) => [word, 0]));
    for (const text of notes) {
      const body = text.replace(/^---\n[^]*?\n---\n/, "");
      for (const [word] of body.matchAll(/word\d+end/g)) found.set(word, (found.get(word) ?? 0) + 1);
    }
    return found;
  }

  /** What was never answered. @throws {AssertionError} when something was answered twice. */
  unanswered(): Asked[] {
    const shown = new Map<string, number>();
    for (const { private: { chat } } of this.people) {
      for (const { text } of chat.fromBot) shown.set(text, (shown.get(text) ?? 0) + 1);
    }
    const timesOf = ({ word }: Asked) => shown.get(`echo ${word}.`) ?? 0;
    assertEquals(this.echoes.filter((asked) => timesOf(asked) > 1).map(({ word }) => word), [], "answered twice");
    return this.echoes.filter((asked) => timesOf(asked) === 0);
  }

  /**
   * Waits until the bot says that nothing is pending. What it has put aside, after three starts that ended in a kill, is tried again, and all notes are
   * taken out of the trash.
   *
   * @param stuck so many events that never end.
   */
  async settle(stuck = 0): Promise<void> {
    const { private: place } = this.people[0];
    for (let tries = 0;;) {
      await this.#finish(stuck);
      place.send("/failed");
      const failed = await place.next(({ text }) => /Nothing has failed|could not be finished$/m.test(text));
      const retries = failed.buttons.flat().filter(({ text }) => text.startsWith("Try"));
      // Any of them: what changes a note can't be done before that note is written.
      if (retries.length > 0) await place.press(failed, retries[tries++ % retries.length].text).answered;
      else if (!this.people.some((by) => this.#restore(by))) return;
    }
  }

  async #finish(stuck: number): Promise<void> {
    const { private: place } = this.people[0];
    for (;;) {
      await this.telegram.idle();
      place.send("/status");
      const { text } = await place.next(({ text }) => text.startsWith("Portico"));
      const [, pending = "0"] = /Accepted and not finished: (\d+)/.exec(text) ?? [];
      const isDone = text.includes("not finished: 0 batches") && text.includes("Nothing is being gathered");
      if (isDone && Number(pending) <= stuck + 1) return; // this very command is one
    }
  }

  #ask(by: Person): void {
    const word = `e${this.#count++}`;
    by.private.send(`/echo ${word}`);
    this.echoes.push({ word, by, update: this.telegram.updates.newest });
  }

  #sendAlbum(by: Person): void {
    const part = () => {
      const caption = this.#word();
      return { document: new TextEncoder().encode(caption), caption, name: "a.txt" };
    };
    by.private.album([part(), part()]);
  }

  /** A note may go, but it comes back. */
  #undoAndRestore(by: Person): void {
    if (this.#restore(by)) return;
    const saved = by.private.chat.fromBot.findLast(({ buttons }) => buttons.flat().some(({ text }) => text === "Undo"));
    if (saved !== undefined) by.private.press(saved, "Undo");
  }

  /** Presses all buttons that take a note out of the trash; false when there is none. */
  #restore({ private: place }: Person): boolean {
    const cards = place.chat.fromBot.filter(({ buttons }) => buttons.flat().some(({ text }) => text === "Restore"));
    for (const card of cards) place.press(card, "Restore");
    return cards.length > 0;
  }

  #edit(by: Person): void {
    const mine = by.private.chat.messages.findLast(({ isBots, text }) => !isBots && /^word\d+end$/.test(text));
    if (mine !== undefined) by.private.edit(mine, `${mine.text} changed`);
  }

  #word(): string {
    const word = `word${this.#count++}end`;
    this.words.push(word);
    return word;
  }
}
