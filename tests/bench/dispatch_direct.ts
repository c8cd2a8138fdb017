/** Portico's dispatcher with a number of commands and middlewares, without the lanes and the journal around it. */
import {
  type Account,
  command,
  type Context,
  Contributions,
  Deadlines,
  defaultLimits,
  Dialogues,
  type IncomingMessage,
  middleware,
  type Next,
  SystemClock,
  Translations,
} from "../../core/mod.ts";
import { Buttons } from "../../core/buttons.ts";
import { Dispatcher } from "../../core/dispatcher.ts";
import type { ContextServices } from "../../core/handler_context.ts";
import { Lanes } from "../../core/lanes.ts";
import { logger } from "../../core/log.ts";
import { OperationPort } from "../../core/operation_port.ts";
import { TimeLimits } from "../../core/time_limits.ts";
import { UnitRun } from "../../core/unit_run.ts";
import { ScriptedAdapter } from "../support/scripted_adapter.ts";
import { UnkeptStore } from "./unkept_store.ts";

/** Milliseconds; longer than any bench. */
const hour = 3_600_000;

/** A dispatcher whose handlers count. */
export class DirectDispatch implements Disposable {
  handled = 0;
  readonly #chat = new ScriptedAdapter();
  readonly #contributions = new Contributions();
  readonly #services: ContextServices;
  readonly #dispatcher: Dispatcher;
  readonly #limits: TimeLimits;
  readonly #lanes = new Lanes({ concurrency: defaultLimits.concurrency, perAccount: defaultLimits.account });
  readonly #account: Account = { id: "owner", role: "owner" };
  #id = 0;

  constructor(private readonly commands: number, middlewares: number, private readonly users: number) {
    const clock = new SystemClock();
    const store = new UnkeptStore();
    const deadlines = new Deadlines(clock);
    // A kernel's tasks have deadlines of their own, so that its one timer is always set.
    deadlines.at(clock.monotonic() + hour, () => {});
    const log = logger("bench");
    this.#services = {
      store,
      bot: new OperationPort(new Buttons(store, clock)),
      dialogues: new Dialogues(),
      translations: new Translations(),
      clock,
      deadlines,
      logOf: () => log,
    };
    this.#limits = new TimeLimits(clock, deadlines);
    this.#contribute(middlewares);
    this.#dispatcher = new Dispatcher(this.#contributions, this.#services, () => Promise.resolve());
  }

  /** Messages for all commands in turn. */
  messages(count: number): IncomingMessage[] {
    return Array.from({ length: count }, () => {
      const id = ++this.#id;
      const user = `u${id % this.users}`;
      return this.#chat.message(`/command${id % this.commands}`, { user, chat: user });
    });
  }

  async handle(messages: readonly IncomingMessage[]): Promise<void> {
    for (const message of messages) await this.#handleOne(message);
  }

  /** What the kernel does with an event when its turn has come. */
  async #handleOne(message: IncomingMessage): Promise<void> {
    const target = this.#dispatcher.find(message);
    const subject = {
      unit: message.key,
      handler: target.route?.name ?? "nothing",
      account: this.#account.id,
      limit: defaultLimits.handler,
      lane: "intake",
      receivedAt: message.at,
    } as const;
    const run = new UnitRun(subject, undefined, this.#lanes, this.#limits, () => {});
    await this.#dispatcher.dispatch(this.#dispatcher.contextOf(target, this.#account, run));
    run.end();
  }

  #contribute(middlewares: number): void {
    const plugin = "bench";
    const pass = (_ctx: Context, next: Next): Promise<void> => next();
    for (let index = 0; index < middlewares; index++) {
      this.#contributions.add(middleware, { plugin, name: `${plugin}.pass`, options: {}, handler: pass });
    }
    const count = (): void => void this.handled++;
    for (let index = 0; index < this.commands; index++) {
      const name = `command${index}`;
      const options = { name, description: "Counts" };
      this.#contributions.add(command, { plugin, name: `${plugin}.count`, options, handler: count, key: name });
    }
  }

  [Symbol.dispose](): void {
    this.#services.deadlines.stop();
  }
}
