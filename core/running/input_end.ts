/** The end of all input: what is under way is done, and then nobody waits any more. And what ends the program before that. */
import type { Adapter } from "../chat/adapter.ts";
import type { Dialogues } from "../handling/dialogues.ts";
import type { Translations } from "../i18n/i18n.ts";
import type { Notices } from "../logs/notices.ts";
import type { OpenAdapters } from "../kernel/open_adapters.ts";
import type { PluginHost } from "../plugins/plugin_host.ts";
import type { Runner } from "./runner.ts";
import type { Scheduler } from "./scheduler.ts";

/** What has to come to its end. */
export interface InputEndParts {
  readonly adapters: OpenAdapters;
  readonly dialogues: Dialogues;
  readonly scheduler: Pick<Scheduler, "whenIdle">;
  readonly runner: Pick<Runner, "waitNoLonger">;
  readonly plugins: Pick<PluginHost, "drain">;
  readonly notices: Notices;
  readonly translations: Translations;
}

/** See the file's comment. */
export class InputEnd {
  readonly #drained = Promise.withResolvers<void>();

  constructor(private readonly parts: InputEndParts) {
    this.#drained.promise.catch(() => {}); // who stops the kernel for another reason need not have looked
  }

  /** Resolves when all input has ended and everything that came of it is done; rejects when an adapter or the store can't go on. */
  get drained(): Promise<void> {
    return this.#drained.promise;
  }

  /** The program can't go on. */
  fail(failure: unknown): void {
    this.#drained.reject(failure);
  }

  /** An adapter brings no more. Where others go on, whoever waits for the program's end is told so. */
  end(adapter: Adapter, failure?: unknown): void {
    if (failure !== undefined) return this.fail(failure);
    const { adapters, notices, translations } = this.parts;
    if (!adapters.end(adapter)) return;
    const open = adapters.list().map(({ platform }) => platform).join(", ");
    if (open === "") return void this.#drain().then(this.#drained.resolve, this.#drained.reject);
    notices.tell(translations.t("core", notices.language, "adapter-ended", { ended: adapter.platform, open }));
  }

  /** Questions have nobody to answer them, and what waits for time to pass, or for a disk, waits no longer. */
  async #drain(): Promise<void> {
    const { dialogues, scheduler, runner, plugins } = this.parts;
    dialogues.close("input-ended");
    runner.waitNoLonger();
    await scheduler.whenIdle();
    await plugins.drain();
    await scheduler.whenIdle();
  }
}
