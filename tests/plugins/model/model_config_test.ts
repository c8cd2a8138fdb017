/** What is said of a wrong configuration, and what is not. */
import { assertEquals } from "@std/assert";
import { PluginValues } from "../../../core/mod.ts";
import { ModelConfig } from "../../../plugins/model/mod.ts";

async function check(section: Readonly<Record<string, unknown>>) {
  return await new PluginValues({ sections: { model: section } }).pluginConfig("model", ModelConfig);
}

Deno.test("nothing configured is no model", async () => {
  const { value } = await check({});
  assertEquals([value?.url, value?.name, value?.attempts], ["", "", 3]);
});

for (const url of ["http://localhost:11434/v1", "https://openrouter.ai/api/v1", "http://[::1]:8080/v1/"]) {
  Deno.test(`${url} is an endpoint`, async () => {
    assertEquals((await check({ url, name: "llama3.2" })).value?.url, url);
  });
}

const WRONG: Readonly<Record<string, readonly [section: Readonly<Record<string, unknown>>, words: string]>> = {
  "a URL that is none": [{ url: "localhost", name: "x" }, "must be the base URL of an OpenAI-compatible endpoint"],
  "a URL of another scheme": [{ url: "ftp://host/v1", name: "x" }, "must be the base URL"],
  "a file": [{ url: "file:///etc/passwd", name: "x" }, "must be the base URL"],
  "a password in the URL": [
    { url: "http://me:geheim@host/v1", name: "x" },
    "Put the endpoint's key into PORTICO_MODEL_KEY",
  ],
  "a key in the URL": [{ url: "http://host/v1?key=geheim", name: "x" }, "must not have a part behind ? or #"],
  "the address of a call": [{ url: "http://host/v1/chat/completions", name: "x" }, "which mostly ends with /v1"],
  "no model's name": [{ url: "http://host/v1" }, "Set PORTICO_MODEL, such as llama3.2"],
  "a model without an endpoint": [{ name: "x" }, "Set PORTICO_MODEL_URL, such as http://localhost:11434/v1"],
  "a key without an endpoint": [{ key: "geheim" }, "Set PORTICO_MODEL_URL"],
  "no attempt": [{ url: "http://host/v1", name: "x", attempts: 0 }, "plugins.model.attempts"],
  "a negative price": [{ url: "http://host/v1", name: "x", priceIn: -1 }, "plugins.model.priceIn"],
};

for (const [what, [section, words]] of Object.entries(WRONG)) {
  Deno.test(`${what} is told in one line with what to do, and without a secret`, async () => {
    const { problems = [] } = await check(section);
    assertEquals(problems.length, 1);
    assertEquals([problems[0].includes(words), problems[0].includes("geheim")], [true, false], problems[0]);
  });
}
