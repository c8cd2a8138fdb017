import {
  type Account,
  Clock,
  type Contributed,
  Contributions,
  type ContributionSet,
  Deadlines,
  inject,
  type Logger,
  PluginLog,
} from "@portico/bot";
import type { RunTool } from "./run_tool.ts";
import { type OfferedTool, tool, type ToolHandler, type ToolOptions, type ToolSource, toolSource } from "./tool.ts";
import { checkOffered } from "./tool_check.ts";
import { withinTime } from "./within_time.ts";

/** How long a source may take to say which tools it has, in milliseconds: a run waits for it. */
const SOURCE_TIME = 5_000;
/** So many tools of a source are used: more would only fill the prompt. */
const SOURCE_TOOLS = 100;

/** The tools there are, for each account its own. */
@inject(Contributions, Clock, Deadlines, PluginLog)
export class ToolCatalog {
  readonly #tools: ContributionSet<ToolOptions, ToolHandler>;
  readonly #sources: ContributionSet<Record<never, never>, ToolSource>;
  /** Made when a tool is first used: describing its input takes a while. */
  readonly #made = new WeakMap<Contributed<ToolOptions, ToolHandler>, { readonly tool: RunTool | undefined }>();

  /** Built by the kernel. */
  constructor(
    contributions: Contributions,
    private readonly clock: Clock,
    private readonly deadlines: Deadlines,
    private readonly log: Logger,
  ) {
    this.#tools = contributions.of(tool);
    this.#sources = contributions.of(toolSource);
  }

  /** What a model may call for this account, by name. A source that fails, or takes too long, has none. Never rejects. */
  async of(account: Account, signal: AbortSignal): Promise<Map<string, RunTool>> {
    const { offeredTool, toolOf } = await import("./run_tool.ts");
    const found = new Map<string, RunTool>();
    for (const contributed of this.#tools) {
      if (contributed.options.hidden) continue;
      const made = this.#make(contributed, toolOf);
      if (made !== undefined) found.set(made.name, made);
    }
    const sources = [...this.#sources];
    const offers = await Promise.all(sources.map((source) => this.#ask(source, account, signal)));
    for (const [index, offered] of offers.entries()) this.#take(found, offered, sources[index], offeredTool);
    return found;
  }

  /** A tool by its name, hidden ones included: what takes something back is called by this. */
  async find(name: string, account: Account, signal: AbortSignal): Promise<RunTool | undefined> {
    const contributed = this.#tools.get(name);
    if (contributed === undefined) return (await this.of(account, signal)).get(name);
    const { toolOf } = await import("./run_tool.ts");
    return this.#make(contributed, toolOf);
  }

  /** The tool; `undefined` for one whose input, seen for the first time, will not do. */
  #make(
    contributed: Contributed<ToolOptions, ToolHandler>,
    toolOf: (contributed: Contributed<ToolOptions, ToolHandler>) => RunTool | string,
  ): RunTool | undefined {
    let made = this.#made.get(contributed);
    if (made === undefined) {
      const found = toolOf(contributed);
      const isWrong = typeof found === "string";
      if (isWrong) this.log.error("{tool} is left out: {problem}", { tool: contributed.name, problem: found });
      this.#made.set(contributed, made = { tool: isWrong ? undefined : found });
    }
    return made.tool;
  }

  async #ask(
    { name, handler }: Contributed<unknown, ToolSource>,
    account: Account,
    signal: AbortSignal,
  ): Promise<readonly OfferedTool[]> {
    try {
      const limit = { milliseconds: SOURCE_TIME, signal, clock: this.clock, deadlines: this.deadlines };
      const offered = await withinTime(async (signal) => await handler(account, signal), limit);
      if (Array.isArray(offered)) return offered;
      this.log.warn("The tools of {source} are left out: it returned no list of them", { source: name });
      return [];
    } catch (error) {
      this.log.warn("The tools of {source} are left out: {error}", { source: name, error });
      return [];
    }
  }

  /** Its type promises what it offers, but nobody has checked that. */
  #take(
    found: Map<string, RunTool>,
    offers: readonly OfferedTool[],
    { name: source, plugin }: Contributed<unknown, ToolSource>,
    offeredTool: (offered: OfferedTool, plugin: string) => RunTool,
  ): void {
    for (const offered of offers.slice(0, SOURCE_TOOLS)) {
      const problem = checkOffered(offered) ?? this.#clash(offered.name, found);
      if (problem === undefined) found.set(offered.name, offeredTool(offered, plugin));
      else {
        const tool = String(offered?.name).slice(0, 100);
        this.log.warn("The tool {tool} of {source} is left out: {problem}", { tool, source, problem });
      }
    }
  }

  #clash(name: string, found: ReadonlyMap<string, RunTool>): string | undefined {
    const holder = found.get(name)?.source ?? this.#tools.get(name)?.plugin;
    return holder && `${holder} has one of that name`;
  }
}
