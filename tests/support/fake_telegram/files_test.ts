import { assertEquals, assertRejects } from "@std/assert";
import { FakeTelegram, generatedBytes } from "./mod.ts";
import { clientOf, refusal } from "./test_client.ts";

const mebibyte = 2 ** 20;

Deno.test("a file of 20 MB is downloaded in a stream, over TCP", async () => {
  await using telegram = await FakeTelegram.start();
  const anna = telegram.user().private;
  const { files: [file] } = anna.send({ document: generatedBytes(20 * mebibyte), name: "big.bin" });
  const { file_path, file_size } = await clientOf(telegram).getFile(file.file_id);
  assertEquals(file_size, 20 * mebibyte);
  const response = await fetch(`${telegram.root}/file/bot${telegram.token}/${file_path}`);
  let read = 0;
  let wrong = 0;
  for await (const chunk of response.body ?? []) {
    for (const byte of chunk) if (byte !== read++ % 251) wrong++;
  }
  assertEquals([read, wrong], [20 * mebibyte, 0]);
});

Deno.test("a larger file is too big, and an unknown one not there", async () => {
  const telegram = new FakeTelegram();
  const { files: [file] } = telegram.user().private.send({ video: generatedBytes(20 * mebibyte + 1) });
  const api = clientOf(telegram);
  assertEquals((await refusal(api.getFile(file.file_id))).description, "Bad Request: file is too big");
  assertEquals(
    (await refusal(api.getFile("x"))).description,
    "Bad Request: wrong file_id or the file is temporarily unavailable",
  );
  const response = await telegram.fetch(`https://telegram.test/file/bot${telegram.token}/documents/x`);
  assertEquals(response.status, 404);
});

Deno.test("a download can break off", async () => {
  await using telegram = await FakeTelegram.start();
  const { files: [file] } = telegram.user().private.send({ document: generatedBytes(mebibyte) });
  telegram.faults.add({ method: "file", fault: { kind: "truncated" } });
  const response = await fetch(`${telegram.root}/file/bot${telegram.token}/${file.path}`);
  await assertRejects(() => response.bytes(), TypeError);
});

Deno.test("an upload of more than 50 MB is refused with 413", async () => {
  await using telegram = await FakeTelegram.start();
  const response = await fetch(`${telegram.root}/bot${telegram.token}/sendDocument`, {
    method: "POST",
    body: new Uint8Array(52 * mebibyte),
  });
  assertEquals([response.status, (await response.json()).description], [413, "Request Entity Too Large"]);
});
