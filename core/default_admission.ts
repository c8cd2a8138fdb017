import { type Account, type Accounts, Admission } from "./accounts.ts";
import type { Adapter } from "./adapter.ts";
import type { Identity } from "./events.ts";

/** Lets in whoever is linked to an account, and anybody at an adapter that is trusted. All others are refused. */
export class DefaultAdmission extends Admission {
  constructor(private readonly accounts: Accounts) {
    super();
  }

  override admit(
    identity: Identity,
    adapter: Pick<Adapter, "trusted">,
  ): Promise<Account | undefined> | Account | undefined {
    return this.accounts.peek(identity) ?? this.#find(identity, adapter);
  }

  async #find(identity: Identity, { trusted }: Pick<Adapter, "trusted">): Promise<Account | undefined> {
    const account = await this.accounts.find(identity);
    if (account !== undefined || trusted === false) return account;
    return await this.accounts.open(identity, identity.user === trusted.owner ? "owner" : "member");
  }
}
