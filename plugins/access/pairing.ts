import { Accounts, Clock, type Identity, inject, OWNER } from "@portico/bot";
import { makeCode } from "./code.ts";

/** How long a code lives that the owner has asked for, in milliseconds. */
export const PAIRING_LIFETIME: number = 15 * 60_000;

/** A code that is valid. */
interface Open {
  readonly code: string;
  /** Monotonic time in milliseconds. */
  readonly until: number;
}

/** The code that makes who sends it the owner. There is one at most, in memory only; it is used up by the first who sends it. */
@inject(Accounts, Clock)
export class Pairing {
  #open: Open | undefined;

  /** Built by the kernel. */
  constructor(private readonly accounts: Accounts, private readonly clock: Clock) {}

  /** Makes a code, in place of the one before. @param lifetime milliseconds; until it is used by default. */
  issue(lifetime: number = Infinity): string {
    const code = makeCode();
    this.#open = { code, until: this.clock.monotonic() + lifetime };
    return code;
  }

  /** The code that is good until it is used, made where there is none. */
  standing(): string {
    return this.#open?.until === Infinity ? this.#open.code : this.issue();
  }

  /** Links the identity to the owner's account, if this is the code. */
  async accept(code: string, identity: Identity): Promise<boolean> {
    const open = this.#open;
    if (open === undefined || this.clock.monotonic() >= open.until || !isSame(open.code, code)) return false;
    // Nobody else may use it while the link is being made.
    this.#open = undefined;
    try {
      await this.accounts.open({ platform: identity.platform, user: identity.user }, "owner");
      await this.accounts.link(identity, OWNER);
      return true;
    } catch (error) {
      this.#open = open;
      throw error;
    }
  }

  /** Whether the owner can be reached on this platform, so that no code is needed there. */
  async isPaired(platform: string): Promise<boolean> {
    return (await this.accounts.links()).some(({ identity, account }) =>
      account === OWNER && identity.platform === platform
    );
  }
}

/** In a time that tells nothing of how much was right. Both are codes: of the same length. */
function isSame(one: string, other: string): boolean {
  let difference = one.length ^ other.length;
  for (let index = 0; index < one.length; index++) difference |= one.charCodeAt(index) ^ other.charCodeAt(index);
  return difference === 0;
}
