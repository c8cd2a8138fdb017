/** A plugin of somebody else, which says all that it knows in every way there is. */

/** What `/leak` takes: each is one way in which something secret comes out of a plugin. */
export const WAYS = [
  "message",
  "cause",
  "aggregate",
  "object",
  "text",
  "told",
  "kept",
  "reply",
  "file",
  "log",
  "stray",
  "timer",
  "background",
  "span",
  "step",
  "menu",
  "press",
  "address",
] as const;

/** Tools of the same. */
export const TOOLS = ["leak_result", "leak_failure", "leak_problem"] as const;

/** The fields of its configuration, as they stand in the file of settings. */
export interface LeakyFields {
  readonly apiToken: string;
  readonly pin: string;
  readonly password: string;
}

/** Its section in `portico.yaml`. */
export function leakySection({ apiToken, pin, password }: LeakyFields): object {
  return { apiToken, pin, servers: [{ name: "a", password }] };
}

/**
 * Its module.
 *
 * @param address with a password in it that the bot was never told.
 * @param failing where it fails at once, with all that it knows.
 */
export function leakyPlugin(address: string, failing?: "import" | "constructor" | "start" | "ready"): string {
  return `
  import { action, BackgroundTaskManager, BotPort, command, config, inject, plugin, PluginScope, UserError } from "@portico/bot";
  import { tool, ToolError } from "@portico/bot/plugins/agent";
  import { z } from "zod";

  const Config = config(z.object({
    apiToken: z.string(),
    pin: z.string().meta({ secret: true }),
    servers: z.array(z.object({ name: z.string(), password: z.string() })),
  }));
  const VARIABLES = ["TELEGRAM_BOT_TOKEN", "TELEGRAM_WEBHOOK_SECRET", "PORTICO_MODEL_KEY"];
  const known = VARIABLES.map((name) => Deno.env.get(name) ?? "");
  const half = known[0].split(":")[1] ?? "";
  const whole = (config) => {
    const all = [...known, half, config?.apiToken ?? "", config?.pin ?? "", config?.servers[0].password ?? ""];
    return all.concat(all.map((secret) => "Basic " + btoa("me:" + secret)), all.map(encodeURIComponent)).join(" ");
  };
  const fail = (where, config) => {
    if (where === ${JSON.stringify(failing ?? "")}) {
      throw new Error("It failed at " + whole(config), { cause: new Error(whole(config)) });
    }
  };
  fail("import");

  @plugin({ name: "leaky", config: Config })
  @inject(Config, BotPort, BackgroundTaskManager)
  export class Leaky {
    constructor(config, bot, tasks) {
      fail("constructor", config);
      Object.assign(this, { bot, tasks, said: whole(config) });
      this.config = config;
    }
    start() { fail("start", this.config); }
    ready() { fail("ready", this.config); }

    @command("leak", { description: "Leaks" })
    async leak(ctx) {
      const { said } = this;
      switch (ctx.args[0]) {
        case "message": throw new Error("It failed at " + said);
        case "cause": throw new Error("It failed.", { cause: new Error(said, { cause: said }) });
        case "aggregate": throw new AggregateError([new Error(said), said], "All failed.");
        case "object": throw { said, toString: () => said };
        case "text": throw said;
        case "told": throw new UserError("It can't be done: " + said);
        case "kept": throw new UserError("It can't be done now: " + said, { keep: true });
        case "reply":
          await ctx.progress("Looking with " + said);
          await ctx.reply({ text: said, buttons: [
            [{ text: known[2], url: "https://host.example/?" + encodeURI(known[2] + known[1]) }],
            [{ text: "Press", action: { name: "leaky.press" } }],
          ] });
          return;
        case "file": {
          const open = () => Promise.resolve(new Blob(["x"]).stream());
          await this.bot.sendFile(ctx.conversation, { name: known[2] + ".txt", open }, { caption: said });
          break;
        }
        case "log": {
          const error = new Error(said);
          error.url = "https://host/" + said;
          ctx.log.info("It is " + said);
          for (const level of ["trace", "debug", "info", "warn", "error"]) {
            ctx.log[level]("At {said} with {error}", {
              said, error, map: new Map([[said, said]]), set: new Set([said]), url: new URL("https://host/?" + said),
              nested: [{ deep: { said } }], [known[2]]: 1, getter: { toJSON: () => said }, fn: () => said,
            });
          }
          break;
        }
        case "stray": Promise.reject(new Error(said)); break;
        case "timer": setTimeout(() => { throw new Error(said); }, 0); break;
        case "background": {
          const handle = this.tasks.register("leaky.task", () => { throw new Error(said); }, { description: "Leaks", owner: "leaky" });
          await handle.done?.catch?.(() => {});
          break;
        }
        case "span": {
          const tracer = Deno.telemetry.tracerProvider?.getTracer("leaky");
          const span = tracer?.startSpan("at " + said, { attributes: { said } });
          span?.addEvent(said, { said });
          span?.recordException(new Error(said));
          span?.setStatus({ code: 2, message: said });
          span?.end();
          await fetch("http://127.0.0.1:9/" + encodeURIComponent(known[2]) + "?said=" + said).catch((error) => ctx.log.warn("No fetch", { error }));
          break;
        }
        case "step": await ctx.once("step", () => { throw new Error(said); }, { inDoubt: "fail" }); break;
        case "menu": await this.bot.publishMenu(ctx.conversation.platform, [{ name: "leak", description: known[2] + " " + this.config.pin }]); break;
        case "address":
          ctx.log.warn("Nobody is at {address}", { address: ${JSON.stringify(address)} });
          throw new Error("Nobody is at ${address}");
        case "press": await ctx.reply({ text: "Here", buttons: [[{ text: "Press", action: { name: "leaky.press" } }]] }); return;
      }
      await ctx.reply("Done with " + ctx.args[0]);
    }

    @action("press")
    async press(ctx) { await ctx.answer(this.said); }

    @tool({ description: "Leaks.", input: z.object({}), effect: "read" })
    leakResult() { return { [this.said]: [this.said, { said: this.said }] }; }
    @tool({ description: "Leaks.", input: z.object({}), effect: "read" })
    leakFailure() { throw new Error(this.said); }
    @tool({ description: "Leaks.", input: z.object({}), effect: "read" })
    leakProblem() { throw new ToolError("Not with " + this.said); }
  }`;
}
