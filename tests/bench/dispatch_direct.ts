/** Portico's dispatcher with a number of commands and middlewares, without the lanes around it, and with a journal where it is given one. */
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
  type Store,
  SystemClock,
  Translations,
} from "../../core/mod.ts";
import { Buttons } from "../../core/chat/buttons.ts";
import { Dispatcher } from "../../core/handling/dispatcher.ts";
import { ENDED } from "../../core/endings.ts";
import type { ContextServices } from "../../core/handling/handler_context.ts";
import { Lanes } from "../../core/running/lanes.ts";
import { OperationPort } from "../../core/chat/operation_port.ts";
import { TimeLimits } from "../../core/running/time_limits.ts";
import { UnitRun } from "../../core/running/unit_run.ts";
import { ScriptedAdapter } from "../support/scripted_adapter.ts";
import { UnkeptStore } from "./unkept_store.ts";

/** Milliseconds; longer than any bench. */
const hour = 3_600_000;

/** What one poll of a busy bot brings, as with the platform this is compared on. */
export const POLL = 100;

/** How events are kept. */
export interface Keeping {
  /** Owned: closed with the dispatcher. */
  readonly store: Store;
  /** How many polls are under way side by side: each begins when one before it was accepted. */
  readonly inFlight: number;
}

/** A dispatcher whose handlers count. */
export class DirectDispatch implements AsyncDisposable {
  handled = 0;
  readonly #chat = new ScriptedAdapter();
  readonly #contributions = new Contributions();
  readonly #services: ContextServices;
  readonly #dispatcher: Dispatcher;
  readonly #limits: TimeLimits;
  readonly #lanes = new Lanes({ concurrency: defaultLimits.concurrency, perAccount: defaultLimits.account });
  readonly #account: Account = { id: "owner", role: "owner" };
  #id = 0;

  /** @param keeping keeps each event before its handler runs, and settles it after; nothing is kept by default. */
  constructor(
    private readonly commands: number,
    middlewares: number,
    private readonly users: number,
    private readonly keeping?: Keeping,
  ) {
    const clock = new SystemClock();
    const store = keeping?.store ?? new UnkeptStore();
    const deadlines = new Deadlines(clock);
    // A kernel's tasks have deadlines of their own, so that its one timer is always set.
    deadlines.at(clock.monotonic() + hour, () => {});
    this.#services = {
      store,
      bot: new OperationPort(new Buttons(store, clock)),
      dialogues: new Dialogues(),
      translations: new Translations(),
      clock,
      deadlines,
      notices: { language: "en", tell: () => {} },
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
    if (this.keeping !== undefined) return await this.#handleKept(messages, this.keeping);
    for (const message of messages) await this.#handleOne(message);
  }

  /** Ends when the last settlement is on the disk. */
  async #handleKept(messages: readonly IncomingMessage[], { store: { journal }, inFlight }: Keeping): Promise<void> {
    let next = 0;
    const feed = async () => {
      while (next < messages.length) {
        const poll = messages.slice(next, next += POLL);
        await journal.append(
          poll.map((event) => ({ event, account: this.#account.id, receivedAt: event.at, begun: true })),
        );
        for (const message of poll) {
          await this.#handleOne(message);
          void journal.settle(message.key, { late: true });
        }
      }
    };
    await Promise.all(Array.from({ length: inFlight }, feed));
    await journal.stats();
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
    const handled = this.#dispatcher.dispatch(this.#dispatcher.contextOf(target, this.#account, run));
    if (handled !== ENDED) {
      run.limitTime();
      await handled;
    }
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

  async [Symbol.asyncDispose](): Promise<void> {
    this.#services.deadlines.stop();
    await this.keeping?.store.close();
  }
}
