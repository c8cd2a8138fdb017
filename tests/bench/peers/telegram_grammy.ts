/**
 * grammY in the contest, with those of its plugins that the variant names: `auto-retry`, `throttler`, `runner`; `web` is its build for browsers and Deno,
 * which asks by `fetch` and not by `node:http`.
 */
import { autoRetry } from "@grammyjs/auto-retry";
import { run } from "@grammyjs/runner";
import { apiThrottler } from "@grammyjs/transformer-throttler";
import type { Bot, Context } from "grammy";
import { contend, type Contestant, type Handling, type SendResult } from "../telegram/contest.ts";
import type { Task } from "../telegram/scenario.ts";

class GrammyBot implements Contestant {
  constructor(private readonly bot: Bot, private readonly isRunner: boolean) {}

  async send(chat: number, text: string): Promise<SendResult> {
    try {
      await this.bot.api.sendMessage(chat, text);
      return undefined;
    } catch (error) {
      return error instanceof Error && error.name === "HttpError" ? "unknown" : "failed";
    }
  }

  // deno-lint-ignore require-await -- polling ends with the process
  async fetch(handled: () => void, { reply, size }: Handling): Promise<void> {
    const handle = async (ctx: Context) => {
      // An answer that is refused is lost; without this the whole bot would stop.
      if (reply) await ctx.reply("Yes?").catch(() => {});
      handled();
    };
    for (let index = 0; index < (size?.middlewares ?? 0); index++) this.bot.use((_ctx, next) => next());
    for (let index = 0; index < (size?.commands ?? 0); index++) this.bot.command(`command${index}`, handle);
    if (size === undefined) this.bot.on("message", handle);
    if (this.isRunner) run(this.bot);
    else void this.bot.start();
  }
}

await contend(async ({ place: { root, token }, variant = "" }: Task): Promise<GrammyBot> => {
  const { Bot } = variant.includes("web") ? await import("grammy/web") : await import("grammy");
  const bot = new Bot(token, { client: { apiRoot: root } });
  // In this order, as their documentation has it: what is tried again is throttled again.
  if (variant.includes("throttler")) bot.api.config.use(apiThrottler());
  if (variant.includes("auto-retry")) bot.api.config.use(autoRetry());
  return new GrammyBot(bot, variant.includes("runner"));
});
