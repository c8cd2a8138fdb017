/** People who write to a bot on Telegram without a pause. */
import type { FakeTelegram, Person } from "../fake_telegram/mod.ts";
import type { Habit, Member } from "./habit.ts";

/** How often people do one thing, beside the others. */
export interface Weighted {
  readonly habit: Habit;
  readonly weight: number;
}

/** Some people, and what they do. */
export class Crowd {
  readonly people: readonly Person[];
  /** Each in their chat with the bot, the first as its owner. */
  readonly members: readonly Member[];
  #habits: readonly Weighted[] = [];

  /** @param dice from 0 up to, but not including, 1. */
  constructor(private readonly telegram: FakeTelegram, private readonly dice: () => number, size = 5) {
    this.people = Array.from({ length: size }, (_, index) => telegram.user({ id: 7_000 + index }));
    this.members = this.people.map((person) => ({ account: this.#accountOf(person), place: person.private }));
  }

  /** Lets all of them in. */
  get env(): { readonly PORTICO_OWNER: string; readonly PORTICO_ALLOW: string } {
    const [owner, ...members] = this.people.map(({ id }) => `telegram:${id}`);
    return { PORTICO_OWNER: owner, PORTICO_ALLOW: members.join() };
  }

  /** Has people do these things from now on. */
  take(...habits: readonly Weighted[]): void {
    this.#habits = habits;
  }

  /** What they do. */
  get habits(): readonly Habit[] {
    return this.#habits.map(({ habit }) => habit);
  }

  /** A person in a group or a topic of it. */
  memberIn(person: Person, ...where: Parameters<Person["in"]>): Member {
    return { account: this.#accountOf(person), place: person.in(...where) };
  }

  /** Somebody does something. */
  act(): void {
    const all = this.#habits.reduce((sum, { weight }) => sum + weight, 0);
    let chance = this.dice() * all;
    const chosen = this.#habits.find(({ weight }) => (chance -= weight) < 0);
    chosen?.habit.act();
  }

  /**
   * Waits until the bot says that nothing is pending. What it has put aside, after three starts that ended in a kill, is tried again, and what people
   * have left half done they bring to an end.
   *
   * @param stuck so many events that never end.
   */
  async settle(stuck = 0): Promise<void> {
    const { place } = this.members[0];
    for (;;) {
      await this.#finish(stuck);
      place.send("/failed");
      const failed = await place.next(({ text }) => /Nothing has failed|could not be finished$/m.test(text));
      const retries = failed.buttons.flat().filter(({ text }) => text.startsWith("Try"));
      // Again and again: what changes a note can't be done before that note is written.
      if (retries.length > 0) await Promise.all(retries.map(({ text }) => place.press(failed, text).answered));
      else if (this.habits.filter((habit) => habit.finish?.()).length === 0) return;
    }
  }

  async #finish(stuck: number): Promise<void> {
    const { place } = this.members[0];
    for (;;) {
      await this.telegram.idle();
      for (const habit of this.habits) habit.goOn?.();
      place.send("/status");
      const { text } = await place.next(({ text }) => text.startsWith("Portico"));
      const [, pending = "0"] = /Accepted and not finished: (\d+)/.exec(text) ?? [];
      const isDone = text.includes("not finished: 0 batches") && text.includes("Nothing is being gathered");
      if (isDone && Number(pending) <= stuck) return;
    }
  }

  #accountOf({ id }: Person): string {
    return id === this.people[0].id ? "owner" : `telegram-${id}`;
  }
}
