/** Very many people who write to a bot on Telegram for an hour of virtual time: each message in one note, each note told of, and nothing grows. */
import type { Account } from "@portico/bot";
import { AccessPlugin } from "../../../plugins/access/mod.ts";
import { AggregationPlugin } from "../../../plugins/aggregation/mod.ts";
import { ModelPlugin } from "../../../plugins/model/mod.ts";
import { NotePlugin } from "../../../plugins/note/mod.ts";
import { SettingsPlugin } from "../../../plugins/settings/mod.ts";
import { SystemPlugin } from "../../../plugins/system/mod.ts";
import { type Created, type NewNote, Vaults } from "../../../plugins/vault/mod.ts";
import { MemoryVault } from "../../plugins/note/memory_vault.ts";
import { vaultOf } from "../../plugins/note/note_bot.ts";
import { TestClock } from "../../support/clock.ts";
import { randomOf } from "../../support/random.ts";
import { TelegramLife } from "../../support/telegram_life.ts";
import type { Figure } from "../torture.ts";
import { BriefTelegram } from "./brief_telegram.ts";
import { bytesInUse, Footprint } from "./footprint.ts";

/** How many write. */
export interface HourOptions {
  readonly users: number;
  readonly seed: number;
  readonly say: (line: string) => void;
}

const SECOND = 1_000;
const HOUR = 3_600;

/** How often each writes in the hour, and how many messages at most, one a second. */
const VISITS = 3;
const MOST = 3;

/** Seconds after the hour for what is still to be sent, at Telegram's rates. */
const REST = 600;

/** Keeps no note: only how often each word was written. */
class CountingVaults extends Vaults {
  readonly words: Uint8Array;
  notes = 0;

  constructor(messages: number) {
    super();
    this.words = new Uint8Array(messages);
  }

  of(account: string | Pick<Account, "id">): MemoryVault {
    const count = (note: NewNote) => this.#count(note);
    class CountedVault extends MemoryVault {
      override async create(note: NewNote): Promise<Created> {
        const created = await super.create(note);
        count(note);
        return created;
      }
    }
    return new CountedVault(typeof account === "string" ? account : account.id);
  }

  #count({ body }: NewNote): void {
    this.notes++;
    for (const [, number] of body.matchAll(/word(\d+)end/g)) this.words[Number(number)]++;
  }
}

/** Who writes in which second of the hour. */
function plan({ users, seed }: HourOptions): { readonly due: readonly number[][]; readonly messages: number } {
  const random = randomOf(seed);
  const due = Array.from({ length: HOUR }, (): number[] => []);
  let messages = 0;
  for (let user = 0; user < users; user++) {
    for (let visit = 0; visit < VISITS; visit++) {
      const second = Math.floor(random() * (HOUR - MOST));
      const count = 1 + Math.floor(random() * MOST);
      for (let n = 0; n < count; n++) due[second + n].push(user);
      messages += count;
    }
  }
  return { due, messages };
}

const FIRST_USER = 1_000_000;

/** See the file's comment. */
export async function hour(options: HourOptions): Promise<readonly Figure[]> {
  const { users, seed, say } = options;
  const { due, messages } = plan(options);
  const clock = new TestClock();
  const vaults = new CountingVaults(messages);
  let told = 0;
  const telegram = new BriefTelegram(({ text }) => void (told += /Saved/.test(text) ? 1 : 0), () => clock.now());
  const allow = Array.from({ length: users }, (_, n) => `telegram:${FIRST_USER + n}`);
  await using life = await TelegramLife.begin({
    clock,
    telegram,
    random: randomOf(seed),
    config: { access: { owner: allow[0], allow: allow.slice(1).join() } },
    plugins: () => [
      AccessPlugin,
      AggregationPlugin,
      ModelPlugin,
      NotePlugin,
      SettingsPlugin,
      SystemPlugin,
      vaultOf(vaults),
    ],
  });
  await life.start();
  const before = bytesInUse();
  const footprint = new Footprint();
  footprint.begin();
  let written = 0;
  for (const [second, writers] of due.entries()) {
    for (const user of writers) telegram.write(FIRST_USER + user, `word${written++}end and what else there is to say`);
    await life.pass(SECOND);
    footprint.pass(second + 1, HOUR);
    if ((second + 1) % 600 === 0) say(`${(second + 1) / 60} minutes: ${written} messages, ${vaults.notes} notes`);
  }
  await life.pass(REST * SECOND);
  footprint.end();
  const after = bytesInUse();
  return [
    { what: "hour: users", value: users },
    { what: "hour: messages", value: written },
    { what: "hour: messages in no note", value: vaults.words.filter((count) => count === 0).length, most: 0 },
    { what: "hour: messages in two notes", value: vaults.words.filter((count) => count > 1).length, most: 0 },
    { what: "hour: notes", value: vaults.notes },
    { what: "hour: notes of which nobody was told", value: vaults.notes - told, least: 0, most: 0 },
    { what: "hour: chats remembered by the delivery line afterwards", value: life.remembered, most: 0 },
    { what: "hour: memory left of each user", value: (after - before) / users, unit: "bytes", most: 2_000 },
    ...footprint.figures("hour", 100),
  ];
}
