import { assert, assertEquals, assertMatch, assertRejects, assertThrows } from "@std/assert";
import { z } from "zod";
import {
  action,
  BackgroundTaskManager,
  type BotPort,
  command,
  type CommandContext,
  config,
  type Constructor,
  contribution,
  Contributions,
  inject,
  LegacyDecorators,
  middleware,
  type Next,
  plugin,
  PluginScope,
  task,
  WiringError,
  type WiringProblem,
} from "../../../core/mod.ts";
import { TestBot } from "../../support/test_bot.ts";

/** Starts a bot that can't start, and returns what it has against that. */
async function problemsOf(...plugins: Constructor[]): Promise<readonly WiringProblem[]> {
  const bot = await TestBot.make({ plugins });
  const error = await assertRejects(() => bot.kernel.start(), WiringError);
  await bot.stop();
  return error.problems;
}

abstract class Weather {
  abstract today(): string;
}
class RealWeather extends Weather {
  today(): string {
    return "sunny";
  }
}

@plugin({ name: "weather", provides: [{ token: Weather, useClass: RealWeather }] })
class WeatherPlugin {}

@plugin({ name: "forecast" })
@inject(Weather)
class Forecast {
  constructor(private readonly weather: Weather) {}
  @command("forecast", { description: "Tells" })
  async tell(ctx: CommandContext) {
    await ctx.reply(this.weather.today());
  }
}

Deno.test("a plugin gets what another provides, whatever the order they are named in", async () => {
  await using bot = await TestBot.start({ plugins: [Forecast, WeatherPlugin] });
  await bot.chat.say("/forecast");
  assertEquals((await bot.chat.sent(1))[0].text, "sunny");
});

Deno.test("a missing dependency is named with who needs it and what to do", async () => {
  const [{ plugin: owner, problem, remedy }] = await problemsOf(Forecast);
  assertEquals(owner, "forecast");
  assertMatch(problem, /Forecast needs Weather/);
  assertMatch(remedy, /Load the plugin that provides Weather/);
});

@plugin({ name: "mute", texts: { en: "hello = Hello", ru: "bye = Пока" } })
class Mute {}

Deno.test("texts that lack a language are told at boot", async () => {
  const problems = await problemsOf(Mute);
  assertEquals(problems.map(({ plugin }) => plugin), ["mute", "mute"]);
  assertMatch(problems[0].problem, /"hello" is missing in ru/);
});

Deno.test("texts that were checked before are not read at boot", async () => {
  await using bot = await TestBot.start({ plugins: [Mute], proven: [Mute] });
  assertEquals(bot.kernel.translations.t("mute", "ru", "bye"), "Пока");
});

class Left {
  constructor(readonly other: object) {}
}
class Right {
  constructor(readonly other: object) {}
}
inject(Right)(Left, { kind: "class", name: "Left", metadata: {}, addInitializer: () => {} });
inject(Left)(Right, { kind: "class", name: "Right", metadata: {}, addInitializer: () => {} });

Deno.test("classes that need each other in a circle are named in their order", async () => {
  @plugin({ name: "round", services: [Left, Right] })
  class Round {}
  const [{ problem }] = await problemsOf(Round);
  assertMatch(problem, /circle: Left → Right → Left/);
});

Deno.test("plugins that need each other in a circle are named in their order", async () => {
  class One {}
  class Two {}
  @plugin({ name: "one", provides: [One] })
  @inject(Two)
  class OnePlugin {
    constructor(readonly two: Two) {}
  }
  @plugin({ name: "two", provides: [Two] })
  @inject(One)
  class TwoPlugin {
    constructor(readonly one: One) {}
  }
  const [{ problem }] = await problemsOf(OnePlugin, TwoPlugin);
  assertMatch(problem, /circle: one → two → one/);
});

Deno.test("a subclass without @inject of its own is found before it is built with undefined", async () => {
  @plugin({ name: "sub" })
  class Sub extends Forecast {}
  const problems = await problemsOf(WeatherPlugin, Sub);
  assert(problems.some(({ plugin, problem }) => plugin === "sub" && /none of its own/.test(problem)));
});

Deno.test("a constructor with parameters but no @inject is found", async () => {
  @plugin({ name: "bare" })
  class Bare {
    constructor(readonly bot: BotPort) {}
  }
  const [{ problem }] = await problemsOf(Bare as Constructor);
  assertMatch(problem, /takes 1 parameters but the class has no @inject/);
});

