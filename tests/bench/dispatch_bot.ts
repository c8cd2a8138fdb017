/** Portico with a number of commands and middlewares, fed as an adapter feeds it: with what one poll brings. */
import {
  command,
  type Context,
  defaultLimits,
  type IncomingMessage,
  inject,
  Kernel,
  middleware,
  type Next,
  plugin,
  PluginScope,
  PluginValues,
  type Store,
} from "../../core/mod.ts";
import { POLL } from "./dispatch_direct.ts";
import { ScriptedAdapter } from "../support/scripted_adapter.ts";

/** A kernel whose handlers count. Nobody watches its plugin, as nobody watches a peer's. */
export class DispatchBot implements AsyncDisposable {
  handled = 0;
  readonly #chat = new ScriptedAdapter();
  readonly #kernel: Kernel;
  #id = 0;
  #wanted = Infinity;
  #reached = Promise.withResolvers<void>();

  private constructor(
    store: Store,
    private readonly commands: number,
    middlewares: number,
    private readonly users: number,
    private readonly inFlight: number,
  ) {
    const count = (): void => {
      if (++this.handled >= this.#wanted) this.#reached.resolve();
    };
    @plugin({ name: "bench" })
    @inject(PluginScope)
    class Bench {
      constructor(private readonly scope: PluginScope) {}

      start(): void {
        const pass = (_ctx: Context, next: Next): Promise<void> => next();
        for (let index = 0; index < middlewares; index++) this.scope.contribute(middleware, {}, pass);
        for (let index = 0; index < commands; index++) {
          this.scope.contribute(command, { name: `command${index}`, description: "Counts" }, count);
        }
      }
    }
    this.#kernel = new Kernel({
      store,
      adapters: [this.#chat],
      plugins: [Bench],
      proven: [Bench],
      data: "/nowhere",
      limits: defaultLimits,
      values: new PluginValues({ sections: {} }),
      version: "0.0.0",
    });
  }

  /** @param inFlight how many polls are handed in side by side: each begins when one before it was accepted. */
  static async start(
    store: Store,
    commands: number,
    middlewares: number,
    users: number,
    inFlight = 1,
  ): Promise<DispatchBot> {
    const bot = new DispatchBot(store, commands, middlewares, users, inFlight);
    await bot.#kernel.start();
    return bot;
  }

  /** Messages for all commands in turn. */
  messages(count: number): IncomingMessage[] {
    return Array.from({ length: count }, () => {
      const id = ++this.#id;
      const user = `u${id % this.users}`;
      return this.#chat.message(`/command${id % this.commands}`, {
        user,
        chat: user,
        sender: { platform: "test", user },
      });
    });
  }

  /** Hands the messages in and waits until all are handled. */
  async handle(messages: readonly IncomingMessage[]): Promise<void> {
    this.#reached = Promise.withResolvers();
    this.#wanted = this.handled + messages.length;
    let at = 0;
    const feed = async () => {
      while (at < messages.length) {
        const poll = messages.slice(at, at += POLL);
        await this.#chat.deliver(...poll);
      }
    };
    await Promise.all(Array.from({ length: this.inFlight }, feed));
    await this.#reached.promise;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#kernel.stop();
  }
}
