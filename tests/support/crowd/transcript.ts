/** All that a bot has said in a Telegram, found by the names that stand in it. */
import type { FakeChat, FakeTelegram } from "../fake_telegram/mod.ts";

/** Names of what a crowd has written, and values that were set. */
const NAMES = /\b(?:[a-z]+\d+end|now \d+)\b/g;

/** Reads on where it ended, so that it may be asked again and again. */
export class Transcript {
  readonly #read = new Map<FakeChat, number>();
  /** Texts by message, by chat and name. */
  readonly #said = new Map<string, Map<number, string[]>>();

  constructor(private readonly telegram: FakeTelegram) {}

  /** The messages in a chat that have shown a name, each with all texts in which it did, oldest first. */
  with(chat: number, name: string): readonly (readonly string[])[] {
    return [...this.#said.get(`${chat} ${name}`)?.values() ?? []];
  }

  /** Takes over what has been said since. */
  update(): void {
    for (const chat of this.telegram.state.chats.values()) {
      const events = chat.events.happened;
      for (const { kind, message: { id, text } } of events.slice(this.#read.get(chat) ?? 0)) {
        if (kind === "sent" || kind === "edited") this.#add(chat.id, id, text);
      }
      this.#read.set(chat, events.length);
    }
  }

  #add(chat: number, message: number, text: string): void {
    for (const name of new Set(text.match(NAMES))) {
      const key = `${chat} ${name}`;
      const messages = this.#said.get(key) ?? new Map<number, string[]>();
      this.#said.set(key, messages);
      messages.set(message, [...messages.get(message) ?? [], text]);
    }
  }
}
