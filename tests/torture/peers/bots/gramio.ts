/** GramIO, stopped as its page on graceful shutdown has it. */
import { Bot } from "gramio";
import process from "node:process";
import { echo, taskOf } from "./echo.ts";

const task = taskOf();
const bot = new Bot(task.token, { api: { baseURL: `${task.root}/bot` } });
bot.onError(({ error }) => console.error(error));
bot.command("echo", (context) => echo(task, context.args ?? "", (text) => context.send(text)));

process.on("SIGTERM", async () => {
  await bot.stop();
  process.exit(0);
});
await bot.start();
