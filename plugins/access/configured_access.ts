import {
  type Account,
  Accounts,
  identityId,
  inject,
  lazySchema,
  type Logger,
  OWNER,
  PluginLog,
  type RecordKind,
  type Records,
  type Role,
  Store,
} from "@portico/bot";
import { z } from "zod";
import { AccessConfig, type AccessOptions, type Person } from "./access_config.ts";

/** A link that the configuration has made, by `platform:user`: what is not in here was made otherwise and is left alone. */
interface ConfiguredLink {
  readonly role: Role;
  /** The account that the identity was linked to before, which it gets back. */
  readonly previous: string | null;
  /** So that it is JSON. */
  readonly [key: string]: string | null;
}

const configuredLink: RecordKind<ConfiguredLink> = {
  namespace: "access.configured",
  version: 1,
  schema: lazySchema(() => z.object({ role: z.enum(["owner", "member"]), previous: z.string().nullable() })),
};

/**
 * Makes the links between identities and accounts what the configuration says, and takes back those it said once and says no more. Each step
 * is in an order that leaves, when the process dies between two, somebody outside rather than inside.
 */
@inject(Store, Accounts, AccessConfig, PluginLog)
export class ConfiguredAccess {
  readonly #made: Records<ConfiguredLink>;

  /** Built by the kernel. */
  constructor(
    store: Store,
    private readonly accounts: Accounts,
    private readonly options: AccessOptions,
    private readonly log: Logger,
  ) {
    this.#made = store.records(configuredLink);
  }

  /** Applies the configuration. Those named twice are what they are as owner. */
  async apply(): Promise<void> {
    const wanted = new Map<string, [person: Person, role: Role]>();
    for (const person of this.options.allow) wanted.set(identityId(person), [person, "member"]);
    for (const person of this.options.owner) wanted.set(identityId(person), [person, "owner"]);
    const made = new Map(await this.#made.list());
    await Promise.all(made.entries().filter(([id]) => !wanted.has(id)).map(([id, link]) => this.#takeBack(id, link)));
    await Promise.all(
      wanted.entries().map(([id, [person, role]]) => {
        const before = made.get(id);
        return role === "owner" ? this.#makeOwner(id, person, before) : this.#makeMember(id, person, before);
      }),
    );
  }

  /** Everybody whom the configuration names, with the variable for it. */
  get named(): readonly { readonly person: Person; readonly from: string }[] {
    const { owner, allow } = this.options;
    return [
      ...owner.map((person) => ({ person, from: "PORTICO_OWNER" })),
      ...allow.map((person) => ({ person, from: "PORTICO_ALLOW" })),
    ];
  }

  /** Whether the configuration lets this person in, so that they come in again at the next start whatever is done meanwhile. */
  names(person: Person): boolean {
    return this.named.some((named) => identityId(named.person) === identityId(person));
  }

  async #makeOwner(id: string, person: Person, made: ConfiguredLink | undefined): Promise<void> {
    const account = await this.accounts.find(person);
    if (account?.id === OWNER) return;
    const previous = made === undefined ? account?.id ?? null : made.previous;
    await this.#made.set(id, { role: "owner", previous });
    await this.accounts.link(person, OWNER);
    this.log.info("{id} is an owner now, by configuration", { id });
  }

  async #makeMember(id: string, person: Person, made: ConfiguredLink | undefined): Promise<void> {
    let account = await this.accounts.find(person);
    if (made?.role === "owner") {
      if (account?.id === OWNER) account = await this.#restore(person, made);
      await this.#made.set(id, { role: "member", previous: made.previous });
    }
    if (account !== undefined) return;
    if (made === undefined) await this.#made.set(id, { role: "member", previous: null });
    await this.accounts.open(person, "member");
    this.log.info("{id} is let in as a member now, by configuration", { id });
  }

  async #takeBack(id: string, made: ConfiguredLink): Promise<void> {
    const person = toPerson(id);
    const account = await this.accounts.find(person);
    // Who was let in as a member and is the owner was linked to the owner by other means since.
    const isOthers = account === undefined || (made.role === "member" && account.id === OWNER);
    if (!isOthers && (made.previous === null || account.id === OWNER)) await this.#restore(person, made);
    await this.#made.delete(id);
    this.log.info("{id} is no longer let in by configuration", { id });
  }

  /** Back to the account it had before, if any. */
  async #restore(person: Person, { previous }: ConfiguredLink): Promise<Account | undefined> {
    if (previous === null) await this.accounts.unlink(person);
    else await this.accounts.link(person, previous);
    return await this.accounts.find(person);
  }
}

function toPerson(id: string): Person {
  const colon = id.indexOf(":");
  return { platform: id.slice(0, colon), user: id.slice(colon + 1) };
}
