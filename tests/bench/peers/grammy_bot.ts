/** The smallest useful grammY bot, which ends when it is ready for its first update. It is told who it is: no network is needed. */
import { Bot } from "grammy/web";
import { botInfo } from "./bot_info.ts";

const bot = new Bot("1:token", { botInfo });
bot.command("start", (ctx) => ctx.reply("Welcome!"));
bot.on("message", (ctx) => ctx.reply("Got it."));
await bot.init();
