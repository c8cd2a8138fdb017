import { type Account, type Accounts, Admission } from "./accounts.ts";
import type { Adapter } from "./adapter.ts";
import type { BotEvent } from "./events.ts";
import type { Groups } from "./groups.ts";

/**
 * Lets in whoever is linked to an account, anybody at an adapter that is trusted, and in a group that was let in its people. All others are refused.
 */
export class DefaultAdmission extends Admission {
  constructor(private readonly accounts: Accounts, private readonly groups: Groups) {
    super();
  }

  override admit(
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
