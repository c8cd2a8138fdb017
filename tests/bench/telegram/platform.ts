/** The fake Telegram as a process of its own: set up by its argument, it says where it is, and reports when it is asked. */
import { delay } from "@std/async/delay";
import { FakeTelegram, type LoggedCall, type Person } from "../../support/fake_telegram/mod.ts";
import type { Place, Report, Setup } from "./scenario.ts";
import { argument, tell, words } from "./talk.ts";

/** The platform while a bench runs. */
class Platform {
  readonly #telegram: FakeTelegram;
  readonly #people: readonly Person[];
  readonly #groups: readonly number[];
  readonly #writers: readonly Person[];
  /** When each writer has written, by their chat. */
  readonly #written = new Map<number, number>();

  constructor(telegram: FakeTelegram, { people, groups, queued = 0, commands, faults = [], ban, writers }: Setup) {
    this.#telegram = telegram;
    this.#people = Array.from({ length: people }, () => telegram.user());
    this.#groups = Array.from({ length: groups }, () => telegram.supergroup().id);
    this.#writers = Array.from({ length: writers?.count ?? 0 }, () => telegram.user());
    for (let index = 0; index < queued; index++) {
      const text = commands === undefined ? `Message ${index}` : `/command${index % commands}`;
      this.#people[index % people].private.send(text);
    }
    for (const rule of faults) telegram.faults.add(rule);
    if (ban !== undefined) void this.#ban(ban);
    if (writers !== undefined) void this.#write(writers.every);
  }

  get place(): Place {
    const { root, token } = this.#telegram;
    return {
      root,
      token,
      people: this.#people.map(({ id }) => id),
      groups: this.#groups,
      writers: this.#writers.map(({ id }) => id),
    };
  }

  report(): Report {
    const { rates } = this.#telegram;
    const sends = this.#telegram.callsOf("sendMessage");
    const taken = sends.filter(({ isRecorded }) => isRecorded);
    const texts = taken.filter(({ chat = 0 }) => !this.#written.has(chat)).map(textOf);
    const [first] = sends;
    return {
      seconds: first === undefined ? 0 : ((taken.at(-1) ?? first).at - first.at) / 1_000,
      attempts: sends.length,
      refused: sends.filter(({ outcome }) => outcome === 429).length,
      banned: rates.violations.filter(({ limit }) => limit === "ban").length,
      dropped: sends.filter(({ outcome }) => outcome === "lost").length,
      twice: texts.length - new Set(texts).size,
      inversions: countInversions(texts),
      peak: rates.peak(1_000),
      taken: [...new Set(texts)],
      waits: this.#waits(taken),
    };
  }

  async #ban({ after, seconds }: NonNullable<Setup["ban"]>): Promise<void> {
    await this.#sends(after);
    this.#telegram.rates.ban(seconds);
  }

  async #write(every: number): Promise<void> {
    await this.#sends(1);
    for (const person of this.#writers) {
      await delay(every);
      this.#written.set(person.id, performance.now());
      person.private.send("Is anybody there?");
    }
  }

  /** Resolves when so many messages have come. */
  async #sends(count: number): Promise<void> {
    for (let left = count; left > 0; left--) await this.#telegram.nextCall(({ method }) => method === "sendmessage");
  }

  #waits(taken: readonly LoggedCall[]): number[] {
    return this.#written.entries().flatMap(([chat, at]) => {
      const answer = taken.find((call) => call.chat === chat);
      return answer === undefined ? [] : [answer.at - at];
    }).toArray();
  }
}

function textOf({ args }: LoggedCall): string {
  return String(args.text);
}

/** How many came behind a later one of their chat. Coming again is counted elsewhere. */
function countInversions(texts: readonly string[]): number {
  const newest = new Map<string, number>();
  let inversions = 0;
  for (const text of new Set(texts)) {
    const [chat, index] = text.split(":");
    const before = newest.get(chat) ?? -1;
    if (Number(index) < before) inversions++;
    else newest.set(chat, Number(index));
  }
  return inversions;
}

const setup = argument<Setup>();
const platform = new Platform(await FakeTelegram.start({ limits: setup.limits }), setup);
tell(platform.place);
for await (const _ of words()) tell(platform.report());
