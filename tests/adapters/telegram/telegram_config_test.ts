/** How the Telegram adapter is configured. */
import { assertEquals } from "@std/assert";
import { TelegramConfig } from "../../../adapters/telegram/mod.ts";
import { PluginValues } from "../../../core/mod.ts";

async function read(values: Readonly<Record<string, string>>) {
  return await new PluginValues({ sections: { telegram: values } }).pluginConfig("telegram", TelegramConfig);
}

Deno.test("an API server is an address with a path at most", async () => {
  assertEquals((await read({ apiRoot: " https://host:8081/bots/ " })).value?.apiRoot, "https://host:8081/bots");
  for (const more of ["?", "#", "/?x=1", "/#x"]) {
    const { value, problems = [] } = await read({ apiRoot: `https://host${more}` });
    assertEquals([value, problems.length], [undefined, 1], more);
  }
});

Deno.test("no address may hold a name or a password, which would be shown and which no request takes", async () => {
  for (const who of ["anna", "anna:hush", ":hush"]) {
    for (const field of ["apiRoot", "webhookUrl"]) {
      const { value, problems = [] } = await read({ [field]: `https://${who}@host/x` });
      assertEquals([value, problems.length, problems.join().includes("hush")], [undefined, 1, false], field);
    }
  }
});
