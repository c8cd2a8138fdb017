import {
  Accounts,
  BotPort,
  ChatUnreachable,
  Clock,
  command,
  Contributions,
  type Deadline,
  Deadlines,
  type Identity,
  identityId,
  inject,
  KernelStatus,
  lazySchema,
  type Logger,
  type MenuCommand,
  messageOf,
  OWNER,
  PluginLog,
  type RecordKind,
  type Records,
  Rejected,
  Store,
  Translations,
} from "@portico/bot";
import { z } from "zod";
import { descriptionOf } from "./command_description.ts";

/** Milliseconds in which changes become one: plugins and their commands come in rows. */
const QUIET = 1_000;
/** Milliseconds after which what could not be published is tried again: a platform that was away at the start comes back some time. */
const AGAIN = 60_000;

/** Who has had a menu of their own, by platform. A type and not an interface, so that it is JSON. */
type Served = { readonly users: readonly string[] };

const servedKind: RecordKind<Served> = {
  namespace: "system.menus",
  version: 1,
  schema: lazySchema(() => z.object({ users: z.array(z.string()) })),
};

/** Keeps the platforms' menus of commands as the plugins are: in every language, with the owner's commands for the owner alone. */
@inject(BotPort, Contributions, Translations, Accounts, KernelStatus, Clock, Deadlines, Store, PluginLog)
export class CommandMenu {
  #undo: (() => void)[] = [];
  #deadline: Deadline | undefined;
  /** What was published last, by menu: what has not changed is not published again. */
  readonly #published = new Map<string, string>();
  /** Who has had a menu of their own: it is taken back from who is the owner no more, also when that was said before this start. */
  readonly #served: Records<Served>;
  /** Who can't be reached and so has no menu of their own yet, by `platform:user`. */
  readonly #unmet = new Set<string>();
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
    store: Store,
    private readonly log: Logger,
  ) {
    this.#served = store.records(servedKind);
  }

  /** Publishes now, and again when commands or the owner's identities change. */
  follow(): void {
    const changed = () => this.#schedule(QUIET);
    this.#undo = [
      this.contributions.of(command).subscribe(changed),
      this.accounts.subscribe(changed),
      this.kernel.subscribe(changed),
    ];
    void this.publish();
  }

  /** Somebody has come: who could not be reached before now can. */
  greet(sender: Identity): void {
    if (this.#unmet.delete(identityId(sender))) this.#schedule(0);
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
    this.#publishing = this.#publishing.then(() => this.#publishAll());
    await this.#publishing;
  }

  async #publishAll(): Promise<void> {
    for (const { platform, isReached } of this.kernel.read().adapters) {
      if (!isReached || !this.bot.capabilities(platform).menu) continue;
      try {
        await this.#publishFor(platform);
      } catch (error) {
        const reason = messageOf(error);
        this.log.warn("The menus of {platform} could not be published, and are tried again: {reason}", {
          platform,
          reason,
        });
        if (this.#deadline === undefined) this.#schedule(AGAIN);
      }
    }
  }

  async #publishFor(platform: string): Promise<void> {
    const owners = new Set(await this.#owners(platform));
    const before = (await this.#served.get(platform))?.users ?? [];
    const served = owners.union(new Set(before));
    const left = new Set(owners);
    if (served.size > before.length) await this.#served.set(platform, { users: [...served] });
    for (const language of this.translations.languages) {
      await this.#publish(platform, language, undefined, this.#commands(language, false));
      for (const user of served) {
        const commands = owners.has(user) ? this.#commands(language, true) : [];
        // Who could not be reached in one language can't be in another.
        const isUnmet = this.#unmet.has(identityId({ platform, user }));
        if (isUnmet || !await this.#publish(platform, language, user, commands)) left.add(user);
      }
    }
    if (left.size < served.size) await this.#served.set(platform, { users: [...left] });
  }

  /** False when the platform refuses it. @throws {Error} it can't be published now, nor can the others. */
  async #publish(
    platform: string,
    language: string,
    user: string | undefined,
    commands: readonly MenuCommand[],
  ): Promise<boolean> {
    const menu = JSON.stringify([platform, language, user]);
    const content = JSON.stringify(commands);
    if (this.#published.get(menu) === content) return true;
    const isDefault = language === this.translations.pick();
    try {
      await this.bot.publishMenu(platform, commands, {
        ...(isDefault ? {} : { language }),
        ...(user === undefined ? {} : { user }),
      });
      this.#published.set(menu, content);
      return true;
    } catch (error) {
      // Telegram, for one, knows no chat with who has never written.
      if (user !== undefined && error instanceof ChatUnreachable) {
        this.#unmet.add(identityId({ platform, user }));
        this.log.info("{user} gets the owner's menu on {platform} when they write there.", { user, platform });
        return false;
      }
      if (!(error instanceof Rejected)) throw error;
      this.log.warn("The menu of {platform} could not be published: {reason}", { platform, reason: messageOf(error) });
      return false;
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
