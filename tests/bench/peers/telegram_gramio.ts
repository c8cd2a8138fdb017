/** GramIO in the contest. */
import { Bot, TelegramError } from "gramio";
import { contend, type Contestant, type Handling, type SendResult } from "../telegram/contest.ts";
import type { Task } from "../telegram/scenario.ts";

class GramioBot implements Contestant {
  constructor(private readonly bot: Bot) {}

  async send(chat: number, text: string): Promise<SendResult> {
    try {
      await this.bot.api.sendMessage({ chat_id: chat, text });
      return undefined;
    } catch (error) {
      return error instanceof TelegramError ? "failed" : "unknown";
    }
  }

  async fetch(handled: () => void, { reply, size }: Handling): Promise<void> {
    const handle = async (context: { send(text: string): Promise<unknown> }) => {
      // An answer that is refused is lost; without this the whole bot would stop.
      if (reply) await context.send("Yes?").catch(() => {});
      handled();
    };
    for (let index = 0; index < (size?.middlewares ?? 0); index++) this.bot.use((_context, next) => next());
    for (let index = 0; index < (size?.commands ?? 0); index++) this.bot.command(`command${index}`, handle);
    if (size === undefined) this.bot.on("message", handle);
    await this.bot.start();
  }
}

await contend(({ place: { root, token } }: Task): GramioBot => {
  return new GramioBot(new Bot(token, { api: { baseURL: `${root}/bot` } }));
});
