/** Who a person is to Portico. Identities of platforms link to an account; the account owns a vault, settings and a role. */
import type { Adapter } from "../chat/adapter.ts";
import type { BotEvent, Identity } from "../chat/events.ts";
import type { Groups } from "./groups.ts";

/** What an account may do: `owner` everything, `member` what is not the owner's. */
export type Role = "owner" | "member";

/** A person as everything behind admission knows them. */
export interface Account {
  /**
   * Safe as a folder's name on every file system: lower-case letters, digits, `-` and `_`. The owner's is `owner`; another's is made of its first
   * identity.
   */
  readonly id: string;
  /** What it may do. */
  readonly role: Role;
  /** The name to show. */
  readonly name?: string;
}

/** The id of the owner's account, which is always there. */
export const OWNER = "owner";

/** An identity and the account it is linked to. */
export interface Link {
  /** As far as it is kept: platform, user, and the name it had when it was linked. */
  readonly identity: Pick<Identity, "platform" | "user" | "name">;
  /** The account's id. */
  readonly account: string;
}

/**
 * Knows accounts and who is linked to them. Abstract, so that it is type and DI token in one; `StoredAccounts` keeps them in the
 * store's records.
 */
export abstract class Accounts {
  /** The account an identity is linked to. */
  abstract find(identity: Identity): Promise<Account | undefined>;
  /** What `find` would resolve with, where it is known without asking the store; `null` where it is not. */
  peek(_identity: Identity): Account | undefined | null {
    return null;
  }
  /** The account with this id; the owner's is always there. */
  abstract get(id: string): Promise<Account | undefined>;
  /**
   * The account of this identity, made and linked when there is none: the owner's for the role `owner`, else the one of its own, which an
   * identity that was unlinked gets back. A role given here never changes an existing account's. Resolves when it is durable.
   */
  abstract open(identity: Identity, role: Role): Promise<Account>;
  /**
   * The identity's own account, made where there is none, without letting the identity in: for who may come in at some place only, such as a group.
   * Resolves when it is durable.
   */
  abstract home(identity: Identity): Promise<Account>;
  /** Links an identity to an account, away from the one it had. Throws when the account does not exist. */
  abstract link(identity: Identity, account: string): Promise<void>;
  /** Takes the identity's link away; its account and notes stay. False when it had none. */
  abstract unlink(identity: Identity): Promise<boolean>;
  /** Calls back after an identity was linked or unlinked, until the returned function is called. */
  abstract subscribe(changed: () => void): () => void;
  /** All accounts, the owner's first, the others by id. */
  abstract list(): Promise<readonly Account[]>;
  /** All linked identities, in order of `platform:user`. */
  abstract links(): Promise<readonly Link[]>;
}

/**
 * Decides who may come in, before anything is journaled: whoever is linked to an account, anybody at an adapter that is `trusted`, and the people of a
 * group that was let in, there. All others are refused. Plugins change what it says by linking and unlinking identities in `Accounts`, and by `Groups`.
 */
export class Admission {
  /** Made by the kernel, which asks it for every event. */
  constructor(private readonly accounts: Accounts, private readonly groups: Groups) {}

  /** The account to admit the event's sender as, or `undefined` to refuse it; at once where nothing needs to be asked. */
  admit(
    event: Pick<BotEvent, "sender" | "conversation">,
    adapter: Pick<Adapter, "trusted">,
  ): Promise<Account | undefined> | Account | undefined {
    return this.accounts.peek(event.sender) ?? this.#find(event, adapter);
  }

  async #find(
    { sender, conversation }: Pick<BotEvent, "sender" | "conversation">,
    { trusted }: Pick<Adapter, "trusted">,
  ): Promise<Account | undefined> {
    const account = await this.accounts.find(sender);
    if (account !== undefined) return account;
    if (trusted !== false) return await this.accounts.open(sender, sender.user === trusted.owner ? "owner" : "member");
    if (conversation.kind !== "group" || await this.groups.find(conversation) === undefined) return undefined;
    return await this.accounts.home(sender);
  }
}
