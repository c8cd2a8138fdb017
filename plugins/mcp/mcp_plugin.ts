import {
  type Account,
  BotPort,
  Clock,
  command,
  type CommandContext,
  Deadlines,
  DeliveryUnknown,
  endsWithin,
  inject,
  type Logger,
  messageOf,
  plugin,
  PluginLog,
  PluginScope,
  Rejected,
  Translations,
} from "@portico/bot";
import { type OfferedTool, toolSource, Web, withinTime } from "../agent/mod.ts";
import { McpConfig, type McpSettings } from "./config.ts";
import { Connections } from "./connections.ts";
import { checkAccess, type McpServer, secretsIn } from "./server.ts";
import { problemText, ServerProblem } from "./server_problem.ts";
import { StoredServers } from "./stored_servers.ts";
import en from "./texts/en.ftl" with { type: "text" };
import ru from "./texts/ru.ftl" with { type: "text" };

/** The plugin's name, which owns its texts. */
const MCP = "mcp";
/** So long a run waits for a server that is not there yet, in milliseconds: less than the agent waits for all of them. */
const OFFER_TIME = 4_000;
/** So long `/mcp add` waits for a server, in milliseconds; it goes on without anybody who waits. */
const ADD_TIME = 15_000;

/** Behind `/mcp add`, what may be a secret although the rest can't be read. */
const MAY_HOLD_SECRET = /\b(?:header|env)\s*:|[?=]/i;

type Sub = (ctx: CommandContext, rest: string) => Promise<void>;

/** Tools of servers over MCP, for each account its own. */
@plugin({
  name: MCP,
  config: McpConfig,
  services: [StoredServers, Connections],
  texts: { en, ru },
})
@inject(
  BotPort,
  StoredServers,
  Web,
  Connections,
  McpConfig,
  Translations,
  Clock,
  Deadlines,
  PluginScope,
  PluginLog,
)
export class McpPlugin {
  readonly #subs: ReadonlyMap<string, Sub> = new Map<string, Sub>([
    ["add", (ctx, rest) => this.#add(ctx, rest)],
    ["list", (ctx) => this.#list(ctx)],
    ["enable", (ctx, name) => this.#switch(ctx, name, true)],
    ["disable", (ctx, name) => this.#switch(ctx, name, false)],
    ["remove", (ctx, name) => this.#remove(ctx, name)],
  ]);

  /** Built by the kernel. */
  constructor(
    private readonly bot: BotPort,
    private readonly servers: StoredServers,
    private readonly web: Pick<Web, "isOpen">,
    private readonly connections: Connections,
    private readonly settings: McpSettings,
    private readonly translations: Translations,
    private readonly clock: Clock,
    private readonly deadlines: Deadlines,
    private readonly scope: Pick<PluginScope, "defer">,
    private readonly log: Logger,
  ) {}

  /** Follows who may come in. */
  async start(): Promise<void> {
    this.scope.defer("watch of accounts", await this.connections.watch());
  }

  /** Ends all connections, and the programs behind them. */
  async stop(): Promise<void> {
    await this.connections.closeAll();
  }

  /** `/mcp …` */
  @command("mcp", { secret: true })
  async mcp(ctx: CommandContext): Promise<void> {
    const [, sub = "list", rest = ""] = /^(\S+)\s*(.*)$/s.exec(ctx.rest) ?? [];
    const run = this.#subs.get(sub.toLowerCase());
    await (run === undefined ? ctx.reply(ctx.t("how")) : run(ctx, rest.trim()));
  }

  /** The tools of an account's servers. One that is not there in time has none in this run. */
  @toolSource()
  async serverTools(account: Account, signal: AbortSignal): Promise<readonly OfferedTool[]> {
    const enabled = (await this.servers.of(account.id)).filter(({ enabled }) => enabled);
    if (enabled.length === 0) return [];
    const listed = await Promise.all(enabled.map(async (server) => {
      const connection = this.connections.of(account, server);
      const { clock, deadlines } = this;
      try {
        const limit = { milliseconds: OFFER_TIME, signal, clock, deadlines };
        return [{ connection, listing: await withinTime((signal) => connection.tools(signal), limit) }];
      } catch (error) {
        this.log.info("The tools of {server} are left out in this run: {reason}", {
          server: server.name,
          reason: messageOf(error),
        });
        return [];
      }
    }));
    const { offeredTools } = await import("./offered_tools.ts");
    const timeout = this.settings.callTime * 1_000;
    return offeredTools(listed.flat(), { plugin: MCP, translations: this.translations, timeout });
  }

  async #add(ctx: CommandContext, rest: string): Promise<void> {
    const { readServer } = await import("./server_input.ts");
    const input = readServer(rest, ctx.args.slice(1));
    const holdsSecret = "problem" in input ? MAY_HOLD_SECRET.test(rest) : secretsIn(input.server).length > 0;
    const warning = holdsSecret ? [await this.#deleteMessage(ctx)] : [];
    if ("problem" in input) return void await ctx.reply([ctx.t(input.problem), ...warning].join("\n\n"));
    const { server } = input;
    const outcome = await this.#keep(ctx, server);
    if (typeof outcome !== "string") {
      return void await ctx.reply([this.#say(ctx, "add-refused", server, outcome), ...warning].join("\n\n"));
    }
    const args = { name: server.name, most: this.settings.servers };
    const said = outcome === "added" ? await this.#tryNew(ctx, server) : ctx.t(`add-${outcome}`, args);
    await ctx.reply([said, ...warning].join("\n\n"));
  }

  /** Takes the message that shows a secret out of the chat, where the platform lets the bot. What there is to say of that. */
  async #deleteMessage(ctx: CommandContext): Promise<string> {
    const { conversation, event: { id } } = ctx;
    if (!this.bot.capabilities(conversation.platform).deleteReceived) return ctx.t("delete-message");
    try {
      await this.bot.delete({ conversation, id }, { signal: ctx.signal });
      return ctx.t("message-deleted");
    } catch (error) {
      if (!(error instanceof Rejected || error instanceof DeliveryUnknown)) throw error;
      return ctx.t("delete-message");
    }
  }

  /** Keeps a server that its account may use. */
  async #keep(ctx: CommandContext, server: McpServer): Promise<ServerProblem | "added" | "taken" | "too-many"> {
    try {
      await checkAccess(server, ctx.account, this.web);
    } catch (error) {
      if (error instanceof ServerProblem) return error;
      throw error;
    }
    const add = () => this.servers.add(ctx.account.id, server, this.settings.servers);
    return await ctx.once("add", add, { inDoubt: "rerun" });
  }

  /** What can't ever work is not kept. */
  async #tryNew(ctx: CommandContext, server: McpServer): Promise<string> {
    const problem = await this.#try(ctx, server);
    if (typeof problem === "string") return problem;
    if (!problem.isRefusal) return this.#say(ctx, "add-failed", server, problem);
    await this.#forget(ctx.account.id, server.name);
    return this.#say(ctx, "add-refused", server, problem);
  }

  /** Connects once, now. What has come of it, in words where it is there or may be soon. */
  async #try(ctx: CommandContext, server: McpServer): Promise<string | ServerProblem> {
    await ctx.progress(ctx.t("connecting", { name: server.name }));
    const connection = this.connections.of(ctx.account, server);
    connection.forgive();
    const listing = connection.tools(ctx.signal);
    try {
      if (!await endsWithin(this.clock, ADD_TIME, listing)) return ctx.t("add-slow", { name: server.name });
      const { connectedPage } = await import("./server_pages.ts");
      return connectedPage(ctx, server, await listing);
    } catch (error) {
      ctx.signal.throwIfAborted();
      if (error instanceof ServerProblem) return error;
      throw error;
    }
  }

  async #list(ctx: CommandContext): Promise<void> {
    const servers = await this.servers.of(ctx.account.id);
    if (servers.length === 0) return void await ctx.reply([ctx.t("none"), ctx.t("how")].join("\n\n"));
    const { listPage } = await import("./server_pages.ts");
    await ctx.reply(listPage(ctx, servers, (server) => this.connections.of(ctx.account, server).state));
  }

