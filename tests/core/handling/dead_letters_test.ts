/** Who may try dead letters again or discard them, and in which order they come back. */
import { assertEquals } from "@std/assert";
import {
  type Account,
  type Context,
  DeadLetters,
  type IncomingEdit,
  type IncomingMessage,
  inject,
  on,
  plugin,
} from "../../../core/mod.ts";
import { TestBot } from "../../support/test_bot.ts";

/** What handlers were seen to do, whether they fail, and the kernel's dead letters; new for each test. */
let seen: string[] = [];
let broken = true;
let letters: DeadLetters[] = [];

@plugin({ name: "fragile" })
@inject(DeadLetters)
class Fragile {
  constructor(given: DeadLetters) {
    letters.push(given);
  }

  @on("message")
  message(ctx: Context<IncomingMessage>) {
    if (broken) throw new Error("broken");
    seen.push(ctx.event.text);
  }

  @on("edit")
  edit(ctx: Context<IncomingEdit>) {
    if (broken) throw new Error("broken");
    seen.push(ctx.event.text);
  }
}

async function start(): Promise<TestBot> {
  [seen, broken, letters] = [[], true, []];
  return await TestBot.start({ plugins: [Fragile] });
}

const OWNER: Account = { id: "owner", role: "owner" };

Deno.test("a member may do nothing to somebody else's dead letters, the owner may to all", async () => {
  await using bot = await start();
  await bot.chat.say("the owner's", { key: "own" });
  await bot.chat.say("theirs", { key: "their", user: "guest" });
  await bot.settle();
  const guest: Account = { id: "test-guest", role: "member" };
  assertEquals(await letters[0].retry("own", guest), "foreign");
  assertEquals(await letters[0].discard("own", guest), "foreign");
  assertEquals(await letters[0].retry("their", OWNER), "retried");
  await bot.settle();
  assertEquals(await letters[0].discard("their", guest), "discarded");
  assertEquals(await letters[0].retry("their", guest), "gone");
  assertEquals((await letters[0].list()).map(({ unit }) => unit), ["own"]);
});

Deno.test("dead letters that are tried again at the same time come back in the order in which they were asked for", async () => {
  await using bot = await start();
  const first = bot.chat.message("first");
  await bot.chat.deliver(first, { ...first, kind: "edit", key: "edit", text: "first, edited" });
  await bot.chat.say("second", { key: "second" });
  await bot.settle();
  broken = false;
  assertEquals(
    await Promise.all(["edit", "second"].map((unit) => letters[0].retry(unit, OWNER))),
    ["retried", "retried"],
  );
  await bot.settle();
  assertEquals(seen, ["first", "first, edited", "second"]);
});