Deno.test("two plugins that claim one command are both named", async () => {
  @plugin({ name: "rival" })
  @inject(Weather)
  class Rival {
    constructor(readonly weather: Weather) {}
    @command("forecast", { description: "Tells too" })
    tell() {}
  }
  const [{ plugin: owner, problem }] = await problemsOf(WeatherPlugin, Forecast, Rival);
  assertEquals(owner, "rival");
  assertMatch(problem, /command "forecast" is claimed by forecast/);
});

Deno.test("two plugins of one name are found", async () => {
  @plugin({ name: "weather" })
  class Other {}
  const [{ problem }] = await problemsOf(WeatherPlugin, Other);
  assertMatch(problem, /Two plugins have the name "weather"/);
});

Deno.test("a name that no plugin can have is found", async () => {
  @plugin({ name: "My Plugin" })
  class Spaced {}
  @plugin({ name: "constructor" })
  class Inherited {}
  const problems = await problemsOf(Spaced, Inherited);
  assertEquals(problems.map(({ problem }) => problem), [
    `"My Plugin" can't be a plugin's name.`,
    `"constructor" can't be a plugin's name.`,
  ]);
});

Deno.test("bad configuration is found, with the plugin and the field", async () => {
  const Config = config(z.object({ unit: z.enum(["C", "F"]).default("C") }));
  @plugin({ name: "units", config: Config })
  class Units {}
  const bot = await TestBot.make({ plugins: [Units], config: { units: { unit: "K" } } });
  const { problems: [{ plugin: owner, problem }] } = await assertRejects(() => bot.kernel.start(), WiringError);
  assertEquals(owner, "units");
  assertMatch(problem, /plugins\.units\.unit/);
  await bot.stop();
});

Deno.test("configuration is injected as the schema makes it", async () => {
  const Config = config(z.object({ unit: z.enum(["C", "F"]).default("C") }));
  const units: string[] = [];
  @plugin({ name: "units", config: Config })
  @inject(Config)
  class Units {
    constructor({ unit }: { unit: "C" | "F" }) {
      units.push(unit);
    }
  }
  await using _bot = await TestBot.start({ plugins: [Units], config: { units: { unit: "F" } } });
  assertEquals(units, ["F"]);
});

Deno.test("a plugin that throws in its constructor is named, and nothing is left of the others", async () => {
  @plugin({ name: "thrower" })
  class Thrower {
    constructor() {
      throw new Error("no such luck");
    }
  }
  const bot = await TestBot.make({ plugins: [WeatherPlugin, Forecast, Thrower] });
  const { problems: [{ plugin: owner, problem }] } = await assertRejects(() => bot.kernel.start(), WiringError);
  assertEquals(owner, "thrower");
  assertMatch(problem, /no such luck/);
  assertEquals(bot.kernel.contributions.size, 0);
  await bot.stop();
});

Deno.test("what one plugin claims twice is told as its own mistake", async () => {
  @plugin({ name: "double" })
  class Double {
    @command("again", { description: "Once" })
    once() {}
    @command("again", { description: "Twice" })
    twice() {}
  }
  const [{ problem, remedy }] = await problemsOf(Double);
  assertEquals([problem, remedy], ['The command "again" is there twice.', "Rename one of the two."]);
});

Deno.test("an action's name that no button can carry is found", async () => {
  @plugin({ name: "spaced" })
  class Spaced {
    @action("x y")
    press() {}
  }
  const [{ remedy }] = await problemsOf(Spaced);
  assertMatch(remedy, /"x y" can't be an action's name/);
});

Deno.test("what a plugin throws in start is a sentence before what to do about it", async () => {
  @plugin({ name: "loud" })
  class Loud {
    start() {
      throw new Error("boom!");
    }
  }
  const [{ problem }] = await problemsOf(Loud);
  assertEquals(problem, "It could not start: boom!");
});

Deno.test("a plugin that throws in start is named", async () => {
  @plugin({ name: "stumbler" })
  class Stumbler {
    start() {
      throw new Error("stumbled");
    }
  }
  const [{ plugin: owner, problem }] = await problemsOf(Stumbler);
  assertEquals([owner, problem], ["stumbler", "It could not start: stumbled."]);
});

