import { command, type CommandContext, inject, plugin, task, type TaskContext } from "@portico/bot";
import { z } from "zod";
import { FolderVaults } from "./folder_vaults.ts";
import type { Hit, NoteSummary } from "./note.ts";
import { Vaults } from "./vault.ts";
import en from "./texts/en.ftl" with { type: "text" };
import ru from "./texts/ru.ftl" with { type: "text" };

/** Notes that `/notes` lists by default, and at the most. */
const FEW = 10;
const MANY = 50;

/** The notes of each account, with `/notes` and `/find`. */
@plugin({
  name: "vault",
  services: [FolderVaults],
  provides: [{ token: Vaults, useClass: FolderVaults }],
  texts: { en, ru },
})
@inject(FolderVaults)
export class VaultPlugin {
  constructor(private readonly vaults: FolderVaults) {}

  /** `/notes`, `/notes 20`: the newest. */
  @command("notes", { args: z.tuple([z.coerce.number().int().min(1).max(MANY).default(FEW)]) })
  async listNotes(ctx: CommandContext<[number]>): Promise<void> {
    const vault = this.vaults.of(ctx.account);
    const notes = await vault.list({ limit: ctx.args[0] });
    if (notes.length === 0) return void await ctx.reply(ctx.t("notes-none"));
    const count = await vault.count();
    const lines = notes.map((note) => line(note, ctx.language));
    await ctx.reply([ctx.t("notes-newest", { shown: notes.length, count }), ...lines].join("\n"));
  }

  /** `/find words`. */
  @command("find")
  async findNotes(ctx: CommandContext): Promise<void> {
    if (ctx.rest === "") return void await ctx.reply(ctx.t("find-what"));
    const hits = await this.vaults.of(ctx.account).find(ctx.rest, { limit: FEW });
    if (hits.length === 0) return void await ctx.reply(ctx.t("find-nothing", { query: plain(ctx.rest) }));
    const lines = hits.map((hit) => `${line(hit, ctx.language)}\n  ${marked(hit)}`);
    await ctx.reply([ctx.t("find-found", { count: hits.length }), ...lines].join("\n"));
  }

  /** Files that somebody changed in Obsidian are found, renamed and deleted ones too. */
  @task({ every: "5m", description: "Looks for notes changed by hand" })
  async rescan({ signal }: TaskContext): Promise<void> {
    await this.vaults.rescan(signal);
  }

  async stop(): Promise<void> {
    await this.vaults.close();
  }
}

function line({ title, path, created, tags }: NoteSummary, language: string): string {
  const date = new Intl.DateTimeFormat(language, { dateStyle: "medium" }).format(created);
  const tagged = tags.length === 0 ? "" : ` ${tags.map((tag) => `#${tag}`).join(" ")}`;
  return `- **${plain(title)}** (${date})${tagged}\n  \`${path.replaceAll("`", "'")}\``;
}

/** The snippet with the words that were found in bold. */
function marked({ snippet, highlights }: Hit): string {
  let text = "";
  let end = 0;
  for (const [from, to] of highlights) {
    text += `${plain(snippet.slice(end, from))}**${plain(snippet.slice(from, to))}**`;
    end = to;
  }
  return text + plain(snippet.slice(end));
}

/** Text that Markdown does not format. */
function plain(text: string): string {
  return text.replace(/[\\`*_[\]<>]/g, "\\$&").replace(/\s+/g, " ");
}
