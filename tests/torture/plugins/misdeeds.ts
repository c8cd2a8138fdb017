/** What a plugin can do to a bot, and how it has to be told of. */
import { delay } from "@std/async/delay";
import { command, type CommandContext } from "../../../core/mod.ts";
import type { TestBot } from "../../support/test_bot.ts";
import type { Hands, Parts } from "./rogue.ts";

/** See the file's comment. */
export interface Misdeed {
  readonly what: string;
  readonly parts: Parts;
  /** Gives it the occasion, once it is loaded. */
  readonly occasion?: (bot: TestBot) => Promise<unknown>;
  /** What is told, in the log or by the error of the load; nothing where nothing is wrong in the end. */
  readonly told?: RegExp;
  /** It can't be loaded. */
  readonly unloadable?: true;
  /** Its code never returns, which nobody can undo: the kernel remembers the run, to name it at the stop. */
  readonly hangs?: true;
}

const never = () => new Promise<never>(() => {});
const fail = () => {
  throw new Error("on purpose");
};
const failLater = async () => {
  await Promise.resolve();
  fail();
};
/** Longer than any handler may take. */
const TOO_LONG = 11 * 60_000;

const act = (bot: TestBot) => bot.chat.say("/act");
const actTooLong = async (bot: TestBot) => {
  await act(bot);
  await bot.clock.advance(TOO_LONG);
};

/** Sets one of everything that goes on by itself. */
function leak({ deadlines, clock }: Pick<Hands, "deadlines" | "clock">): void {
  setInterval(function poll() {}, 1_000_000);
  setTimeout(function later() {}, 1_000_000);
  globalThis.addEventListener("rogue", function listen() {});
  deadlines.at(clock.monotonic() + 1e9, () => {});
  clock.setTimer(1e9, () => {});
}

/** Registers one of everything that can be registered. */
function register({ scope, tasks, contributions, translations, accounts }: Hands): void {
  scope.contribute(command, { name: "more" }, () => {});
  scope.defer("something", () => {});
  tasks.register("rogue.more", never, { description: "Goes on", owner: "rogue" });
  contributions.add(command, {
    plugin: "rogue",
    name: "rogue.raw",
    options: { name: "raw" },
    handler: () => {},
    key: "raw",
  });
  contributions.of(command).subscribe(() => {});
  translations.add("rogue-more", { en: "a = b" });
  translations.follow(() => Promise.resolve("en"));
  accounts.subscribe(() => {});
}

const lifeMisdeeds: readonly Misdeed[] = [
  {
    what: "throws in the constructor",
    parts: { build: fail },
    unloadable: true,
    told: /rogue: It could not be built: on purpose/,
    hangs: true,
  },
  {
    what: "leaks and registers, and then throws in the constructor",
    parts: {
      build: (hands) => {
        leak(hands);
        register(hands);
        fail();
      },
    },
    unloadable: true,
    told: /rogue: It could not be built: on purpose/,
    hangs: true,
  },
  {
    what: "can't be undone, and then throws in the constructor",
    parts: {
      build: ({ scope }) => {
        scope.defer("a door", never);
        fail();
      },
    },
    unloadable: true,
    told: /rogue: a door could not be undone: rogue: a door had not ended.*rogue: It could not be built: on purpose/,
  },
  {
    what: "throws in start",
    parts: { start: failLater },
    unloadable: true,
    told: /rogue: It could not start: on purpose/,
  },
  {
    what: "leaks and registers, and then throws in start",
    parts: {
      start: async (hands) => {
        leak(hands);
        register(hands);
        await failLater();
      },
    },
    unloadable: true,
    told: /rogue left behind.*setInterval poll of rogue\.start/,
    hangs: true,
  },
  {
    what: "never starts",
    parts: { start: never },
    unloadable: true,
    told: /rogue: It could not start: rogue\.start had not ended/,
  },
  { what: "throws in ready", parts: { ready: fail }, told: /rogue failed in ready: .*on purpose/ },
  { what: "is never ready", parts: { ready: never }, told: /rogue failed in ready: .*rogue\.ready had not ended/ },
  { what: "throws in stop", parts: { stop: failLater }, told: /rogue failed in stop: .*on purpose/ },
  { what: "never stops", parts: { stop: never }, told: /rogue failed in stop: .*rogue\.stop had not ended/ },
  {
    what: "can't be undone",
    parts: { start: ({ scope }) => scope.defer("a door", fail) },
    told: /rogue: a door could not be undone: on purpose/,
  },
  {
    what: "is never undone",
    parts: { start: ({ scope }) => scope.defer("a door", never) },
    told: /rogue: a door could not be undone: rogue: a door had not ended/,
  },
];

