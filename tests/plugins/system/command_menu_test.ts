/** The menus of commands on a platform that has them. */
import { assertEquals } from "@std/assert";
import { ChatUnreachable, command, type MenuOperation, NotSent, plugin, Rejected } from "../../../core/mod.ts";
import { SystemPlugin } from "../../../plugins/system/mod.ts";
import { TestFolder } from "../../support/folder.ts";
import { captureLogs } from "../../support/logs.ts";
import { TestBot } from "../../support/test_bot.ts";

@plugin({ name: "dice", texts: { en: "command-roll = Roll dice", ru: "command-roll = Бросить кости" } })
class Dice {
  @command("roll")
  roll() {}

  @command("secret", { description: "Not shown", hidden: true })
  hide() {}
}

function menus(bot: TestBot): MenuOperation[] {
  return bot.chat.operations.filter((operation) => operation.kind === "menu");
}

function named(menu: MenuOperation, name: string): string | undefined {
  return menu.commands.find((one) => one.name === name)?.description;
}

async function start(): Promise<TestBot> {
  const bot = await TestBot.start({ plugins: [SystemPlugin, Dice] });
  await bot.settle();
  return bot;
}

Deno.test("the menu is published at the start in every language, without what is hidden or the owner's", async () => {
  await using bot = await start();
  const [english, russian, ...others] = menus(bot);
  assertEquals(others, []);
  assertEquals([english.language, named(english, "roll")], [undefined, "Roll dice"]);
  assertEquals([russian.language, named(russian, "roll")], ["ru", "Бросить кости"]);
  assertEquals([named(english, "secret"), named(english, "plugins")], [undefined, undefined]);
});

Deno.test("who becomes the owner gets the owner's commands in a menu of their own", async () => {
  await using bot = await start();
  const before = menus(bot).length;
  await bot.kernel.accounts.link({ platform: "test", user: "anna" }, "owner");
  await bot.clock.advance(1_000);
  const added = menus(bot).slice(before);
  assertEquals(added.map(({ user, language }) => [user, language]), [["anna", undefined], ["anna", "ru"]]);
  assertEquals(named(added[0], "plugins"), "The loaded plugins and what each holds");
});

Deno.test("from who is the owner no more their own menu is taken back, once", async () => {
  await using bot = await start();
  const anna = { platform: "test", user: "anna" };
  await bot.kernel.accounts.link(anna, "owner");
  await bot.clock.advance(1_000);
  const before = menus(bot).length;
  await bot.kernel.accounts.unlink(anna);
  await bot.clock.advance(1_000);
  await bot.kernel.accounts.open({ platform: "test", user: "boris" }, "member");
  await bot.clock.advance(1_000);
  const taken = menus(bot).slice(before);
  assertEquals(taken.map(({ user, language, commands }) => [user, language, commands.length]), [
    ["anna", undefined, 0],
    ["anna", "ru", 0],
  ]);
});

Deno.test("who was the owner before a start, and is not at it, has no menu of their own left", async () => {
  await using folder = await TestFolder.make();
  const options = { plugins: [SystemPlugin], path: folder.join("portico.db") };
  const anna = { platform: "test", user: "anna" };
  {
    await using bot = await TestBot.start(options);
    await bot.kernel.accounts.link(anna, "owner");
    await bot.clock.advance(1_000);
    await bot.kernel.accounts.unlink(anna); // and the program ends before anybody is told
  }
  for (const taken of [["anna", "anna"], []]) {
    await using bot = await TestBot.start(options);
    await bot.settle();
    assertEquals(menus(bot).flatMap(({ user, commands }) => commands.length === 0 ? user : []), taken);
  }
});

Deno.test("a menu that could not be published is tried again by itself, unless the platform refuses it", async () => {
  for (
    const [error, tries] of [[new NotSent("no connection"), 4], [new Rejected("no menu like this", 400), 2]] as const
  ) {
    const bot = await TestBot.make({ plugins: [SystemPlugin] });
    await using _stopped = bot;
    let asked = 0;
    bot.chat.script = ({ kind }) => {
      if (kind === "menu" && ++asked <= 2) throw error;
    };
    await bot.kernel.start();
    await bot.clock.advance(60_000);
    await bot.clock.advance(60_000);
    assertEquals(asked, tries, error.message);
  }
});

Deno.test("an owner who can't be reached yet gets their menu when they come, and nobody is warned of it", async () => {
  await using bot = await start();
  bot.chat.script = (operation) => {
    if (operation.kind === "menu" && operation.user !== undefined) throw new ChatUnreachable("chat not found", 400);
  };
  const logs = await captureLogs(async () => {
    await bot.kernel.accounts.link({ platform: "test", user: "anna" }, "owner");
    await bot.clock.advance(1_000);
  });
  assertEquals(logs.filter(({ level }) => level === "warning"), []);
  bot.chat.script = () => {};
  await bot.chat.say("/start", { user: "anna", chat: "anna" });
  await bot.clock.advance(1_000);
  const own = menus(bot).filter(({ user }) => user === "anna");
  assertEquals(own.map(({ language }) => language), [undefined, "ru"]);
});

Deno.test("a platform that is away is asked for one menu at a time, and for none before it was reached", async () => {
  const bot = await TestBot.make({ plugins: [SystemPlugin] });
  await using _stopped = bot;
  let asked = 0;
  bot.chat.isReached = false;
  bot.chat.script = ({ kind }) => {
    if (kind === "menu") asked++;
    if (kind === "menu") throw new NotSent("no connection");
  };
  await bot.kernel.start();
  await bot.clock.advance(60_000);
  assertEquals(asked, 0);
  bot.chat.reach();
  const logs = await captureLogs(async () => await bot.clock.advance(1_000));
  assertEquals([asked, logs.filter(({ level }) => level === "warning").length], [1, 1]);
});

Deno.test("the menu follows plugins that come and go, and is published only where it has changed", async () => {
  await using bot = await start();
  const before = menus(bot).length;
  await bot.kernel.unload("dice");
  await bot.clock.advance(1_000);
  const after = menus(bot).slice(before);
  assertEquals(after.map((menu) => named(menu, "roll")), [undefined, undefined]);
  await bot.kernel.load(Dice);
  await bot.kernel.unload("dice");
  await bot.clock.advance(1_000);
  assertEquals(menus(bot).length, before + 2);
});

Deno.test("a menu that could not be published is published with the next change", async () => {
  const bot = await TestBot.make({ plugins: [SystemPlugin] });
  await using _stopped = bot;
  bot.chat.script = ({ kind }) => {
    if (kind === "menu") throw new Error("not now");
  };
  await bot.kernel.start();
  await bot.settle();
  assertEquals(menus(bot), []);
  bot.chat.script = () => {};
  await bot.kernel.load(Dice);
  await bot.clock.advance(1_000);
  assertEquals(menus(bot).map((menu) => named(menu, "roll")), ["Roll dice", "Бросить кости"]);
});
