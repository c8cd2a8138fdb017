import { type Conversation, inject, PorticoError } from "@portico/bot";
import { UserContextManager } from "../settings/mod.ts";
import { Gathering } from "./gathering.ts";
import { type LoadedMode, Modes } from "./modes.ts";

/** Somebody asked for a mode that is not there. */
export class UnknownMode extends PorticoError {
  /** For programs. */
  readonly code = "unknown_mode";
  /**
   * Names the mode and those there are.
   *
   * @param mode what was asked for
   * @param known the names there are
   */
  constructor(readonly mode: string, readonly known: readonly string[]) {
    super(`There is no mode "${mode}". There are: ${known.join(", ") || "none; load a plugin that has one"}.`);
  }
}

/** Knows and switches the mode of an account in a conversation. */
@inject(Modes, Gathering, UserContextManager)
export class ModeSwitch {
  /** Built by the kernel. */
  constructor(
    private readonly modes: Modes,
    private readonly gathering: Gathering,
    private readonly users: UserContextManager,
  ) {}

  /** The mode that the next message will be taken in; `undefined` when there is none at all. */
  async current(account: string, conversation: Conversation): Promise<string | undefined> {
    return this.modes.resolve(await this.users.mode(account, conversation))?.options.name;
  }

  /**
   * Switches. What is open is handed over first, even while an album is arriving: only so is it sure to stay in the mode it was sent in if everything dies
   * right behind the switch. Resolves when it is durable.
   *
   * @throws {UnknownMode}
   */
  async switchTo(account: string, conversation: Conversation, name: string): Promise<LoadedMode> {
    const mode = this.modes.get(name);
    if (mode === undefined) throw new UnknownMode(name, Array.from(this.modes, ({ options }) => options.name));
    await this.gathering.aggregator.commit(conversation, account);
    await this.users.setMode(account, conversation, name);
    return mode;
  }
}
