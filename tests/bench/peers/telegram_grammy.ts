/** grammY in the contest, with those of its plugins that the variant names: `auto-retry`, `throttler`, `runner`. */
import { autoRetry } from "@grammyjs/auto-retry";
import { run } from "@grammyjs/runner";
import { apiThrottler } from "@grammyjs/transformer-throttler";
import { Bot, HttpError } from "grammy";
import { contend, type Contestant, type SendResult } from "../telegram/contest.ts";
import type { Task } from "../telegram/scenario.ts";

class GrammyBot implements Contestant {
  constructor(private readonly bot: Bot, private readonly isRunner: boolean) {}

  async send(chat: number, text: string): Promise<SendResult> {
    try {
      await this.bot.api.sendMessage(chat, text);
      return undefined;
    } catch (error) {
      return error instanceof HttpError ? "unknown" : "failed";
    }
  }

  // deno-lint-ignore require-await -- polling ends with the process
  async fetch(handled: () => void, reply: boolean): Promise<void> {
    this.bot.on("message", async (ctx) => {
      if (reply) await ctx.reply("Yes?");
      handled();
    });
    if (this.isRunner) run(this.bot);
    else void this.bot.start();
  }
}

await contend(({ place: { root, token }, variant = "" }: Task): GrammyBot => {
  const bot = new Bot(token, { client: { apiRoot: root } });
  // In this order, as their documentation has it: what is tried again is throttled again.
  if (variant.includes("throttler")) bot.api.config.use(apiThrottler());
  if (variant.includes("auto-retry")) bot.api.config.use(autoRetry());
  return new GrammyBot(bot, variant.includes("runner"));
});