const handlerMisdeeds: readonly Misdeed[] = [
  { what: "throws in a handler", parts: { act: fail }, occasion: act, told: /rogue\.act failed: .*on purpose/ },
  { what: "rejects in a handler", parts: { act: failLater }, occasion: act, told: /rogue\.act failed: .*on purpose/ },
  {
    what: "never ends a handler",
    parts: { act: never },
    occasion: actTooLong,
    told: /rogue\.act was given up after 60000 ms/,
    hangs: true,
  },
  {
    what: "returns something like a promise that never ends",
    parts: { act: () => ({ then() {} }) },
    occasion: actTooLong,
    told: /rogue\.act was given up/,
    hangs: true,
  },
  {
    what: "returns what fails to be looked at",
    parts: { act: () => Object.defineProperty({}, "then", { get: fail }) },
    occasion: act,
    told: /rogue\.act failed: .*on purpose/,
  },
  {
    what: "returns what is no promise",
    parts: { act: () => Object.assign(() => 1n, { toString: fail }) },
    occasion: act,
  },
  {
    what: "throws in a button's handler",
    parts: { press: fail },
    occasion: press,
    told: /rogue\.press failed: .*on purpose/,
  },
  { what: "throws in a task", parts: { work: failLater }, told: /Task rogue\.work failed: .*on purpose/ },
  { what: "never ends a task", parts: { work: never }, hangs: true },
  {
    what: "throws in a mode",
    parts: { batch: fail },
    occasion: batch,
    told: /rogue\.batch failed: .*on purpose|batch.*on purpose/,
  },
  {
    what: "never ends a mode",
    parts: { batch: never },
    occasion: batch,
    told: /was given up after 600000 ms/,
    hangs: true,
  },
  {
    what: "throws for who is refused",
    parts: { refuse: fail },
    occasion: stranger,
    told: /rogue\.refuse failed for .*on purpose/,
  },
  {
    what: "never ends for who is refused",
    parts: { refuse: never },
    occasion: stranger,
    told: /rogue\.refuse had not ended after 5 s/,
    hangs: true,
  },
  {
    what: "changes what it is given",
    parts: {
      act: async (ctx) => {
        Object.assign(ctx.event, { key: "another", text: "/act again" });
        await ctx.reply("changed");
        Object.assign(ctx.account, { role: "member" }); // which would hold for everybody
      },
    },
    occasion: act,
    told: /rogue\.act failed: .*read only/,
  },
];

const routeMisdeeds: readonly Misdeed[] = [
  {
    what: "throws in a middleware",
    parts: { around: fail },
    occasion: act,
    told: /rogue\.around failed: .*on purpose/,
  },
  {
    what: "throws in a middleware behind the handler",
    parts: { around: async (_ctx, next) => (await next(), fail()) },
    occasion: act,
    told: /rogue\.around failed: .*on purpose/,
  },
  {
    what: "never ends a middleware",
    parts: { around: never },
    occasion: actTooLong,
    told: /rogue\.around was given up/,
    hangs: true,
  },
  {
    what: "never ends a middleware behind the handler",
    parts: { around: async (_ctx, next) => (await next(), await never()), act: () => delay(1) },
    occasion: async (bot) => {
      await act(bot);
      await delay(5);
      await bot.clock.advance(TOO_LONG);
    },
    told: /rogue\.around was given up/,
    hangs: true,
  },
  {
    what: "returns nothing from a middleware",
    parts: { around: (_ctx, next) => void next(), act: (ctx) => ctx.reply("went on") },
    occasion: act,
  },
  {
    what: "does not wait for what it goes on to",
    parts: { around: (_ctx, next) => (void next(), Promise.resolve()), act: failLater },
    occasion: act,
    told: /rogue\.act failed: .*on purpose/,
  },
  {
    what: "goes on twice",
    parts: { around: async (_ctx, next) => (await next(), await next()) },
    occasion: act,
    told: /rogue\.around called next\(\) more than once/,
  },
  {
    what: "throws when it is asked what it takes",
    parts: { when: fail },
    occasion: what,
    told: /rogue\.hear could not say .*on purpose/,
  },
  {
    what: "thinks for ever about what it takes",
    parts: { when: never },
    occasion: what,
    told: /rogue\.hear could not say .*async/,
  },
  {
    what: "throws when it hears of a change",
    parts: {
      start: ({ contributions, scope }) => {
        contributions.of(command).subscribe(fail);
        scope.contribute(command, { name: "more" }, () => {});
      },
    },
    told: /rogue failed in its subscription to command: .*on purpose/,
  },
];

