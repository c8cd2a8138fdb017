import { z } from "zod";
import { type Account, Accounts, type Link, OWNER, type Role } from "./accounts.ts";
import { CachedRecords } from "../store/cached_records.ts";
import { type Identity, identityId } from "../chat/events.ts";
import { lazySchema } from "../schemas/schema.ts";
import { sha256 } from "../sha256.ts";
import type { RecordKind, Records, Store } from "../store/store.ts";

/** An account by its id. */
interface AccountRecord {
  readonly role: Role;
  readonly name?: string | undefined;
  /** The identity it was made for, so that nobody else's ever gets the same id. */
  readonly first: string;
  /** So that it is JSON. */
  readonly [key: string]: string | undefined;
}

/** An identity by `platform:user`. */
interface IdentityRecord {
  /** The account it is linked to; `null` once the link was taken away. */
  readonly account: string | null;
  /** The account that was made for it, which it gets back when it is let in again. */
  readonly home?: string | undefined;
  /** What its person was called when it was linked. */
  readonly name?: string | undefined;
  readonly [key: string]: string | null | undefined;
}

const accountKind: RecordKind<AccountRecord> = {
  namespace: "accounts",
  version: 1,
  schema: lazySchema(() =>
    z.object({ role: z.enum(["owner", "member"]), name: z.string().optional(), first: z.string() })
  ),
};
const identityKind: RecordKind<IdentityRecord> = {
  namespace: "identities",
  version: 1,
  schema: lazySchema(() =>
    z.object({ account: z.string().nullable(), home: z.string().optional(), name: z.string().optional() })
  ),
};

/** How many identities, and how many accounts, are remembered; others are read when they write again. */
const REMEMBERED = 10_000;

/** Accounts in the store's records. Somebody who has written lately is found without asking the store. */
export class StoredAccounts extends Accounts {
  readonly #accountRecords: Records<AccountRecord>;
  readonly #identityRecords: Records<IdentityRecord>;
  readonly #accounts: CachedRecords<AccountRecord>;
  readonly #identities: CachedRecords<IdentityRecord>;
  /** Who was found without asking the store since the last change of anything. */
  readonly #met = new Map<string, Account>();
  readonly #remembered: number;
  readonly #subscribers = new Set<() => void>();
  /** Openings under way, so that a burst of messages of somebody new opens once. */
  readonly #openings = new Map<string, Promise<Account>>();

  /** @param remembered how many identities, and how many accounts, are kept in memory; 10,000 by default. */
  constructor(store: Store, remembered: number = REMEMBERED) {
    super();
    this.#remembered = remembered;
    this.#accountRecords = store.records(accountKind);
    this.#identityRecords = store.records(identityKind);
    this.#accounts = new CachedRecords(this.#accountRecords, remembered);
    this.#identities = new CachedRecords(this.#identityRecords, remembered);
  }

  override async find(identity: Identity): Promise<Account | undefined> {
    const link = await this.#identities.get(identityId(identity));
    return link === undefined || link.account === null ? undefined : await this.get(link.account);
  }

