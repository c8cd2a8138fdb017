/** People who write to a bot on Telegram without a pause. */
import { SystemClock } from "../../../core/clock.ts";
import type { FakeTelegram, Person } from "../fake_telegram/mod.ts";
import type { Habit, Member } from "./habit.ts";

/** Milliseconds, of real time, in which something of what a bot has to do must come to its end. */
const PATIENCE = 120_000;

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
   * @throws {Error} when it comes no nearer to that, with what the bot says.
   */
  async settle(stuck = 0): Promise<void> {
    const { place } = this.members[0];
    const wait = new Wait();
    for (;;) {
      await this.#finish(stuck, wait);
      place.send("/failed");
      const failed = await place.next(({ text }) => /Nothing has failed|could not be finished$/m.test(text));
      const retries = failed.buttons.flat().filter(({ text }) => text.startsWith("Try"));
      // Again and again: what changes a note can't be done before that note is written.
      if (retries.length > 0) await Promise.all(retries.map(({ text }) => place.press(failed, text).answered));
      else if (this.habits.filter((habit) => habit.finish?.()).length === 0) return;
    }
  }

  async #finish(stuck: number, wait: Wait): Promise<void> {
    const { place } = this.members[0];
    for (;;) {
      await this.telegram.idle();
      for (const habit of this.habits) habit.goOn?.();
      place.send("/status");
      const { text } = await place.next(({ text }) => text.startsWith("Portico"));
      wait.look(text);
      const [pending, batches] = unfinishedIn(text);
      if (pending <= stuck && batches === 0 && text.includes("Nothing is being gathered")) return;
    }
  }

  #accountOf({ id }: Person): string {
    return id === this.people[0].id ? "owner" : `telegram-${id}`;
  }
}

/** How many events, batches and failed things a bot says it has. */
function unfinishedIn(status: string): readonly number[] {
  const words = [/Accepted and not finished: (\d+)/, /Handed over and not finished: (\d+)/, /(\d+) things? could not/];
  return words.map((word) => Number(word.exec(status)?.[1] ?? 0));
}

/** Waits for a bot to come to its end for as long as it comes nearer to that. */
class Wait {
  readonly #clock = new SystemClock();
  #least = Infinity;
  #since = this.#clock.monotonic();

  /** @throws {Error} when it has not come nearer for long, with what it says: that it goes on slowly is the load, that it does not is a defect. */
  look(status: string): void {
    const now = this.#clock.monotonic();
    const left = unfinishedIn(status).reduce((sum, count) => sum + count, 0);
    if (left < this.#least) {
      this.#least = left;
      this.#since = now;
    }
    if (now - this.#since < PATIENCE) return;
    throw new Error(`For ${PATIENCE / 1_000} s nothing more has come to its end, and the bot says:\n${status}`);
  }
}
