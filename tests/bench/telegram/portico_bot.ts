/** Portico in the contest: the whole kernel, the journal on a disk, the real adapter. */
import { SqliteStore } from "../../../adapters/sqlite/mod.ts";
import { TelegramBotAdapter } from "../../../adapters/telegram/mod.ts";
import {
  command,
  type Constructor,
  type Context,
  type Conversation,
  defaultLimits,
  DeliveryUnknown,
  inject,
  Kernel,
  middleware,
  type Next,
  on,
  plugin,
  PluginScope,
  PluginValues,
  SystemClock,
  Translations,
} from "../../../core/mod.ts";
import { join } from "node:path";
import { contend, type Contestant, type Handling, type SendResult } from "./contest.ts";
import type { Size, Task } from "./scenario.ts";

/** What is done with every message. */
let answer: (ctx: Context) => unknown = () => {};

/** A plugin of the size that is asked for. */
function pluginOf(size: Size | undefined): Constructor {
  const handle = (ctx: Context): unknown => answer(ctx);
  @plugin({ name: "bench" })
  @inject(PluginScope)
  class Bench {
    constructor(private readonly scope: PluginScope) {}

    start(): void {
      const pass = (_ctx: Context, next: Next): Promise<void> => next();
      for (let index = 0; index < (size?.middlewares ?? 0); index++) this.scope.contribute(middleware, {}, pass);
      for (let index = 0; index < (size?.commands ?? 0); index++) {
        this.scope.contribute(command, { name: `command${index}`, description: "Counts" }, handle);
      }
      if (size === undefined) this.scope.contribute(on, { kind: "message" }, handle);
    }
  }
  return Bench;
}

/** As many handlers at once as the runner of grammY runs; GramIO has no bound, and ours is 64 unless it is configured. */
const CONCURRENCY = 500;

class PorticoBot implements Contestant {
  constructor(private readonly kernel: Kernel, private readonly people: readonly number[]) {}

  async send(chat: number, text: string): Promise<SendResult> {
    const conversation: Conversation = {
      platform: "telegram",
      chat: String(chat),
      kind: chat > 0 ? "private" : "group",
    };
    try {
      await this.kernel.bot.send(conversation, text, { priority: "broadcast" });
      return undefined;
    } catch (error) {
      return error instanceof DeliveryUnknown ? "unknown" : "failed";
    }
  }

  async fetch(handled: () => void, { reply }: Handling): Promise<void> {
    answer = reply
      ? async (ctx) => {
        await ctx.reply("Yes?");
        handled();
      }
      : handled;
    await this.kernel.start();
  }

  /** Lets everybody in who is going to write. */
  async admit(): Promise<void> {
    for (const id of this.people) {
      await this.kernel.accounts.open({ platform: "telegram", user: String(id) }, "member");
    }
  }
}

async function open({ place: { root, token, people, writers }, job, data }: Task): Promise<PorticoBot> {
  const clock = new SystemClock();
  const translations = new Translations();
  const store = await SqliteStore.open({ path: join(data, "portico.db"), clock });
  const isFree = job.kind === "handle" || !job.rates;
  const adapter = new TelegramBotAdapter({
    settings: { token, apiRoot: root, mode: "polling", webhookUrl: "", webhookSecret: "" },
    store,
    clock,
    delivery: isFree ? { rates: { bot: undefined, private: undefined, group: undefined } } : {},
  });
  const values = new PluginValues({ sections: {} });
  const kernel = new Kernel({
    store,
    adapters: [adapter],
    plugins: [pluginOf(job.kind === "handle" ? job.size : undefined)],
    data,
    limits: { ...defaultLimits, concurrency: CONCURRENCY },
    values,
    version: "0.0.0",
    clock,
    translations,
  });
  const bot = new PorticoBot(kernel, [...people, ...writers]);
  await bot.admit();
  return bot;
}

await contend(open);
