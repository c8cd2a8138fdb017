/** Groups whose people may use the bot there. */
import { z } from "zod";
import { CachedRecords } from "../store/cached_records.ts";
import type { Conversation } from "../chat/events.ts";
import { lazySchema } from "../schemas/schema.ts";
import type { RecordKind, Records, Store } from "../store/store.ts";

/** How a group was let in. */
export interface Group {
  /** Its chat. */
  readonly chat: Pick<Conversation, "platform" | "chat">;
  /** What the bot listens to there: what is said to it (commands, mentions, answers to it), or everything. */
  readonly hears: "addressed" | "everything";
  /** What people called it when it was let in, where that was known. */
  readonly name?: string;
}

/**
 * The groups that the owner has let in. Their people use the bot there, each with an account of their own, and nowhere else unless they are let in
 * themselves. Abstract, so that it is type and DI token in one.
 */
export abstract class Groups {
  /** How the group of this conversation was let in; `undefined` when it was not. */
  abstract find(conversation: Pick<Conversation, "platform" | "chat">): Promise<Group | undefined>;
  /** Lets a group in, or changes what the bot listens to there. */
  abstract allow(group: Group): Promise<void>;
  /** Lets a group in no longer; false when it was not let in. */
  abstract revoke(conversation: Pick<Conversation, "platform" | "chat">): Promise<boolean>;
  /** A group goes on as another chat, which is let in as it was; nothing happens where it was not let in. */
  abstract move(from: Group["chat"], to: Group["chat"]): Promise<void>;
  /** All of them, in order of platform and chat. */
  abstract list(): Promise<readonly Group[]>;
}

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
