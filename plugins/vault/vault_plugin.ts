import {
  Clock,
  command,
  type CommandContext,
  type HandlerContext,
  inject,
  lazySchema,
  plugin,
  PluginScope,
  task,
  type TaskContext,
} from "@portico/bot";
import { z } from "zod";
import { FolderVaults } from "./folder_vaults.ts";
import { NoteButtons } from "./note_buttons.ts";
import type { NoteSummary } from "./note.ts";
import { VaultFolders, Vaults } from "./vault.ts";
import { VaultChanges, VaultNews } from "./vault_changes.ts";
import { VaultConfig } from "./vault_config.ts";
import { VaultWatcher } from "./vault_watcher.ts";
import en from "./texts/en.ftl" with { type: "text" };
import ru from "./texts/ru.ftl" with { type: "text" };

/** How long after the start the vaults are looked through, in milliseconds: whoever is served first does not wait for it. */
const FIRST_LOOK = 2_000;
/** As many hits are shown. */
const SHOWN = 10;

const howMany = lazySchema(() => z.array(z.coerce.number().int().min(1).max(50)).max(1));

/** Each account's notes: lists and finds them, and provides `Vaults` to other plugins. */
@plugin({
  name: "vault",
  config: VaultConfig,
  services: [FolderVaults, VaultWatcher, VaultNews],
  provides: [
    { token: Vaults, useClass: FolderVaults },
    { token: VaultFolders, useClass: FolderVaults },
    { token: VaultChanges, useClass: VaultNews },
    NoteButtons,
  ],
  texts: { en, ru },
})
@inject(FolderVaults, VaultWatcher, NoteButtons, Clock, PluginScope)
export class VaultPlugin {
  /** Built by the kernel. */
  constructor(
    private readonly vaults: FolderVaults,
    private readonly watcher: Pick<VaultWatcher, "watch">,
    private readonly buttons: Pick<NoteButtons, "rows">,
    private readonly clock: Clock,
    private readonly scope: Pick<PluginScope, "defer" | "signal">,
  ) {}

  /** Has the vaults looked through soon, without anybody waiting for it. */
  start(): void {
    const { signal } = this.scope;
    this.scope.defer(
      "first look at the vaults",
      this.clock.setTimer(FIRST_LOOK, () => void this.rescan({ signal })),
    );
  }

  /** Finds what was changed by hand where nobody heard of it; begins to listen where nobody does. */
  @task({ every: "10m", description: "Looks for notes changed by hand" })
  async rescan({ signal }: Pick<TaskContext, "signal">): Promise<void> {
    await this.watcher.watch();
    await this.vaults.rescan(signal);
  }

  /** `/notes`, `/notes 20`: the newest notes. Waits for the batches before it, so that it shows what was just sent. */
  @command("notes", { args: howMany, lane: "work" })
  async list(ctx: CommandContext<number[]>): Promise<void> {
    const vault = this.vaults.of(ctx.account);
    const [limit = SHOWN] = ctx.args;
    const [notes, count] = [await vault.list({ limit }), await vault.count()];
    if (notes.length === 0) return void await ctx.reply(ctx.t("notes-none"));
    const { noteLine } = await import("./note_lines.ts");
    const title = ctx.t("notes-title", { count, shown: notes.length });
    await this.#show(ctx, title, notes, notes.map((note) => noteLine(ctx, note)));
  }

  /** `/find words`: the notes with all of the words, or else with any of them. */
  @command("find", { lane: "work" })
  async find(ctx: CommandContext): Promise<void> {
    const query = ctx.rest.trim();
    if (query === "") return void await ctx.reply(ctx.t("find-what"));
    const vault = this.vaults.of(ctx.account);
    const all = await vault.find(query, { limit: SHOWN });
    const hits = all.length > 0 ? all : await vault.find(query, { limit: SHOWN, match: "any" });
    if (hits.length === 0) return void await ctx.reply(ctx.t("find-none"));
    const { hitLine } = await import("./note_lines.ts");
    const title = ctx.t(all.length > 0 ? "find-title" : "find-title-any", { count: hits.length });
    await this.#show(ctx, title, hits, hits.map((hit) => hitLine(ctx, hit)));
  }

  /** A numbered list, with buttons that open what is in it. */
  async #show(
    ctx: HandlerContext,
    title: string,
    notes: readonly NoteSummary[],
    lines: string[],
  ): Promise<void> {
    const buttons = this.buttons.rows(ctx, notes.map(({ id }) => id));
    const text = [title, "", ...lines.map((line, index) => `${index + 1}. ${line}`)].join("\n");
    await ctx.reply(buttons.length === 0 ? text : { text, buttons });
  }
}