const leftovers: readonly Misdeed[] = [
  {
    what: "leaks in its constructor",
    parts: { build: leak },
    told: /rogue left behind.*setInterval poll of rogue\.constructor/,
  },
  {
    what: "leaks in start, behind an await",
    parts: {
      start: async (hands) => {
        await Promise.resolve();
        leak(hands);
      },
    },
    told: /rogue left behind.*setTimeout later of rogue\.start.*addEventListener rogue of rogue\.start/,
  },
  {
    what: "leaks in a handler",
    parts: {
      act: async (ctx: CommandContext, hands) => {
        await ctx.reply("leaks");
        leak(hands);
      },
    },
    occasion: act,
    told: /rogue left behind.*deadline of rogue\.act.*setTimer of rogue\.act/,
  },
  { what: "registers by all ways there are", parts: { start: register }, hangs: true },
  {
    what: "waits for a person who never answers",
    parts: { act: (ctx) => ctx.ask("Well?") },
    occasion: async (bot) => {
      await act(bot);
      await bot.settle();
      await bot.chat.say("/cancel");
    },
  },
];

async function press(bot: TestBot): Promise<void> {
  await bot.kernel.bot.send({ platform: "test", chat: "c", kind: "private" }, {
    text: "rogue",
    buttons: [[{ text: "Press", action: { name: "rogue.press" } }]],
  });
  await bot.chat.press("Press");
}

async function batch(bot: TestBot): Promise<void> {
  await bot.chat.say("/rogue do it");
  await bot.clock.advance(2 * TOO_LONG);
}

async function stranger(bot: TestBot): Promise<void> {
  bot.chat.trusted = false;
  const said = bot.chat.say("let me in", { user: "stranger", chat: "s" });
  await bot.clock.advance(6_000);
  await said;
  bot.chat.trusted = { owner: "you" };
}

async function what(bot: TestBot): Promise<void> {
  await bot.chat.say("what");
  await bot.clock.advance(60_000);
}

/** All of them. */
export const misdeeds: readonly Misdeed[] = [...lifeMisdeeds, ...handlerMisdeeds, ...routeMisdeeds, ...leftovers];

/** Tries, of a plugin that was unloaded, to register something: each has to be refused. */
export const lateTries: Readonly<Record<string, (hands: Hands) => unknown>> = {
  "a command": ({ scope }) => scope.contribute(command, { name: "late" }, () => {}),
  "a contribution past its scope": ({ contributions }) =>
    contributions.add(command, {
      plugin: "rogue",
      name: "rogue.late",
      options: { name: "late" },
      handler: () => {},
      key: "late",
    }),
  "something to undo": ({ scope }) => scope.defer("late", () => {}),
  "a task": ({ tasks }) => tasks.register("rogue.late", never, { description: "Late", owner: "rogue" }),
  "a subscription": ({ contributions }) => contributions.of(command).subscribe(() => {}),
  "a subscription to accounts": ({ accounts }) => accounts.subscribe(() => {}),
  "texts": ({ translations }) => translations.add("rogue-late", { en: "a = b" }),
  "a deadline": ({ deadlines }) => deadlines.at(1e9, () => {}),
  "a timer": ({ clock }) => clock.setTimer(1e9, () => {}),
  "work": ({ work }) =>
    work.submit({
      id: "late",
      kind: "late",
      conversation: { platform: "test", chat: "c", kind: "private" },
      account: "owner",
      language: "en",
      members: [],
      data: null,
      createdAt: 0,
    }),
};
