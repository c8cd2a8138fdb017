/** Koishi in the trial, with an adapter as small as ours. */
import { Bot, Context, h, Logger, Service } from "@koishijs/core";
import { attempt, type Host, type Kind, PERIOD, TEXT, type Traces } from "./trial.ts";

// Koishi's types have them as `const enum`s, which are not there when a program runs.
const ONLINE = 1;
const DIRECT = 1;

Logger.levels.base = Logger.SILENT; // it writes to standard output

declare module "@koishijs/core" {
  interface Context {
    weather: Weather;
  }
}

class Weather extends Service {
  isGone = false;

  constructor(ctx: Context) {
    super(ctx, "weather", true);
  }

  protected override stop(): void {
    this.isGone = true;
  }
}

/** A platform of which there is nothing but what the bot sends. */
class Platform extends Bot {
  readonly texts: string[] = [];

  constructor(ctx: Context) {
    super(ctx as never, {}, "test"); // their types take two contexts of theirs for different ones
    this.selfId = "bot";
    this.status = ONLINE;
  }

  override sendMessage(_channel: string, content: unknown): Promise<string[]> {
    this.texts.push(String(content));
    return Promise.resolve([String(this.texts.length)]);
  }

  /** Somebody sends a text. */
  receive(content: string): void {
    this.dispatch(this.session({
      type: "message",
      platform: "test",
      selfId: this.selfId,
      timestamp: Date.now(),
      user: { id: "you" },
      channel: { id: "private:you", type: DIRECT },
      message: { id: crypto.randomUUID(), content, elements: h.parse(content) },
    }));
  }
}

/** The plugins, all of which leave their traces in one place. */
function pluginsOf(traces: Traces) {
  return {
    tidy(ctx: Context): void {
      const number = traces.next();
      ctx.i18n.define("en-US", { [TEXT.id]: TEXT.text });
      ctx.on("message", () => void traces.heard.add(number));
      ctx.middleware((_session, next) => next());
      ctx.command("busy").action(({ session }) => {
        traces.answered.add(number);
        return session?.text(TEXT.id);
      });
      ctx.setInterval(() => traces.ticks.add(number), PERIOD);
      ctx.on("dispose", () => void traces.undone.push(number));
    },

    leaky(_ctx: Context): void {
      const number = traces.next();
      setInterval(() => traces.leaked.add(number), PERIOD);
      traces.target.addEventListener("news", () => traces.leaked.add(number));
    },

    slow(ctx: Context): void {
      ctx.i18n.define("en-US", { [TEXT.id]: TEXT.text });
      ctx.command("slow").action(async ({ session }) => {
        traces.begin();
        await new Promise((resolve) => setTimeout(resolve, PERIOD));
        await session?.send(session.text(TEXT.id));
      });
    },

    provider: Weather,

    consumer: {
      inject: ["weather"],
      apply(ctx: Context): void {
        const look = () => {
          if (ctx.weather === undefined || ctx.weather.isGone) traces.missed++;
        };
        ctx.setInterval(look, PERIOD);
        ctx.on("dispose", look);
      },
    },
  } satisfies Record<Kind, unknown>;
}

async function open(traces: Traces): Promise<Host> {
  const app = new Context();
  const platform = new Platform(app);
  await app.start();
  const plugins = pluginsOf(traces);
  return {
    async load(kind) {
      const { [kind]: plugin } = plugins;
      const fork = app.plugin(plugin as never);
      await app.lifecycle.flush();
      return () => Promise.resolve(fork.dispose());
    },
    say(text) {
      platform.receive(text);
    },
    call(command) {
      platform.receive(command);
    },
    get sent() {
      return platform.texts;
    },
  };
}

await attempt(open);