Deno.test("all mistakes are reported together", async () => {
  @plugin({ name: "Bad Name" })
  class BadName {}
  @plugin({ name: "badcommand" })
  class BadCommand {
    @command("Not A Command", { description: "" })
    run() {}
    @task({ every: "sometimes", description: "" })
    sometimes() {}
  }
  class NoPlugin {}
  const problems = await problemsOf(Forecast, BadName, BadCommand, NoPlugin);
  assertEquals(problems.map(({ plugin }) => plugin).toSorted(), [
    "Bad Name",
    "NoPlugin",
    "badcommand",
    "badcommand",
    "forecast",
  ]);
});

Deno.test("a circle hides no other mistake of those in it", async () => {
  class One {}
  class Two {}
  @plugin({ name: "one", provides: [One], texts: { en: "hello = Hello", ru: "" } })
  @inject(Two)
  class OnePlugin {
    constructor(readonly two: Two) {}
  }
  @plugin({ name: "two", provides: [Two] })
  @inject(One)
  class TwoPlugin {
    constructor(readonly one: One) {}
    @command("Not A Command", { description: "" })
    run() {}
  }
  const problems = (await problemsOf(OnePlugin, TwoPlugin)).map(({ problem }) => problem);
  assertMatch(problems.join("\n"), /circle: one → two → one\.\n@command on run:\n.*"hello" is missing in ru/);
});

Deno.test("every circle is told, not only the first", async () => {
  const circleOf = (name: string) => {
    class Offer {
      constructor(readonly other: object) {}
    }
    class Other {
      constructor(readonly other: object) {}
    }
    inject(Other)(Offer, { kind: "class", name: "Offer", metadata: {}, addInitializer: () => {} });
    inject(Offer)(Other, { kind: "class", name: "Other", metadata: {}, addInitializer: () => {} });
    @plugin({ name, services: [Offer, Other] })
    class Circle {}
    return Circle;
  };
  class One {}
  class Two {}
  const needs = (name: string, offer: Constructor, need: Constructor) => {
    @plugin({ name, provides: [offer] })
    @inject(need)
    class Needs {
      constructor(readonly need: object) {}
    }
    return Needs;
  };
  const [A, B] = [class {}, class {}];
  const problems = await problemsOf(
    circleOf("round"),
    needs("one", One, Two),
    needs("two", Two, One),
    needs("a", A, B),
    needs("b", B, A),
  );
  assertEquals(problems.filter(({ problem }) => /circle/.test(problem)).map(({ plugin }) => plugin), [
    "round",
    "one",
    "a",
  ]);
});

Deno.test("an error is one line per mistake, whatever the mistakes themselves look like", () => {
  const problem = { plugin: "x", problem: "It broke\n  at once.", remedy: "Mend it." };
  assertEquals(new WiringError([problem, problem], ["PORTICO_LOG is wrong."]).message.split("\n"), [
    "PORTICO_LOG is wrong.",
    "x: It broke at once. Mend it.",
    "x: It broke at once. Mend it.",
  ]);
});

Deno.test("decorators say so in one clear error where the host compiles them the old way", () => {
  const decorate: unknown = command("x");
  assert(typeof decorate === "function");
  assertThrows(() => Reflect.apply(decorate, undefined, [{}, "x", {}]), LegacyDecorators, "experimentalDecorators");
  const legacyClass: unknown = plugin({ name: "x" });
  assert(typeof legacyClass === "function");
  assertThrows(() => Reflect.apply(legacyClass, undefined, [class {}]), LegacyDecorators);
});

Deno.test("a decorator on the wrong kind of thing says where it belongs", () => {
  assertThrows(
    () => {
      class Wrong {
        @command("x")
        static run() {}
      }
      return Wrong;
    },
    TypeError,
    "public method",
  );
});

Deno.test("a subclass has its parent's contributions, and replaces those it declares again", async () => {
  class Base {
    @command("one", { description: "" })
    async one(ctx: CommandContext) {
      await ctx.reply("base one");
    }
    @command("two", { description: "" })
    async two(ctx: CommandContext) {
      await ctx.reply("base two");
    }
  }
  @plugin({ name: "derived" })
  class Derived extends Base {
    @command("uno", { description: "" })
    override async one(ctx: CommandContext) {
      await ctx.reply("derived one");
    }
  }
  await using bot = await TestBot.start({ plugins: [Derived] });
  await bot.chat.say("/uno");
  await bot.chat.say("/two");
  await bot.settle();
  assertEquals(bot.chat.texts, ["derived one", "base two"]);
  assertEquals(bot.kernel.contributions.of(command).get("one"), undefined);
});

