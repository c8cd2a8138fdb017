/** Where a file is fetched, whatever path an API server names. */
import { assertEquals, assertRejects } from "@std/assert";
import { Rejected } from "../../../core/mod.ts";
import { download } from "../../../adapters/telegram/file_download.ts";
import { TelegramApi } from "../../../adapters/telegram/telegram_api.ts";
import { TestClock } from "../../support/clock.ts";

/** Downloads a file that is at this path, and returns the address asked for. */
async function addressOf(file_path: unknown): Promise<string | undefined> {
  const clock = new TestClock();
  let asked: string | undefined;
  const api = new TelegramApi({
    token: "123456:a-token",
    apiRoot: "https://api.test/bots",
    clock,
    fetch: (input) => {
      if (String(input).endsWith("/getFile")) {
        return Promise.resolve(Response.json({ ok: true, result: { file_path } }));
      }
      asked = new URL(String(input)).href;
      return Promise.resolve(new Response("bytes"));
    },
  });
  const stream = await download(
    api,
    { ref: "f", kind: "document", name: "a.txt" },
    clock,
    new AbortController().signal,
  );
  await stream.cancel();
  return asked;
}

Deno.test("a file is fetched from below the bot's own address, whatever its path is made of", async () => {
  const below = "https://api.test/bots/file/bot123456:a-token/";
  assertEquals(await addressOf("documents/a b#c?.txt"), `${below}documents/a%20b%23c%3F.txt`);
  assertEquals(await addressOf("documents/%2e%2e/x"), `${below}documents/%252e%252e/x`);
});

for (const path of ["/etc/passwd", "../x", "a/../../x", "..\\x", "C:\\x", "file:///etc/passwd", "//host/x"]) {
  Deno.test(`a file at ${JSON.stringify(path)} is refused, for it would be elsewhere`, async () => {
    const error = await assertRejects(() => addressOf(path), Rejected, "a.txt");
    assertEquals(error.status, 403);
  });
}

for (const path of [undefined, null, "", 5, ["a"]]) {
  Deno.test(`a file whose path is ${JSON.stringify(path)} is there no more`, async () => {
    const error = await assertRejects(() => addressOf(path), Rejected, "a.txt");
    assertEquals(error.status, 404);
  });
}
