import { assertEquals, assertMatch, assertRejects, assertThrows } from "@std/assert";
import {
  command,
  config,
  type Constructor,
  contribution,
  inject,
  plugin,
  PluginScope,
  type Schema,
  WiringError,
} from "../../../core/mod.ts";
import { TestBot } from "../../support/test_bot.ts";

const never = () => new Promise<never>(() => {});

/** What a bot has against a plugin that it is to load. */
async function problemOf(type: Constructor): Promise<string> {
  await using bot = await TestBot.start();
  const { message } = await assertRejects(
    () => bot.inVirtualTime(bot.kernel.load(type), 90_000),
    WiringError,
  );
  assertEquals([bot.kernel.status().plugins, bot.kernel.contributions.size], [[], 0]);
  return message;
}

Deno.test("options that can't be read are told with the decorator and the method", async () => {
  const odd = contribution<[object], object, () => void>({
    id: "odd",
    options: (options) => options,
    check: (options) => "wrong" in options && options.wrong ? "wrong" : undefined,
  });
  @plugin({ name: "odd" })
  class Odd {
    @odd({
      get wrong() {
        throw new Error("not to be read");
      },
    })
    run() {}
  }
  assertMatch(await problemOf(Odd), /^odd: @odd on run: not to be read/);
});

Deno.test("a name that is no text is told as such, whatever it says of itself", async () => {
  const name: unknown = { toString: () => "roll" };
  @plugin({ name: "nameless" })
  class Nameless {
    @command(name as string, { description: "Rolls" }) // as a program without types may do
    roll() {}
  }
  assertMatch(await problemOf(Nameless), /^nameless: @command on roll: Its name has to be text\./);
});

for (
  const [how, validate] of [["throws", () => {
    throw new Error("no schema");
  }], ["never ends", never]] as const
) {
  Deno.test(`a schema that ${how} is told with its plugin`, async () => {
    const schema: Schema<object> = { "~standard": { version: 1, vendor: "test", validate } };
    @plugin({ name: "odd", config: config(schema) })
    class Odd {}
    assertMatch(await problemOf(Odd), /^odd: Its configuration can't be read: (?:no schema|Its schema had not ended)/);
  });
}

Deno.test("a contribution that its point's check refuses is refused at any time", async () => {
  @plugin({ name: "dynamic" })
  @inject(PluginScope)
  class Dynamic {
    constructor(readonly scope: PluginScope) {}
    start() {
      assertThrows(
        () => this.scope.contribute(command, { name: "Not A Command" }, () => {}),
        TypeError,
        "Not A Command",
      );
    }
  }
  await using bot = await TestBot.start({ plugins: [Dynamic] });
  assertEquals(bot.kernel.contributions.size, 0);
});
