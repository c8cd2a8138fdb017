import { z } from "zod";
import { CachedRecords } from "./cached_records.ts";
import type { Conversation } from "./events.ts";
import { type Group, Groups } from "./groups.ts";
import type { RecordKind, Records, Store } from "./store.ts";

/** A group by `platform:chat`. */
interface GroupRecord {
  readonly hears: Group["hears"];
  /** So that it is JSON. */
  readonly [key: string]: string;
}

const groupKind: RecordKind<GroupRecord> = {
  namespace: "groups",
  version: 1,
  schema: z.object({ hears: z.enum(["addressed", "everything"]) }),
};

/** How many groups are remembered, those that were not let in included; others are read when somebody writes there again. */
const REMEMBERED = 1_000;

/** Groups in the store's records. */
export class StoredGroups extends Groups {
  readonly #records: Records<GroupRecord>;
  readonly #groups: CachedRecords<GroupRecord>;

  constructor(store: Store) {
    super();
    this.#records = store.records(groupKind);
    this.#groups = new CachedRecords(this.#records, REMEMBERED);
  }

  override async find({ platform, chat }: Group["chat"]): Promise<Group | undefined> {
    const record = await this.#groups.get(keyOf({ platform, chat }));
    return record && { chat: { platform, chat }, hears: record.hears };
  }

  override async allow({ chat, hears }: Group): Promise<void> {
    await this.#groups.update(keyOf(chat), () => ({ hears }));
  }

  override async revoke(chat: Group["chat"]): Promise<boolean> {
    let had = false;
    await this.#groups.update(keyOf(chat), (old) => {
      had = old !== undefined;
      return undefined;
    });
    return had;
  }

  override async move(from: Group["chat"], to: Group["chat"]): Promise<void> {
    const group = await this.find(from);
    if (group === undefined) return;
    // What the owner has said of the new one stays; dying between the two leaves a chat let in that nobody writes in any more.
    await this.#groups.update(keyOf(to), (old) => old ?? { hears: group.hears });
    await this.revoke(from);
  }

  override async list(): Promise<readonly Group[]> {
    return (await this.#records.list()).map(([key, { hears }]) => ({ chat: chatOf(key), hears }));
  }
}

/** No platform's name holds a colon. */
function keyOf({ platform, chat }: Pick<Conversation, "platform" | "chat">): string {
  return `${platform}:${chat}`;
}

function chatOf(key: string): Group["chat"] {
  const colon = key.indexOf(":");
  return { platform: key.slice(0, colon), chat: key.slice(colon + 1) };
}
