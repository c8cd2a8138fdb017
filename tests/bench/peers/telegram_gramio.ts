/** GramIO in the contest. */
import { Bot, TelegramError } from "gramio";
import { contend, type Contestant, type SendResult } from "../telegram/contest.ts";
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

  async fetch(handled: () => void, reply: boolean): Promise<void> {
    this.bot.on("message", async (context) => {
      if (reply) await context.send("Yes?");
      handled();
    });
    await this.bot.start();
  }
}

await contend(({ place: { root, token } }: Task): GramioBot => {
  return new GramioBot(new Bot(token, { api: { baseURL: `${root}/bot` } }));
});
