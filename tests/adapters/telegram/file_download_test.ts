/** Where a file is fetched, whatever path an API server names. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { type Attachment, DeliveryUnknown, NotSent, Rejected } from "../../../core/mod.ts";
import { download, LARGEST_DOWNLOAD } from "../../../adapters/telegram/file_download.ts";
import { TelegramApi } from "../../../adapters/telegram/telegram_api.ts";
import { TestClock } from "../../support/clock.ts";

/** Opens a file that is at this path, of which this is answered; with the address asked for. */
async function open(file_path: unknown, answer: () => Response, attachment: Partial<Attachment> = {}) {
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
      return Promise.resolve(answer());
    },
  });
  const stream = await download(
    api,
    { ref: "f", kind: "document", name: "a.txt", ...attachment },
    clock,
    new AbortController().signal,
  );
  return { stream, asked };
}

async function addressOf(file_path: unknown): Promise<string | undefined> {
  const { stream, asked } = await open(file_path, () => new Response("bytes"));
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

for (const status of [302, 401, 403, 404]) {
  Deno.test(`a page with ${status} in place of a file does not say that the file is gone`, async () => {
    const headers = { "content-type": "text/html", location: "https://elsewhere.test/" };
    await assertRejects(() => open("a", () => new Response("<html>", { status, headers })), NotSent, `(${status})`);
  });
}

Deno.test("a file that Telegram does not give out is refused, in its words", async () => {
  const gone = () => Response.json({ ok: false, error_code: 404, description: "Not Found" }, { status: 404 });
  assertEquals((await assertRejects(() => open("a", gone), Rejected)).status, 404);
});

for (const size of [undefined, 30_000_000]) {
  Deno.test(`a file of ${size ?? "unknown"} bytes that does not end is broken off`, async () => {
    let given = 0;
    const endless = new ReadableStream<Uint8Array<ArrayBuffer>>({
      pull: (to) => {
        given += 2 ** 20;
        to.enqueue(new Uint8Array(2 ** 20));
      },
    });
    const { stream } = await open("a", () => new Response(endless), size === undefined ? {} : { size });
    await assertRejects(() => new Response(stream).arrayBuffer(), DeliveryUnknown, "bytes came");
    assert(given < (size ?? LARGEST_DOWNLOAD) + 4 * 2 ** 20, `${given} bytes were taken`);
  });
}
