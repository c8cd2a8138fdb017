/**
 * grammY, started and stopped as its page on reliability has it. The variant says how it fetches: by `bot.start`, by its `runner`, or by its runner with
 * `sequentialize`. It is the build that asks by `fetch`, as the one for Deno does: by `node:http`, a poll that is aborted would keep the process for 30 s.
 */
import { run, sequentialize } from "@grammyjs/runner";
import { Bot } from "grammy/web";
import { echo, taskOf } from "./echo.ts";

const task = taskOf();
const bot = new Bot(task.token, { client: { apiRoot: task.root } });
bot.catch((error) => console.error(error));
if (task.variant.includes("sequentialize")) bot.use(sequentialize((ctx) => String(ctx.chat?.id)));
bot.command("echo", (ctx) => echo(task, ctx.match, (text) => ctx.reply(text)));

if (task.variant.includes("runner")) {
  const runner = run(bot);
  Deno.addSignalListener("SIGTERM", () => void (runner.isRunning() && runner.stop()));
} else {
  Deno.addSignalListener("SIGTERM", () => void bot.stop());
  await bot.start();
}
