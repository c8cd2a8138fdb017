import { assert, assertRejects } from "@std/assert";
import { httpFetch } from "../../../core/config/network_access.ts";

Deno.test("calls go by HTTP/1.1: by HTTP/2 all of them would share a connection whose other end may have vanished", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const greeting = listener.accept().then(async (connection) => {
    const bytes = new Uint8Array(4_096);
    const length = await connection.read(bytes) ?? 0;
    connection.close();
    return new TextDecoder("latin1").decode(bytes.subarray(0, length));
  });
  await assertRejects(() => httpFetch(`https://127.0.0.1:${listener.addr.port}/`), TypeError);
  const said = await greeting;
  // What a client can speak, it says with its first words: https://www.rfc-editor.org/rfc/rfc7301
  assert(!said.includes("\x02h2"), "it offers HTTP/2");
});
