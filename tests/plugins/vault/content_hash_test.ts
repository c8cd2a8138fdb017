import { assert, assertEquals } from "@std/assert";
import { contentHash } from "../../../plugins/vault/content_hash.ts";

Deno.test("the same content has the same hash, however it was typed", () => {
  const hash = contentHash({ text: "café\n\nmilk", attachments: ["a", "b"] });
  assertEquals(contentHash({ text: " cafe\u0301 \r\n\r\n\r\n\r\nmilk\n", attachments: ["b", "a"] }), hash);
  assert(/^[0-9a-f]{32}$/.test(hash));
});

Deno.test("other content has another hash", () => {
  const hashes = [
    { text: "milk" },
    { text: "Milk" },
    { text: "milk", attachments: ["a"] },
    { text: "milk", attachments: ["a", "a"] },
    { text: "mi lk" },
    { text: "mi\nlk" },
  ].map(contentHash);
  assertEquals(new Set(hashes).size, hashes.length);
});
