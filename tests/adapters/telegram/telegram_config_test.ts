/** How the Telegram adapter is configured. */
import { assertEquals, assertMatch } from "@std/assert";
import {
  checkTelegram,
  TelegramConfig,
  TelegramModeConfig,
  type TelegramSettings,
} from "../../../adapters/telegram/mod.ts";
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

const WEBHOOK: TelegramSettings = {
  token: "1:a",
  apiRoot: "https://api.telegram.org",
  mode: "webhook",
  webhookUrl: "https://bot.example.org/telegram",
  webhookSecret: "",
};

function check(settings: Partial<TelegramSettings>, http = true): string[] {
  return checkTelegram({ ...WEBHOOK, ...settings }, { http, healthPath: "/healthz" });
}

Deno.test("what goes together is no problem, and polls need neither an address nor a server", () => {
  assertEquals(check({}), []);
  assertEquals(check({ mode: "polling", webhookUrl: "" }, false), []);
});

Deno.test("everything that is missing is told at once, by the names of the variables", () => {
  const told = check({ token: "" }, false).map((problem) => /^\w+|PORTICO_HTTP/g[Symbol.match](problem));
  assertEquals(told, [["TELEGRAM_BOT_TOKEN"], ["TELEGRAM_MODE", "PORTICO_HTTP"]]);
});

Deno.test("a webhook can't be where the bot says how it is", () => {
  const [problem] = check({ webhookUrl: "https://bot.example.org/healthz" });
  assertMatch(problem, /TELEGRAM_WEBHOOK_URL.*another path/);
});

Deno.test("Telegram sends to https: only, a server of one's own to http: as well", () => {
  const webhookUrl = "http://bot.example.org/telegram";
  assertMatch(check({ webhookUrl }).join("\n"), /^TELEGRAM_WEBHOOK_URL: .*https:/);
  assertEquals(check({ webhookUrl, apiRoot: "http://127.0.0.1:8081" }), []);
});

Deno.test("the mode is known however wrong the rest is, and what is none needs no server", async () => {
  const values = new PluginValues({ sections: { telegram: { mode: "webhook", token: "none", apiRoot: "ftp://x" } } });
  assertEquals((await values.pluginConfig("telegram", TelegramModeConfig)).value?.mode, "webhook");
  const wrong = new PluginValues({ sections: { telegram: { mode: "push" } } });
  assertEquals((await wrong.pluginConfig("telegram", TelegramModeConfig)).value?.mode, "polling");
});