  override peek(identity: Identity): Account | undefined | null {
    const key = identityId(identity);
    const met = this.#met.get(key);
    if (met !== undefined) return met;
    const link = this.#identities.peek(key);
    if (link === null) return null;
    if (link === undefined || link.account === null) return undefined;
    const record = this.#accounts.peek(link.account);
    if (record === null) return null;
    const account = toAccount(link.account, record);
    if (account === undefined) return undefined;
    if (this.#met.size >= this.#remembered) this.#met.clear();
    this.#met.set(key, account);
    return account;
  }

  override async get(id: string): Promise<Account | undefined> {
    return toAccount(id, await this.#accounts.get(id));
  }

  override async open(identity: Identity, role: Role): Promise<Account> {
    const found = await this.find(identity);
    if (found !== undefined) return found;
    const key = identityId(identity);
    const running = this.#openings.get(key);
    if (running !== undefined) return await running;
    const opening = this.#open(identity, role).finally(() => this.#openings.delete(key));
    this.#openings.set(key, opening);
    return await opening;
  }

  override async home(identity: Identity): Promise<Account> {
    const before = (await this.#identities.get(identityId(identity)))?.home;
    const known = before === undefined ? undefined : await this.get(before);
    if (known !== undefined) return known;
    const id = await this.#makeHome(identity);
    const stored = await this.#changeIdentity(identityId(identity), (old) => {
      return { ...old, account: old?.account ?? null, home: old?.home ?? id };
    });
    const account = await this.get(stored?.home ?? id);
    if (account === undefined) throw new TypeError(`The account of ${identityId(identity)} is gone.`);
    return account;
  }

  override async link(identity: Identity, account: string): Promise<void> {
    if (await this.get(account) === undefined) {
      throw new TypeError(`There is no account ${JSON.stringify(account)} to link ${identityId(identity)} to.`);
    }
    await this.#changeIdentity(identityId(identity), (old) => ({ ...old, ...named(identity), account }));
    this.#changed();
  }

  override async unlink(identity: Identity): Promise<boolean> {
    let had = false;
    await this.#changeIdentity(identityId(identity), (old) => {
      had = old !== undefined && old.account !== null;
      return old && { ...old, account: null };
    });
    if (had) this.#changed();
    return had;
  }

  override subscribe(changed: () => void): () => void {
    this.#subscribers.add(changed);
    return () => void this.#subscribers.delete(changed);
  }

  override async list(): Promise<readonly Account[]> {
    const records = new Map(await this.#accountRecords.list());
    const owner = toAccount(OWNER, records.get(OWNER));
    records.delete(OWNER);
    return [owner, ...records.entries().map(([id, record]) => toAccount(id, record))].filter((one) =>
      one !== undefined
    );
  }

  override async links(): Promise<readonly Link[]> {
    return (await this.#identityRecords.list()).flatMap(([key, { account, name }]) => {
      const colon = key.indexOf(":");
      const identity = { platform: key.slice(0, colon), user: key.slice(colon + 1), ...named({ name }) };
      return account === null ? [] : [{ identity, account }];
    });
  }

  async #open(identity: Identity, role: Role): Promise<Account> {
    const key = identityId(identity);
    const before = await this.#identities.get(key);
    const id = role === "owner" ? await this.#openOwner(identity) : await this.#homeOf(identity, before);
    // Where the record of the account can't be read any more, and its home is another, the link leads nowhere.
    const dead = before?.account != null && await this.get(before.account) === undefined ? before.account : undefined;
    // The account is durable by now. Somebody may have linked the identity meanwhile: that link stays.
    const stored = await this.#changeIdentity(key, (old) => {
      return {
        ...old,
        ...named(identity),
        account: old?.account === dead ? id : old?.account ?? id,
        ...(role === "owner" ? {} : { home: old?.home ?? id }),
      };
    });
    const account = await this.get(stored?.account ?? id);
    if (account === undefined) throw new TypeError(`The account of ${key} is gone.`);
    this.#changed();
    return account;
  }

  /** While a record changes nobody is found by it, so that who was met before is all there is to forget. */
  #changeIdentity(...change: Parameters<CachedRecords<IdentityRecord>["update"]>): Promise<IdentityRecord | undefined> {
    this.#met.clear();
    return this.#identities.update(...change);
  }

  #changeAccount(...change: Parameters<CachedRecords<AccountRecord>["update"]>): Promise<AccountRecord | undefined> {
    this.#met.clear();
    return this.#accounts.update(...change);
  }

  #changed(): void {
    for (const changed of this.#subscribers) changed();
  }

  async #openOwner(identity: Identity): Promise<string> {
    await this.#changeAccount(OWNER, (old) => old ?? newRecord("owner", identity));
    return OWNER;
  }

  async #homeOf(identity: Identity, before: IdentityRecord | undefined): Promise<string> {
    const known = before?.home !== undefined && await this.get(before.home) !== undefined;
    return known ? before.home : await this.#makeHome(identity);
  }

  async #makeHome(identity: Identity): Promise<string> {
    const key = identityId(identity);
    for await (const id of accountIds(identity)) {
      const stored = await this.#changeAccount(id, (old) => old ?? newRecord("member", identity));
      if (stored?.first === key) return id;
    }
    throw new TypeError(`No account can be made for ${key}: others have all its names.`);
  }
}

function newRecord(role: Role, identity: Identity): AccountRecord {
  return { role, first: identityId(identity), ...named(identity) };
}

function named({ name }: { readonly name?: string | undefined }): { readonly name?: string } {
  return name === undefined ? {} : { name };
}

function toAccount(id: string, record: AccountRecord | undefined): Account | undefined {
  if (record === undefined) return id === OWNER ? Object.freeze({ id, role: "owner" }) : undefined;
  const { role, name } = record;
  // Every handler is given it, and what one of them writes on it would hold for all others.
  return Object.freeze(name === undefined ? { id, role } : { id, role, name });
}

/** Longest part of an id that is made from a user's name. */
const MAX_SLUG = 40;

/**
 * Ids for the account of an identity, best first: the next is for when somebody else's account has that one, which takes two identities whose
 * hashes begin alike. Each is safe as the name of a folder on every file system: lower-case ASCII letters, digits, `-` and `_`, and never a
 * name that Windows reserves, as those have no `-` or `_`.
 *
 * A user whose name had to be changed gets a hash behind `__`; a name that holds `__` itself counts as one that had to be changed, so the two
 * kinds never meet.
 */
export async function* accountIds({ platform, user }: Pick<Identity, "platform" | "user">): AsyncGenerator<string> {
  // No `-` in the platform, or `a-b` + `c` would be `a` + `b-c`.
  if (/^[a-z0-9]{1,20}$/.test(platform) && isPlainUser(user)) yield `${platform}-${user}`;
  const [door, slug] = [await slugOf(platform), await slugOf(user)];
  const hash = sha256(JSON.stringify([platform, user]));
  const readable = [door.slice(0, 20), slug].filter((part) => part !== "").map(trim).join("-");
  for (const length of [10, 20, 64]) yield `${readable || "user"}__${hash.slice(0, length)}`;
}

function isPlainUser(user: string): boolean {
  return user.length <= MAX_SLUG && /^[a-z0-9]+([_-][a-z0-9]+)*$/.test(user);
}

/** Only names that need it pay for the transliteration. */
async function slugOf(name: string): Promise<string> {
  const short = name.slice(0, 200);
  if (/^[a-z0-9]*$/.test(short)) return trim(short);
  const { default: slugify } = await import("@sindresorhus/slugify");
  return trim(slugify(short.toWellFormed(), { decamelize: false }).replace(/[^a-z0-9-]+/g, "-"));
}

function trim(slug: string): string {
  return slug.slice(0, MAX_SLUG).replace(/^-+|-+$/g, "");
}
