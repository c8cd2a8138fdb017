/** Ours in the trial: a kernel in real time, with a store in memory. */
import { SqliteStore } from "../../../../adapters/sqlite/mod.ts";
import {
  command,
  type CommandContext,
  type Constructor,
  defaultLimits,
  inject,
  Kernel,
  middleware,
  type Next,
  on,
  plugin,
  PluginScope,
  PluginValues,
  SystemClock,
  task,
} from "../../../../core/mod.ts";
import { ScriptedAdapter } from "../../../support/scripted_adapter.ts";
import { attempt, type Host, type Kind, PERIOD, TEXT, type Traces } from "./trial.ts";

class Weather {
  isGone = false;
}

/** The plugins, all of which leave their traces in one place. */
function pluginsOf(traces: Traces): Record<Kind, Constructor> {
  @plugin({ name: "tidy", texts: { en: `${TEXT.id} = ${TEXT.text}` } })
  @inject(PluginScope)
  class Tidy {
    readonly #number = traces.next();

    constructor(private readonly scope: PluginScope) {}

    start(): void {
      this.scope.defer("something of its own", () => traces.undone.push(this.#number));
    }

    @on("message")
    hear(): void {
      traces.heard.add(this.#number);
    }

    @middleware()
    pass(_ctx: unknown, next: Next): Promise<void> {
      return next();
    }

    @command("busy", { description: "Answers" })
    async answer(ctx: CommandContext): Promise<void> {
      traces.answered.add(this.#number);
      await ctx.reply(ctx.t(TEXT.id));
    }

    @task({ every: PERIOD, description: "Ticks" })
    tick(): void {
      traces.ticks.add(this.#number);
    }
  }

  @plugin({ name: "leaky" })
  class Leaky {
    readonly #number = traces.next();

    start(): void {
      setInterval(() => traces.leaked.add(this.#number), PERIOD);
      traces.target.addEventListener("news", () => traces.leaked.add(this.#number));
    }
  }

  @plugin({ name: "slow", texts: { en: `${TEXT.id} = ${TEXT.text}` } })
  class Slow {
    @command("slow", { description: "Works, and answers" })
    async work(ctx: CommandContext): Promise<void> {
      traces.begin();
      await new Promise((resolve) => setTimeout(resolve, PERIOD));
      await ctx.reply(ctx.t(TEXT.id));
    }
  }

  @plugin({ name: "provider", provides: [Weather] })
  @inject(Weather)
  class Provider {
    constructor(private readonly weather: Weather) {}

    stop(): void {
      this.weather.isGone = true;
    }
  }

  @plugin({ name: "consumer" })
  @inject(Weather)
  class Consumer {
    constructor(private readonly weather: Weather) {}

    @task({ every: PERIOD, description: "Looks" })
    look(): void {
      if (this.weather.isGone) traces.missed++;
    }

    stop(): void {
      this.look();
    }
  }
  return { tidy: Tidy, leaky: Leaky, slow: Slow, provider: Provider, consumer: Consumer };
}

async function open(traces: Traces): Promise<Host> {
  const clock = new SystemClock();
  const chat = new ScriptedAdapter();
  const kernel = new Kernel({
    store: await SqliteStore.open({ path: ":memory:", clock }),
    adapters: [chat],
    plugins: [],
    data: "/nowhere",
    limits: defaultLimits,
    values: new PluginValues({ sections: {} }),
    version: "0.0.0",
    clock,
  });
  await kernel.start();
  const plugins = pluginsOf(traces);
  return {
    async load(kind) {
      await kernel.load(plugins[kind]);
      return () => kernel.unload(kind);
    },
    async say(text) {
      await chat.say(text);
    },
    async call(command) {
      await chat.say(`/${command}`);
    },
    get sent() {
      return chat.texts;
    },
  };
}

await attempt(open);
