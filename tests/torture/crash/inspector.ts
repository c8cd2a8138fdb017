/** Compares what a program has left behind with what must exist. */
import type { Json } from "../../../core/mod.ts";
import { type Crowd, type Problem, type Seen, Transcript } from "../../support/crowd/mod.ts";
import type { FakeTelegram } from "../../support/fake_telegram/mod.ts";
import { readStore } from "./journal_copy.ts";
import { VaultFiles } from "./vault_files.ts";

/** What the crowd looks at. */
const NAMESPACES = ["settings.values", "settings.mode", "conversation.context"];

/** What is told of a reply that may or may not have arrived. */
const UNKNOWN = /Unknown whether reply\S* of (\S+) arrived/g;

/** What is told of a unit that is put aside, with the event that it began with: it may be tried again before anybody looks. */
const PUT_ASIDE = /(?:batch:|command:)?(\S+) is a dead letter/g;

/** See the file's comment. */
export class Inspector {
  readonly #transcript: Transcript;
  readonly #files: VaultFiles;
  readonly #known = new Set<string>();
  readonly #putAside = new Set<string>();
  readonly #unknown = new Set<string>();
  readonly #problems = new Map<Problem["kind"], Set<string>>();
  #looked = 0;

  /** @param tell is told what is wrong. */
  constructor(
    private readonly telegram: FakeTelegram,
    private readonly crowd: Crowd,
    private readonly data: string,
    private readonly tell: (problem: string) => void,
  ) {
    this.#transcript = new Transcript(telegram);
    this.#files = new VaultFiles(data);
  }

  /** All that is sent from now on is looked for. */
  begin(): void {
    this.#looked = this.telegram.updates.newest;
  }

  /** Takes over what a program has logged. */
  hear(log: string): void {
    for (const [, unit] of log.matchAll(UNKNOWN)) this.#unknown.add(unit);
    for (const [, key] of log.matchAll(PUT_ASIDE)) this.#putAside.add(key);
  }

  /** How many different ones of a kind were found. */
  count(kind: Problem["kind"]): number {
    return this.#problems.get(kind)?.size ?? 0;
  }

  /** Compares everything, while no program runs. @param isEnd nothing is pending any more. */
  async look(isEnd: boolean): Promise<void> {
    const taken = this.#taken();
    const { known, open, putAside, records } = await readStore(this.data, taken, NAMESPACES);
    for (const key of known) this.#known.add(key);
    for (const key of putAside) this.#putAside.add(key);
    for (const key of taken) {
      if (!known.has(key)) this.#note({ kind: "messages lost", what: `${key} was taken, and is not in the journal` });
    }
    this.#transcript.update();
    const seen: Seen = {
      isEnd,
      isDone: (key) => this.#known.has(key) && !open.has(key),
      wasPutAside: (key) => this.#putAside.has(key),
      isUnknown: (unit) => this.#unknown.has(unit),
      ...this.#files.read(),
      said: (chat, name) => this.#transcript.with(chat, name),
      record: (namespace, key): Json | undefined => records.get(namespace)?.get(key),
    };
    for (const habit of this.crowd.habits) for (const problem of habit.check(seen)) this.#note(problem);
    if (isEnd && open.size > 0) {
      for (const key of open) this.#note({ kind: "messages lost", what: `${key} never came to an end` });
    }
  }

  /** The keys of the updates that Telegram has been told to forget since this was asked last. */
  #taken(): string[] {
    const { updates, state: { bot } } = this.telegram;
    const [oldest] = updates.peek(1);
    const upTo = oldest === undefined ? updates.newest : oldest.update_id - 1;
    const keys = [];
    for (let update = this.#looked + 1; update <= upTo; update++) keys.push(`telegram:${bot.id}:${update}`);
    this.#looked = Math.max(this.#looked, upTo);
    return keys;
  }

  #note({ kind, what }: Problem): void {
    const found = this.#problems.get(kind) ?? new Set();
    this.#problems.set(kind, found);
    if (found.has(what)) return;
    found.add(what);
    if (kind !== "replies missing") this.tell(`${kind}: ${what}`);
  }
}
