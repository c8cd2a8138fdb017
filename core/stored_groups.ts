import { z } from "zod";
import { CachedRecords } from "./cached_records.ts";
import type { Conversation } from "./events.ts";
import { type Group, Groups } from "./groups.ts";
import { lazySchema } from "./schema.ts";
import type { RecordKind, Records, Store } from "./store.ts";

/** A group by `platform:chat`. */
interface GroupRecord {
  readonly hears: Group["hears"];
  readonly name?: string | undefined;
  /** So that it is JSON. */
  readonly [key: string]: string | undefined;
}

const groupKind: RecordKind<GroupRecord> = {
  namespace: "groups",
  version: 1,
  schema: lazySchema(() => z.object({ hears: z.enum(["addressed", "everything"]), name: z.string().optional() })),
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
    return record && toGroup({ platform, chat }, record);
  }

  override async allow({ chat, hears, name }: Group): Promise<void> {
    await this.#groups.update(keyOf(chat), (old) => ({ ...old, hears, ...(name === undefined ? {} : { name }) }));
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
    await this.#groups.update(keyOf(to), (old) => {
      return old ?? { hears: group.hears, ...(group.name === undefined ? {} : { name: group.name }) };
    });
    await this.revoke(from);
  }

  override async list(): Promise<readonly Group[]> {
    return (await this.#records.list()).map(([key, record]) => toGroup(chatOf(key), record));
  }
}

function toGroup(chat: Group["chat"], { hears, name }: GroupRecord): Group {
  return name === undefined ? { chat, hears } : { chat, hears, name };
}

/** No platform's name holds a colon. */
function keyOf({ platform, chat }: Pick<Conversation, "platform" | "chat">): string {
  return `${platform}:${chat}`;
}

function chatOf(key: string): Group["chat"] {
  const colon = key.indexOf(":");
  return { platform: key.slice(0, colon), chat: key.slice(colon + 1) };
}
