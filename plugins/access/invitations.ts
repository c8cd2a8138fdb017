import {
  Accounts,
  Clock,
  type Identity,
  identityId,
  inject,
  lazySchema,
  type RecordKind,
  type Records,
  sha256,
  Store,
} from "@portico/bot";
import { z } from "zod";
import type { Inviter } from "./arrivals.ts";
import { makeCode } from "./code.ts";

/** An invitation by the hash of its code: who reads the store can't use it. A type and not an interface, so that it is JSON. */
type Invitation = {
  /** Wall time in milliseconds. */
  readonly expires: number;
  /** Who has used it, as `platform:user`; `null` while nobody has. */
  readonly usedBy: string | null;
  /** Who is told that it was used. */
  readonly by?: Inviter | undefined;
};

const inviter = () => z.object({ platform: z.string(), chat: z.string(), language: z.string() });

const invitation: RecordKind<Invitation> = {
  namespace: "access.invitations",
  version: 1,
  schema: lazySchema(() => z.object({ expires: z.number(), usedBy: z.string().nullable(), by: inviter().optional() })),
};

/** Codes that let one person in as a member, until they expire. */
@inject(Store, Accounts, Clock)
export class Invitations {
  readonly #invitations: Records<Invitation>;

  /** Built by the kernel. */
  constructor(store: Store, private readonly accounts: Accounts, private readonly clock: Clock) {
    this.#invitations = store.records(invitation);
  }

  /** Makes a code that is good for one person. @param lifetime milliseconds. @param by who is told that it was used. */
  async issue(lifetime: number, by?: Inviter): Promise<string> {
    const code = makeCode();
    const expires = this.clock.now() + lifetime;
    await this.#invitations.set(sha256(code), { expires, usedBy: null, ...(by === undefined ? {} : { by }) }, {
      expiresAt: expires,
    });
    return code;
  }

  /**
   * Lets the identity in as a member, if this is the code of an invitation that nobody else has used. Who has used it may use it again until it
   * expires or is withdrawn, so that dying between the two writes locks nobody out.
   *
   * @returns whether it is their first use of it, and who is to be told of that; `undefined` when they may not come in by it.
   */
  async accept(
    code: string,
    identity: Identity,
  ): Promise<{ readonly isNew: boolean; readonly by: Inviter | undefined } | undefined> {
    const key = sha256(code);
    const known = await this.#invitations.get(key);
    if (known === undefined) return undefined;
    const used = await this.#invitations.update(
      key,
      (old) => old && { ...old, usedBy: old.usedBy ?? identityId(identity) },
    );
    if (used?.usedBy !== identityId(identity)) return undefined;
    await this.accounts.open(identity, "member");
    return { isNew: known.usedBy === null, by: known.by };
  }

  /** The identity may come in no longer, by no code that it has used. */
  async withdraw(identity: Pick<Identity, "platform" | "user">): Promise<void> {
    const used = (await this.#invitations.list()).filter(([, { usedBy }]) => usedBy === identityId(identity));
    await Promise.all(used.map(([key]) => this.#invitations.delete(key)));
  }
}
