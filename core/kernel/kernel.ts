/** The kernel: puts its parts together, starts them in order, and stops them in order. */
import { type Logger, logger } from "../logs/log.ts";
import { type Accounts, Admission } from "../accounts/accounts.ts";
import { BackgroundTaskManager } from "../tasks/background_tasks.ts";
import { Buttons } from "../chat/buttons.ts";
import { type Clock, SystemClock } from "../clock.ts";
import { Contributions } from "../plugins/contributions.ts";
import { Deadlines } from "../tasks/deadlines.ts";
import { Dialogues } from "../handling/dialogues.ts";
import { Dispatcher } from "../handling/dispatcher.ts";
import { type Groups, StoredGroups } from "../accounts/groups.ts";
import type { ContextServices } from "../handling/handler_context.ts";
import { Translations } from "../i18n/i18n.ts";
import { InputEnd } from "../running/input_end.ts";
import { Intake } from "../running/intake.ts";
import { Recovery } from "../running/recovery.ts";
import { kernelContainer } from "./kernel_container.ts";
import type { KernelOptions } from "./kernel_options.ts";
import { JournaledDeadLetters } from "../handling/dead_letters.ts";
import { JournaledWorkQueue } from "../running/work_queue.ts";
import type { KernelStatus, StatusReport } from "./kernel_status.ts";
import type { Notices } from "../logs/notices.ts";
import { OpenAdapters } from "./open_adapters.ts";
import { maskOperations } from "../chat/operation_masking.ts";
import { OperationPort } from "../chat/operation_port.ts";
import { PluginConfigs } from "../config/plugin_configs.ts";
import { PluginHost } from "../plugins/plugin_host.ts";
import { Refusals } from "../handling/refusals.ts";
import { Runner } from "../running/runner.ts";
import { secrets } from "../logs/secrets.ts";
import { Scheduler } from "../running/scheduler.ts";
import { StoredAccounts } from "../accounts/stored_accounts.ts";
import { endsWithin } from "../endings.ts";
import type { Constructor } from "../plugins/token.ts";

/** Milliseconds that the store gets to close at the least: what is left of the deadline may be nothing. */
const CLOSING = 1_000;

/**
 * Puts its parts together, starts them in order, and stops them in order.
 *
 * ```ts
 * const kernel = new Kernel({ store, adapters: [adapter], plugins: [Dice], data, limits: defaultLimits, values, version });
 * await kernel.start();
 * await kernel.drained; // all input has ended
 * await kernel.stop();
 * ```
 */
export class Kernel {
  /** What all its parts read the time from. */
  readonly clock: Clock;
  /** All deadlines, on one timer. */
  readonly deadlines: Deadlines;
  /** All background tasks. */
  readonly tasks: BackgroundTaskManager;
  /** All texts. */
  readonly translations: Translations;
  /** What the plugins contribute. */
  readonly contributions: Contributions = new Contributions();
  /** All open questions. */
  readonly dialogues: Dialogues = new Dialogues();
  /** Who is known. */
  readonly accounts: Accounts;
  /** Which groups were let in. */
  readonly groups: Groups;
  /** Sends to all platforms. */
  readonly bot: OperationPort;
  readonly #options: KernelOptions;
  readonly #log: Logger = logger("kernel");
  readonly #plugins: PluginHost;
  readonly #admission: Admission;
  readonly #buttons: Buttons;
  readonly #dispatcher: Dispatcher;
  readonly #runner: Runner;
  readonly #scheduler: Scheduler;
  readonly #intake: Intake;
  readonly #recovery: Recovery;
  readonly #work: JournaledWorkQueue;
  readonly #startedAt: number;
  readonly #adapters: OpenAdapters;
  readonly #notices: Notices;
  readonly #input: InputEnd;
  #starting: Promise<void> = Promise.resolve();
  #stopping: Promise<readonly string[]> | undefined;

