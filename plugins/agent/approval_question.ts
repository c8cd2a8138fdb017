import { isRecord, type Json } from "@portico/bot";
import { type Vault, VaultError } from "../vault/mod.ts";
import type { RunContext } from "./agent_task.ts";
import type { CallInput } from "./approvals.ts";
import { type CallWords, idsIn } from "./call_words.ts";
import { escapeLine, escapeLines, jsonBlock } from "./markdown.ts";
import type { RunTool } from "./run_tool.ts";
import { type ToolContext, ToolError } from "./tool.ts";

/** What is longer can't be read on a phone, so nobody could say that they have allowed it. In characters. */
const LONGEST = 3_000;
/** So many notes are looked up for one question. */
const MOST_NOTES = 50;

/** Says exactly what a call would do, so that a person can allow it. */
export class ApprovalQuestion {
  constructor(
    private readonly ctx: Pick<RunContext, "t" | "log">,
    private readonly words: CallWords,
    /** The vault of the account, where it has one: titles are what stands there, whatever anybody says. */
    private readonly vault: Pick<Vault, "read"> | undefined,
  ) {}

  /**
   * The question, Markdown.
   *
   * @throws {ToolError} it can't be asked; the message is for the model.
   */
  async of(tool: RunTool, input: CallInput, toolContext: ToolContext): Promise<string> {
    const parts = [this.ctx.t("approve"), ...await this.#what(tool, input, toolContext)];
    const host = hostOf(input.shown);
    if (host !== undefined) parts.push(this.ctx.t("approve-host", { host: escapeLine(host) }));
    parts.push(this.ctx.t(tool.effect === "destroy" ? "approve-destroy" : "approve-send", {
      tool: escapeLine(tool.name),
      source: this.words.source(tool),
    }));
    const text = parts.join("\n\n");
    if (text.length <= LONGEST) return text;
    throw new ToolError(
      "That is too much for the person to read at once, so they were not asked. Do less in one call.",
    );
  }

  async #what(tool: RunTool, { given, shown }: CallInput, toolContext: ToolContext): Promise<string[]> {
    if (tool.confirm !== undefined) {
      const read = await tool.read(given);
      if ("problem" in read) throw new ToolError(read.problem);
      return [escapeLines(await tool.confirm(read.value, toolContext))];
    }
    const titles = await this.#titles(shown);
    const said = this.words.question(tool, shown, titles);
    const isWhole = tool.effect === "destroy" && titles.length === idsIn(shown).length && hasOnlyIds(shown);
    // Where something leaves, all of it is shown: an address may carry more than it seems to.
    if (said !== undefined) return isWhole ? [said] : [said, jsonBlock(shown)];
    return [this.words.title(tool, shown), ...titles.map((title) => `- ${escapeLine(title)}`), jsonBlock(shown)];
  }

  async #titles(input: Json): Promise<string[]> {
    const titles: string[] = [];
    for (const id of idsIn(input).slice(0, MOST_NOTES)) {
      const note = await this.vault?.read(id).catch((error) => {
        if (!(error instanceof VaultError)) throw error;
        this.ctx.log.debug("{id} can't be looked up: {error}", { id, error });
        return undefined;
      });
      if (note !== undefined) titles.push(note.title);
    }
    return titles;
  }
}

/** Whether the titles say all that is in it. */
function hasOnlyIds(input: Json): boolean {
  return isRecord(input) && Object.keys(input).every((key) => key === "id" || key === "ids");
}

/** Where something is sent, as far as the input says. */
function hostOf(input: Json): string | undefined {
  if (!isRecord(input) || typeof input.url !== "string") return undefined;
  return URL.parse(input.url.trim())?.host;
}
