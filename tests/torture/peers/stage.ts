/** Where one bot is put through something: a Telegram and a folder of its own, and people who ask for words. */
import { delay } from "@std/async/delay";
import { FakeTelegram, type Person } from "../../support/fake_telegram/mod.ts";
import { TestFolder } from "../../support/folder.ts";
import { answerTo } from "./bots/echo.ts";

/** A word that somebody asked for. */
export interface Asked {
  readonly word: string;
  readonly by: Person;
  /** Number of the update. */
  readonly update: number;
}

/** The button beneath the news of what was put aside. */
const TRY_AGAIN = "Try again";

/** Milliseconds without any call after which a bot has done what it had to, and so many times that where not all was answered. */
const QUIET = 1_500;
const LONG_SILENCE = 5;

/** See the file's comment. */
export class Stage implements AsyncDisposable {
  /** What has been asked, in order. */
  readonly asked: Asked[] = [];
  readonly people: readonly Person[];

  private constructor(readonly telegram: FakeTelegram, readonly folder: TestFolder, size: number) {
    this.people = Array.from({ length: size }, () => telegram.user());
  }

  /** @param latency milliseconds until Telegram answers a send, as it is never done at once. */
  static async open({ people, latency = 0 }: { people: number; latency?: number }): Promise<Stage> {
    const telegram = await FakeTelegram.start({ limits: {} });
    if (latency > 0) telegram.faults.add({ fault: { kind: "slow", delay: latency }, method: "sendMessage" });
    const folder = await TestFolder.make();
    await Deno.mkdir(folder.join("notes"));
    return new Stage(telegram, folder, people);
  }

  /** A folder for whatever a bot notes. */
  get notes(): string {
    return this.folder.join("notes");
  }

  /** How often the bot has asked for updates. */
  get polls(): number {
    return this.telegram.callsOf("getUpdates").length;
  }

  /** Somebody asks for a word of their own, with which the bot has so many milliseconds of work. */
  ask(by: Person, milliseconds = 0): Asked {
    const word = `w${this.asked.length}`;
    by.private.send(milliseconds > 0 ? `/echo ${word} ${milliseconds}` : `/echo ${word}`);
    const asked = { word, by, update: this.telegram.updates.newest };
    this.asked.push(asked);
    return asked;
  }

  /** How often each word was said to who had asked for it. */
  said(): ReadonlyMap<Asked, number> {
    const counts = new Map<string, number>();
    for (const { private: { chat } } of this.people) {
      for (const { text } of chat.fromBot) counts.set(text, (counts.get(text) ?? 0) + 1);
    }
    return new Map(this.asked.map((asked) => [asked, counts.get(answerTo(asked.word)) ?? 0]));
  }

  /** How often each word was noted. */
  async noted(): Promise<ReadonlyMap<Asked, number>> {
    const counts = new Map<string, number>();
    for await (const { name } of Deno.readDir(this.notes)) {
      const text = await Deno.readTextFile(this.folder.join("notes", name));
      for (const word of text.split("\n")) counts.set(word, (counts.get(word) ?? 0) + 1);
    }
    return new Map(this.asked.map((asked) => [asked, counts.get(asked.word) ?? 0]));
  }

  /** Everybody presses what has something tried again that was put aside; false where nobody is shown that. */
  tryAgain(): boolean {
    const shown = this.people.flatMap(({ private: place }) =>
      place.chat.fromBot.filter(({ buttons }) => buttons.flat().some(({ text }) => text === TRY_AGAIN))
        .map((message) => ({ place, message }))
    );
    for (const { place, message } of shown) place.press(message, TRY_AGAIN);
    return shown.length > 0;
  }

  /** Resolves when the bot, which has been launched after so many polls, asks and sends nothing more; where answers are missing, it waits longer. */
  async settle(polls: number): Promise<void> {
    const { telegram } = this;
    await telegram.until(() => this.polls > polls);
    const isWhole = () => this.said().values().every((times) => times > 0);
    for (let silence = 0; silence < (isWhole() ? 1 : LONG_SILENCE);) {
      const before = telegram.calls.length;
      await delay(QUIET);
      silence = telegram.calls.length === before ? silence + 1 : 0;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.telegram[Symbol.asyncDispose]();
    await this.folder[Symbol.asyncDispose]();
  }
}