  async #switch(ctx: CommandContext, name: string, enabled: boolean): Promise<void> {
    const found = await this.servers.enable(ctx.account.id, name, enabled);
    const server = found ? await this.servers.find(ctx.account.id, name) : undefined;
    if (server === undefined) return void await ctx.reply(await this.#unknown(ctx, name));
    if (!enabled) {
      await this.connections.close(ctx.account.id, name);
      return void await ctx.reply(ctx.t("disabled", { name }));
    }
    const problem = await this.#try(ctx, server);
    await ctx.reply(typeof problem === "string" ? problem : this.#say(ctx, "enable-failed", server, problem));
  }

  async #remove(ctx: CommandContext, name: string): Promise<void> {
    const found = await ctx.once("remove", () => this.#forget(ctx.account.id, name), { inDoubt: "rerun" });
    await ctx.reply(found ? ctx.t("removed", { name }) : await this.#unknown(ctx, name));
  }

  async #forget(account: string, name: string): Promise<boolean> {
    const found = await this.servers.remove(account, name);
    await this.connections.close(account, name);
    return found;
  }

  async #unknown(ctx: CommandContext, name: string): Promise<string> {
    const { unknownPage } = await import("./server_pages.ts");
    return unknownPage(ctx, name, await this.servers.of(ctx.account.id));
  }

  /** A text with a problem in it. */
  #say(ctx: CommandContext, id: string, { name }: McpServer, problem: ServerProblem): string {
    return ctx.t(id, { name, problem: problemText(ctx, problem) });
  }
}