  /** Builds the parts; nothing runs before `start`. */
  constructor(options: KernelOptions) {
    const { store, limits, clock = new SystemClock() } = options;
    this.#options = options;
    this.translations = options.translations ?? new Translations();
    const notices = options.notices ?? { language: this.translations.pick(), tell: () => {} };
    this.#notices = { language: notices.language, tell: (text) => notices.tell(secrets.redactSaid(text)) };
    this.clock = clock;
    this.#startedAt = clock.monotonic();
    this.deadlines = new Deadlines(clock);
    this.tasks = new BackgroundTaskManager(clock, this.deadlines);
    this.accounts = new StoredAccounts(store);
    this.groups = new StoredGroups(store);
    this.#admission = new Admission(this.accounts, this.groups);
    this.#buttons = new Buttons(store, clock);
    this.bot = new OperationPort(this.#buttons, [maskOperations(), ...options.middlewares ?? []]);
    const { contributions, accounts, dialogues, bot, translations, deadlines } = this;
    const services = { store, bot, dialogues, translations, clock, deadlines, notices: this.#notices };
    this.#dispatcher = new Dispatcher(contributions, services, (ctx) => this.#work.submitCommand(ctx, clock.now()));
    this.#runner = new Runner(services, {
      log: this.#log,
      hasAction: (name) => this.#dispatcher.routes.action(name) !== undefined,
      onLeftOver: (events) => void this.#recovery.resumeAnswers(events),
    });
    this.#scheduler = new Scheduler(contributions, services, this.#dispatcher, this.#runner, {
      ...limits,
      perAccount: limits.account,
    }, (places) => this.#recovery.fetch(places));
    const ways = {
      store,
      accounts,
      buttons: this.#buttons,
      bot,
      dialogues,
      dispatcher: this.#dispatcher,
      scheduler: this.#scheduler,
      log: this.#log,
    };
    this.#recovery = new Recovery(ways);
    this.#intake = new Intake({
      ...ways,
      admission: this.#admission,
      groups: this.groups,
      refusals: new Refusals(contributions, services),
      clock,
    });
    this.#work = new JournaledWorkQueue(store.journal, accounts, this.#scheduler);
    this.#adapters = new OpenAdapters(options.adapters, clock);
    this.#plugins = this.#host(services);
    this.#input = new InputEnd({
      adapters: this.#adapters,
      dialogues,
      scheduler: this.#scheduler,
      runner: this.#runner,
      plugins: this.#plugins,
      notices: this.#notices,
      translations: this.translations,
    });
    void store.ended.then((error) => {
      this.#log.error("The store has ended, and with it the program: {error}", { error });
      this.#input.fail(error);
    });
  }

  /**
   * Resolves when all input has ended and everything that came of it is done.
   *
   * @throws {AdapterFailed} or what else an adapter can't go on by; stop the kernel then, also while it starts.
   * @throws {StoreError} `ended`: the store can't go on; likewise.
   */
  get drained(): Promise<void> {
    return this.#input.drained;
  }

  /**
   * Checks all wiring, builds and starts the plugins, brings back what was pending, and then lets the adapters fetch, unless it was stopped meanwhile.
   *
   * @throws {WiringError} with all mistakes together; nothing has been fetched then.
   */
  start(): Promise<void> {
    return this.#starting = this.#start();
  }

  async #start(): Promise<void> {
    const { adapters, plugins, problems } = this.#options;
    for (const adapter of adapters) this.bot.add(adapter);
    this.tasks.start();
    await this.#plugins.load(plugins, problems);
    await this.#plugins.start();
    if (this.#stopping !== undefined) return;
    await this.#recovery.replay();
    if (this.#stopping !== undefined) return;
    await this.#adapters.start({ intake: this.#intake, groups: this.groups, end: this.#input });
    if (this.#stopping !== undefined) return;
    await this.#plugins.ready();
    for (const complaint of this.#options.values.unclaimed()) this.#log.warn("{complaint}", { complaint });
    this.#log.info("Started with {plugins} on {adapters}.", {
      plugins: this.#plugins.list().map(({ name }) => name).join(", "),
      adapters: adapters.map(({ platform }) => platform).join(", "),
    });
  }

  /**
   * Stops in order: no more input, handlers end or are put off to the next start, plugins stop, what is to be sent goes out, the store closes.
   *
   * @param deadline milliseconds for all of it.
   * @returns names of handlers, tasks and parts of plugins' lives that did not end in time.
   */
  stop({ deadline = 10_000 }: { readonly deadline?: number } = {}): Promise<readonly string[]> {
    return this.#stopping ??= this.#stop(this.clock.monotonic() + deadline);
  }

  /** Loads and starts a plugin while the kernel runs. @throws {WiringError} with all mistakes; nothing of it is left then. */
  load(plugin: Constructor): Promise<void> {
    return this.#plugins.add(plugin);
  }

  /** Unloads a plugin, and before it those that need it, without a trace; false when it is not loaded. */
  unload(plugin: string): Promise<boolean> {
    return this.#plugins.unload(plugin);
  }

  /** What runs right now. */
  status(): StatusReport {
    return {
      version: this.#options.version,
      // As the wall clock goes now: it may have been set since.
      startedAt: Math.round(this.clock.now() - this.clock.monotonic() + this.#startedAt),
      running: this.#runner.list(),
      queued: this.#scheduler.queued,
      plugins: this.#plugins.list(),
      adapters: this.#adapters.list(),
    };
  }

  async #stop(end: number): Promise<readonly string[]> {
    const { store } = this.#options;
    const left = () => Math.max(0, end - this.clock.monotonic());
    this.#intake.close();
    this.#recovery.close();
    this.#work.close();
    this.#scheduler.stop();
    await this.#within(left() / 4, "start or adapters", Promise.allSettled([this.#adapters.stop(), this.#starting]));
    const ended = this.#runner.stop(left() / 2);
    // Now that what fails is put off to the next start: what their platforms take only after the end, nobody is to wait for.
    this.#adapters.endWithin(left());
    const stragglers = [...await ended];
    stragglers.push(...await this.tasks.stop({ deadline: left() / 2 }));
    await this.#within(left() / 2, "plugins", this.#plugins.unloadAll(left() / 2));
    stragglers.push(...this.#plugins.stragglers);
    await this.#within(left(), "adapters", this.#adapters.close(left()));
    // A disk that does not answer would keep the program for ever; what it has not confirmed was told to nobody.
    await this.#within(Math.max(CLOSING, left()), "store", store.close());
    this.deadlines.stop();
    if (stragglers.length > 0) this.#log.warn("Given up at the deadline: {stragglers}.", { stragglers });
    this.#log.info("Stopped.");
    return stragglers;
  }

  /** Waits for something, but not for ever; what goes wrong is logged. */
  async #within(milliseconds: number, what: string, work: Promise<unknown>): Promise<void> {
    try {
      if (await endsWithin(this.clock, milliseconds, work)) return;
      this.#log.warn("The {what} did not stop in time.", { what });
    } catch (error) {
      this.#log.error("Stopping the {what} failed: {error}", { what, error });
    }
  }

  #host(services: ContextServices): PluginHost {
    const { store, data, values, proven } = this.#options;
    const { tasks, accounts, groups, clock, contributions, translations } = this;
    const configs = new PluginConfigs();
    const deadLetters = new JournaledDeadLetters(
      store.journal,
      this.#runner,
      this.#recovery,
      (event) => this.#dispatcher.holdsSecret(event),
    );
    const status: KernelStatus = {
      read: () => this.status(),
      subscribe: (reached) => this.#adapters.subscribe(reached),
    };
    return new PluginHost({
      container: kernelContainer({
        ...services,
        data,
        tasks,
        accounts,
        groups,
        contributions,
        work: this.#work,
        configs,
        deadLetters,
        status,
      }),
      contributions,
      translations,
      configs,
      tasks,
      clock,
      readConfig: (plugin, token) => values.pluginConfig(plugin, token),
      proven: new Set(proven),
    });
  }
}
