import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { BodyTooLarge, type HttpRequest, RequestReader } from "./http_request.ts";

const encode = (text: string) => new TextEncoder().encode(text);

/** A request in bytes; its body in chunks of the given lengths, or by its length when there are none. */
function write(body: Uint8Array, chunks: readonly number[]): Uint8Array {
  const start = "POST /bot1:a/sendMessage?x=1 HTTP/1.1\r\nHost: h\r\nContent-Type: a/b\r\n";
  if (chunks.length === 0) return join([encode(`${start}Content-Length: ${body.length}\r\n\r\n`), body]);
  const parts: Uint8Array[] = [encode(`${start}Transfer-Encoding: chunked\r\n\r\n`)];
  let at = 0;
  for (const wanted of [...chunks, Infinity]) {
    const chunk = body.subarray(at, Math.min(body.length, at + wanted));
    if (chunk.length === 0) break;
    parts.push(encode(`${chunk.length.toString(16)}\r\n`), chunk, encode("\r\n"));
    at += chunk.length;
  }
  return join([...parts, encode("0\r\n\r\n")]);
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

Deno.test("requests are read whole however their bytes come, by length or in chunks", () => {
  const request = fc.record({
    body: fc.uint8Array({ maxLength: 60 }),
    chunks: fc.array(fc.integer({ min: 1, max: 20 }), { maxLength: 4 }),
  });
  const cuts = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 30 });
  fc.assert(fc.property(fc.array(request, { minLength: 1, maxLength: 3 }), cuts, (requests, lengths) => {
    const bytes = join(requests.map(({ body, chunks }) => write(body, chunks)));
    const reader = new RequestReader();
    const read: HttpRequest[] = [];
    for (let at = 0, turn = 0; at < bytes.length; turn++) {
      const length = lengths[turn % lengths.length];
      reader.push(bytes.subarray(at, at + length));
      at += length;
      for (let next = reader.next(); next; next = reader.next()) read.push(next);
    }
    assertEquals(read.map(({ body }) => [...body]), requests.map(({ body }) => [...body]));
    for (const { method, target, headers } of read) {
      assertEquals([method, target, headers.get("content-type")], ["POST", "/bot1:a/sendMessage?x=1", "a/b"]);
    }
  }));
});

Deno.test("a body of more than 51 MB is refused by its length", () => {
  const reader = new RequestReader();
  reader.push(encode(`POST / HTTP/1.1\r\nContent-Length: ${60 * 2 ** 20}\r\n\r\n`));
  assertThrows(() => reader.next(), BodyTooLarge);
});