Deno.test("a third party opens its own extension point", async () => {
  const greeting = contribution<[language: string], { language: string }, () => string>({
    id: "greeting",
    options: (language) => ({ language }),
    key: ({ language }) => language,
  });
  @plugin({ name: "greeter" })
  @inject(Contributions)
  class Greeter {
    constructor(private readonly contributions: Contributions) {}
    @command("greet", { description: "" })
    async greet(ctx: CommandContext) {
      await ctx.reply(this.contributions.of(greeting).get(ctx.rest)?.handler() ?? "?");
    }
  }
  @plugin({ name: "french" })
  class French {
    @greeting("fr")
    hello() {
      return "Bonjour";
    }
  }
  await using bot = await TestBot.start({ plugins: [Greeter, French] });
  await bot.chat.say("/greet fr");
  assertEquals((await bot.chat.sent(1))[0].text, "Bonjour");
});

@plugin({ name: "busy", provides: [RealWeather], texts: { en: "hello = Hello" } })
@inject(PluginScope)
class Busy {
  constructor(private readonly scope: PluginScope) {}

  start() {
    this.scope.contribute(command, { name: "dynamic", description: "" }, () => {});
    this.scope.defer("something of its own", () => {});
  }

  @command("busy", { description: "" })
  async run(ctx: CommandContext) {
    await ctx.reply(ctx.t("hello"));
  }

  @middleware()
  around(_ctx: unknown, next: Next) {
    return next();
  }

  @task({ every: "1h", description: "Looks busy" })
  look() {}
}

@plugin({ name: "leaner" })
@inject(RealWeather, BackgroundTaskManager)
class Leaner {
  constructor(readonly weather: RealWeather, readonly tasks: BackgroundTaskManager) {}
  @command("lean", { description: "" })
  run() {}
}

Deno.test("unloading a plugin unloads first those that need it", async () => {
  await using bot = await TestBot.start({ plugins: [Busy, Leaner] });
  assertEquals(await bot.kernel.unload("busy"), true);
  assertEquals(bot.kernel.status().plugins, []);
  assertEquals(await bot.kernel.unload("busy"), false);
});

Deno.test("a plugin loaded while the bot runs works, and after it is unloaded its command is unknown", async () => {
  await using bot = await TestBot.start();
  await bot.kernel.load(Busy);
  await bot.chat.say("/busy");
  await bot.chat.sent(1);
  await bot.kernel.unload("busy");
  await bot.chat.say("/busy");
  const [answer, unknown] = await bot.chat.sent(2);
  assertEquals(answer.text, "Hello");
  assertMatch(unknown.text, /no command/);
});

Deno.test("loading and unloading a plugin 1,000 times leaves nothing behind", async () => {
  await using bot = await TestBot.start({ plugins: [WeatherPlugin] });
  const count = () => ({
    contributions: bot.kernel.contributions.size,
    tasks: bot.kernel.tasks.list().filter(({ status }) => status === "scheduled" || status === "running").length,
    deadlines: bot.kernel.deadlines.size,
    timers: bot.clock.pending,
    plugins: bot.kernel.status().plugins.length,
    hasTexts: bot.kernel.translations.has("busy", "hello"),
  });
  const before = count();
  for (let round = 0; round < 1_000; round++) {
    await bot.kernel.load(Busy);
    if (round === 0) {
      const { holds } = bot.kernel.status().plugins[1];
      assertEquals(holds, [
        "container",
        "texts",
        "command busy",
        "middleware around",
        "command dynamic",
        "something of its own",
        "task busy.look",
      ]);
    }
    await bot.kernel.unload("busy");
  }
  assertEquals(count(), before);
});

Deno.test("what fails in stop or while it is undone holds up nothing else", async () => {
  const undone: string[] = [];
  @plugin({ name: "grumpy" })
  @inject(PluginScope)
  class Grumpy {
    constructor(scope: PluginScope) {
      scope.defer("first", () => undone.push("first"));
      scope.defer("second", () => {
        throw new Error("no");
      });
      scope.defer("third", () => undone.push("third"));
    }
    stop() {
      throw new Error("never");
    }
  }
  await using bot = await TestBot.start({ plugins: [Grumpy] });
  await bot.kernel.unload("grumpy");
  assertEquals(undone, ["third", "first"]);
});
