import {
  Accounts,
  BotPort,
  Clock,
  command,
  Contributions,
  type Deadline,
  Deadlines,
  inject,
  KernelStatus,
  type Logger,
  type MenuCommand,
  messageOf,
  OWNER,
  PluginLog,
  Rejected,
  Translations,
} from "@portico/bot";
import { descriptionOf } from "./command_description.ts";

/** Milliseconds in which changes become one: plugins and their commands come in rows. */
const QUIET = 1_000;
/** Milliseconds after which what could not be published is tried again: a platform that was away at the start comes back some time. */
const AGAIN = 60_000;

/** Keeps the platforms' menus of commands as the plugins are: in every language, with the owner's commands for the owner alone. */
@inject(BotPort, Contributions, Translations, Accounts, KernelStatus, Clock, Deadlines, PluginLog)
export class CommandMenu {
  #undo: (() => void)[] = [];
  #deadline: Deadline | undefined;
  /** What was published last, by menu: what has not changed is not published again. */
  readonly #published = new Map<string, string>();
  /** Who has had a menu of their own, by platform: it is taken back from who is the owner no more. */
  readonly #served = new Map<string, Set<string>>();
  /** Publishing goes one after the other, or an older menu could arrive behind a newer one. */
  #publishing: Promise<void> = Promise.resolve();

  /** Built by the kernel. */
  constructor(
    private readonly bot: BotPort,
    private readonly contributions: Contributions,
    private readonly translations: Translations,
    private readonly accounts: Accounts,
    private readonly kernel: KernelStatus,
    private readonly clock: Clock,
    private readonly deadlines: Deadlines,
    private readonly log: Logger,
  ) {}

  /** Publishes now, and again when commands or the owner's identities change. */
  follow(): void {
    const changed = () => this.#schedule(QUIET);
    this.#undo = [this.contributions.of(command).subscribe(changed), this.accounts.subscribe(changed)];
    void this.publish();
  }

  /** Follows no more. */
  stop(): void {
    for (const undo of this.#undo) undo();
    this.#undo = [];
    this.#deadline?.cancel();
    this.#deadline = undefined;
  }

  /** Publishes what has changed. A menu that can't be published is logged and, unless the platform refuses it, tried again. */
  async publish(): Promise<void> {
    this.#publishing = this.#publishing.catch(() => {}).then(() => this.#publishAll());
    await this.#publishing;
  }

  async #publishAll(): Promise<void> {
    for (const { platform } of this.kernel.read().adapters) {
      if (!this.bot.capabilities(platform).menu) continue;
      const owners = new Set(await this.#owners(platform));
      const served = owners.union(this.#served.get(platform) ?? new Set<string>());
      this.#served.set(platform, served);
      for (const language of this.translations.languages) {
        await this.#publish(platform, language, undefined, this.#commands(language, false));
        for (const user of served) {
          await this.#publish(platform, language, user, owners.has(user) ? this.#commands(language, true) : []);
        }
      }
    }
  }

  async #publish(
    platform: string,
    language: string,
    user: string | undefined,
    commands: readonly MenuCommand[],
  ): Promise<void> {
    const menu = JSON.stringify([platform, language, user]);
    const content = JSON.stringify(commands);
    if (this.#published.get(menu) === content) return;
    const isDefault = language === this.translations.pick();
    try {
      await this.bot.publishMenu(platform, commands, {
        ...(isDefault ? {} : { language }),
        ...(user === undefined ? {} : { user }),
      });
      this.#published.set(menu, content);
    } catch (error) {
      this.log.warn("The menu of {platform} could not be published: {reason}", { platform, reason: messageOf(error) });
      if (!(error instanceof Rejected) && this.#deadline === undefined) this.#schedule(AGAIN);
    }
  }

  #commands(language: string, isOwner: boolean): MenuCommand[] {
    return [...this.contributions.of(command)]
      .filter(({ options }) => options.hidden !== true && (isOwner || options.role !== "owner"))
      .map((found) => ({
        name: found.options.name,
        description: descriptionOf(this.translations, found, language) ?? `/${found.options.name}`,
      }));
  }

  async #owners(platform: string): Promise<string[]> {
    return (await this.accounts.links())
      .filter(({ identity, account }) => account === OWNER && identity.platform === platform)
      .map(({ identity }) => identity.user);
  }

  #schedule(delay: number): void {
    if (this.#undo.length === 0) return; // it has been stopped meanwhile
    this.#deadline?.cancel();
    this.#deadline = this.deadlines.at(this.clock.monotonic() + delay, () => {
      this.#deadline = undefined;
      void this.publish();
    });
  }
}
