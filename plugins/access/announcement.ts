import {
  type AdapterStatus,
  inject,
  KernelStatus,
  type Logger,
  messageOf,
  Notices,
  PluginLog,
  Translations,
} from "@portico/bot";
import { Pairing } from "./pairing.ts";

/** The plugin's name, which owns its texts. */
export const ACCESS = "access";

/** Tells whoever runs the program who the bot is on each platform and, where nobody is its owner yet, how to become that. */
@inject(KernelStatus, Notices, Translations, Pairing, PluginLog)
export class Announcement {
  /** Platforms with what was said of them: each is told once that it can't be reached yet, and once that it is there. */
  readonly #told = new Map<string, "away" | "open">();
  /** One after the other, so that none is told twice. */
  #telling: Promise<void> = Promise.resolve();
  #unsubscribe: (() => void) | undefined;

  /** Built by the kernel. */
  constructor(
    private readonly kernel: KernelStatus,
    private readonly notices: Notices,
    private readonly translations: Translations,
    private readonly pairing: Pairing,
    private readonly log: Logger,
  ) {}

  /** Tells of all platforms, and of those that are away when they are reached. */
  async follow(): Promise<void> {
    this.#unsubscribe = this.kernel.subscribe(() => void this.#tellAll());
    await this.#tellAll();
  }

  /** Tells no more. */
  stop(): void {
    this.#unsubscribe?.();
  }

  #tellAll(): Promise<void> {
    return this.#telling = this.#telling.then(async () => {
      for (const adapter of this.kernel.read().adapters) await this.#tell(adapter);
    }).catch((error) =>
      this.log.warn("Where the bot is open could not be told: {reason}", { reason: messageOf(error) })
    );
  }

  async #tell({ platform, isTrusted, isReached, address }: AdapterStatus): Promise<void> {
    const state = isReached ? "open" : "away";
    if (isTrusted || this.#told.get(platform) === state) return;
    this.#told.set(platform, state);
    if (!isReached) return this.#say("notice-away", { platform });
    const code = await this.pairing.isPaired(platform) ? undefined : this.pairing.standing();
    const id = code === undefined ? "notice-open" : "notice-pair";
    const parts = { platform, name: address?.name ?? platform, ...(code === undefined ? {} : { code }) };
    if (address === undefined) this.#say(id, parts);
    else this.#say(`${id}-link`, { ...parts, link: address.link(code) });
  }

  #say(id: string, args: Readonly<Record<string, string>>): void {
    this.notices.tell(this.translations.t(ACCESS, this.notices.language, id, args));
  }
}
