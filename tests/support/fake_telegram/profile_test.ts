import { assertEquals } from "@std/assert";
import { FakeTelegram } from "./mod.ts";
import { clientOf, refusal } from "./test_client.ts";

function setUp() {
  const telegram = new FakeTelegram();
  return { telegram, api: clientOf(telegram) };
}

const described = async (call: Promise<unknown>) => (await refusal(call)).description;

Deno.test("menus are kept by scope and language", async () => {
  const { telegram, api } = setUp();
  const [help, hilfe, own] = ["help", "hilfe", "own"].map((command) => [{ command, description: "d" }]);
  const scope = { type: "chat" as const, chat_id: telegram.user().id };
  await api.setMyCommands(help);
  await api.setMyCommands(hilfe, { language_code: "de" });
  await api.setMyCommands(own, { scope });
  assertEquals(await api.getMyCommands(), help);
  assertEquals(await api.getMyCommands({ language_code: "de" }), hilfe);
  assertEquals(await api.getMyCommands({ scope }), own);
  await api.deleteMyCommands({ language_code: "de" });
  assertEquals(await api.getMyCommands({ language_code: "de" }), []);
});

for (
  const [what, commands, description] of [
    ["of capitals", [{ command: "Help", description: "d" }], "BOT_COMMAND_INVALID"],
    ["without a name", [{ command: "/", description: "d" }], "command must be non-empty"],
    ["of 33 letters", [{ command: "a".repeat(33), description: "d" }], "command length must not exceed 32"],
    ["without a description", [{ command: "a", description: " " }], "command description must be non-empty"],
    [
      "of a long description",
      [{ command: "a", description: "d".repeat(257) }],
      "command description length must not exceed 256",
    ],
    [
      "too many",
      Array.from({ length: 101 }, (_, number) => ({ command: `a${number}`, description: "d" })),
      "BOT_COMMANDS_TOO_MUCH",
    ],
  ] as const
) {
  Deno.test(`a menu of commands ${what} is refused`, async () => {
    assertEquals(await described(setUp().api.setMyCommands([...commands])), `Bad Request: ${description}`);
  });
}

Deno.test("a menu for a chat that nobody knows is refused", async () => {
  const scope = { type: "chat" as const, chat_id: 5 };
  assertEquals(await described(setUp().api.setMyCommands([], { scope })), "Bad Request: chat not found");
});

Deno.test("descriptions are kept by language, and the one for all serves the others", async () => {
  const { api } = setUp();
  await api.setMyDescription("Notes");
  await api.setMyDescription("Заметки", { language_code: "ru" });
  assertEquals((await api.getMyDescription({ language_code: "ru" })).description, "Заметки");
  assertEquals((await api.getMyDescription({ language_code: "de" })).description, "Notes");
  assertEquals((await api.getMyName()).name, "Portico");
  assertEquals(
    await described(api.setMyShortDescription("x".repeat(121))),
    "Bad Request: BOT_SHORT_DESCRIPTION_TOO_LONG",
  );
});
