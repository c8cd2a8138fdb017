/** Why a server is of no use now. */
import { escapeMarkdown, type HandlerContext } from "@portico/bot";
import { TimeIsUp } from "../agent/mod.ts";

/**
 * What is wrong.
 *
 * - `no-network`, `no-programs`: this start of the bot may not use the network, or start programs.
 * - `owner-only`, `not-secure`, `private-address`: not for this account.
 * - `off`: it was switched off or removed meanwhile.
 * - `unreachable`: nobody is there. `refused`: its server says no. `late`: it did not answer in time. `ended`: it went away.
 * - `forgotten`: it does not know us any more.
 * - `flood`: it sends too much. `unreadable`: it does not speak the protocol.
 */
export type ProblemCode =
  | "no-network"
  | "no-programs"
  | "owner-only"
  | "not-secure"
  | "private-address"
  | "off"
  | "unreachable"
  | "refused"
  | "late"
  | "ended"
  | "forgotten"
  | "flood"
  | "unreadable";

/** For a model; people read the text `problem-<code>`. */
const SAID: Readonly<Record<ProblemCode, string>> = {
  "no-network": "this start of the bot may not use the network; `deno task serve` is the one that may",
  "no-programs": "this start of the bot may not start programs; `deno task host` is the one that may",
  "owner-only": "only the owner of the bot may use it",
  "not-secure": "it has no https:// address",
  "private-address": "it is in a private network",
  "off": "the person has switched it off",
  "unreachable": "nobody answers there",
  "refused": "it refuses",
  "late": "it did not answer in time",
  "ended": "it went away",
  "forgotten": "it does not know us any more",
  "flood": "it sent too much",
  "unreadable": "it did not speak the protocol",
};

/** A call could not be made, or nobody knows what became of it. */
export class ServerProblem extends Error {
  override readonly name = "ServerProblem";

  /**
   * @param detail what is known beside the code, in English; nothing secret.
   * @param nothingDone whether the call that ends with this has certainly not been made.
   */
  constructor(
    readonly code: ProblemCode,
    readonly detail: string = "",
    readonly nothingDone: boolean = false,
    options?: ErrorOptions,
  ) {
    super(detail === "" ? SAID[code] : `${SAID[code]} (${detail})`, options);
  }

  /** True where another try can't help until somebody changes something: such a server is not kept when it is added. */
  get isRefusal(): boolean {
    return ["no-network", "no-programs", "owner-only", "not-secure", "private-address"].includes(this.code);
  }

  /** The same of a call that has certainly not been made. */
  beforeCall(): ServerProblem {
    return this.nothingDone ? this : new ServerProblem(this.code, this.detail, true, { cause: this });
  }
}

/** What was thrown, as a problem of a server. */
export function asProblem(error: unknown): ServerProblem {
  if (error instanceof ServerProblem) return error;
  return new ServerProblem(error instanceof TimeIsUp ? "late" : "unreadable", "", false, { cause: error });
}

/** What is wrong, for people. */
export function problemText(speaker: Pick<HandlerContext, "t">, { code, detail }: ServerProblem): string {
  return speaker.t(`problem-${code}`, { detail: detail === "" ? "none" : escapeMarkdown(detail) });
}
