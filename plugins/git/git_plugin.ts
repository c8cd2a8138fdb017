import {
  BackgroundTaskManager,
  Clock,
  command,
  type CommandContext,
  type Context,
  DataFolder,
  Deadlines,
  inject,
  type Logger,
  messageOf,
  middleware,
  type Next,
  plugin,
  PluginLog,
  PluginScope,
} from "@portico/bot";
import { VaultChanges, VaultFolders, Vaults } from "../vault/mod.ts";
import { Contacts } from "./contacts.ts";
import { GitConfig } from "./git_config.ts";
import type { GitVaults, SyncResult } from "./git_vaults.ts";
import type { Outcome } from "./kept_vault.ts";
import en from "./texts/en.ftl" with { type: "text" };
import ru from "./texts/ru.ftl" with { type: "text" };

/** How long after the start is looked at what was left uncommitted, in milliseconds: whoever is served first does not wait for it. */
const FIRST_LOOK = 3_000;
/** How long `/sync` waits before it lets go of the person, in milliseconds. */
const PATIENCE = 2 * 60_000;

/** Keeps each account's vault in git: a commit per change, and where there is a remote, pulls before and pushes after. */
@plugin({ name: "git", config: GitConfig, services: [Contacts], texts: { en, ru } })
@inject(
  GitConfig,
  Vaults,
  VaultFolders,
  VaultChanges,
  Contacts,
  BackgroundTaskManager,
  Deadlines,
  Clock,
  DataFolder,
  PluginLog,
  PluginScope,
)
export class GitPlugin {
  #git: GitVaults | undefined;

  /** Built by the kernel. */
  constructor(
    private readonly config: GitConfig,
    private readonly vaults: Vaults,
    private readonly folders: VaultFolders,
    private readonly changes: VaultChanges,
    private readonly contacts: Contacts,
    private readonly tasks: BackgroundTaskManager,
    private readonly deadlines: Deadlines,
    private readonly clock: Clock,
    private readonly data: string,
    private readonly log: Logger,
    private readonly scope: PluginScope,
  ) {}

  /** Where git is on, makes sure that it may and can be run, and begins to follow the vaults. */
  async start(): Promise<void> {
    if (!this.config.enabled) return;
    const { state } = await Deno.permissions.query({ name: "run", command: "git" });
    if (state !== "granted") {
      // Deno grants nothing of a program that is not there.
      throw new Error(
        'PORTICO_GIT: this start may not run git. "deno task serve" is the start that may run git, once git is installed.',
      );
    }
    const [{ GitVaults }, { gitProblem }] = await Promise.all([import("./git_vaults.ts"), import("./git_program.ts")]);
    await Deno.mkdir(this.data, { recursive: true });
    const problem = await gitProblem(this.data);
    if (problem !== undefined) throw new Error(`PORTICO_GIT: ${problem}`);
    const { config, vaults, folders, tasks, deadlines, clock, log } = this;
    const onOutcome = (account: string, outcome: Outcome) => this.#tell(account, outcome);
    const git = new GitVaults({ config, vaults, folders, tasks, deadlines, clock, log, onOutcome });
    this.#git = git;
    this.scope.defer("git of the vaults", () => git.close());
    this.scope.defer("news of the vaults", this.changes.subscribe((change) => git.take(change)));
    this.#contribute(git);
  }

  /** What only is there where git is on. */
  #contribute(git: GitVaults): void {
    const { scope, tasks, config } = this;
    scope.contribute(command, { name: "sync", lane: "work" }, (ctx: CommandContext) => this.#sync(git, ctx), "sync");
    scope.contribute(middleware, {}, (ctx, next) => this.#meet(ctx, next), "meet");
    if (config.remote === "") return;
    const id = "git.pull";
    tasks.register(id, () => git.pull(), { every: "10m", description: "Pulls notes from their remote", owner: "git" });
    scope.defer(`task ${id}`, () => tasks.unregister(id));
  }

  /** Has what a crash left uncommitted looked for soon, without anybody waiting for it. */
  ready(): void {
    const git = this.#git;
    if (git === undefined) return;
    const look = () =>
      void git.catchUp().catch((error) =>
        this.log.warn("What is not in git could not be looked for: {reason}", { reason: messageOf(error) })
      );
    this.scope.defer("first look at what is not in git", this.clock.setTimer(FIRST_LOOK, look));
  }

  /** Commits and sends what would otherwise wait. */
  async drain(): Promise<void> {
    await this.#git?.drain();
  }

  /** Sends what would otherwise wait, as far as that is quick. */
  async stop(): Promise<void> {
    await this.#git?.finish();
  }

  /** Remembers where people can be told what they have not asked for. */
  async #meet(ctx: Context, next: Next): Promise<void> {
    await this.contacts.meet(ctx).catch((error) =>
      this.log.warn("Where {account} writes could not be kept: {reason}", {
        account: ctx.account.id,
        reason: messageOf(error),
      })
    );
    await next();
  }

  /** `/sync`: commits everything, pulls and pushes, and says what came and went. */
  async #sync(git: GitVaults, ctx: CommandContext): Promise<void> {
    await ctx.progress(ctx.t("sync-running"));
    const result = await this.#await(git.sync(ctx.account.id), ctx.signal);
    const { syncText } = await import("./sync_page.ts");
    await ctx.reply(result === undefined ? ctx.t("sync-slow") : syncText((id, args) => ctx.t(id, args), result));
  }

  /** `undefined` when it goes on for longer than anybody waits. */
  async #await(result: Promise<SyncResult>, signal: AbortSignal): Promise<SyncResult | undefined> {
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    const cancel = this.clock.setTimer(PATIENCE, () => resolve(undefined));
    const give = () => reject(signal.reason);
    signal.addEventListener("abort", give, { once: true });
    try {
      signal.throwIfAborted();
      return await Promise.race([result, promise]);
    } finally {
      cancel();
      signal.removeEventListener("abort", give);
    }
  }

  /**
   * Tells a problem once, until it is another or over; conflicts always. What somebody waits for is told there. The log has it from the task that
   * failed by it.
   */
  async #tell(account: string, { exchange, problem, isAwaited }: Outcome): Promise<void> {
    try {
      const before = await this.contacts.know(account, problem?.code);
      if (isAwaited) return;
      const { conflictsOf, conflictText, problemText } = await import("./sync_page.ts");
      if (problem !== undefined) {
        if (before === problem.code) return;
        return await this.contacts.tell(account, (say) => `${problemText(say, problem)} ${say("told-later")}`);
      }
      const conflicts = exchange === undefined ? [] : conflictsOf(exchange);
      if (conflicts.length > 0) await this.contacts.tell(account, (say) => conflictText(say, conflicts));
      if (before !== undefined) {
        await this.contacts.tell(account, (say) => say("told-again", { sent: exchange?.sent ?? 0 }));
      }
    } catch (error) {
      this.log.warn("{account} could not be told about git: {reason}", { account, reason: messageOf(error) });
    }
  }
}
