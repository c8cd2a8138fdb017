import { assert, assertEquals, assertRejects } from "@std/assert";
import { PinnedWeb } from "../../../../plugins/agent/tools/pinned_web.ts";

/** A server of this machine, by a name that means nothing anywhere. */
async function serving(
  answer: (request: Request) => Response,
  ask: (url: URL, web: PinnedWeb) => Promise<void>,
): Promise<void> {
  await using server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, answer);
  await ask(new URL(`http://pinned.invalid:${server.addr.port}/path?query`), new PinnedWeb());
}

const never = new AbortController().signal;

Deno.test("the connection goes where it is told, whatever the name means", async () => {
  const seen: string[] = [];
  const answer = ({ url, headers }: Request) => {
    seen.push(url.replace(/:\d+/, ""), headers.get("cookie") ?? "none", headers.get("authorization") ?? "none");
    return new Response("here", { status: 203, headers: { "set-cookie": "a=b", "x-a": "1" } });
  };
  await serving(answer, async (url, web) => {
    const { status, headers, body } = await web.get(url, ["127.0.0.1"], never);
    assertEquals([status, headers.get("x-a"), headers.get("set-cookie")], [203, "1", null]);
    assertEquals(await new Response(body).text(), "here");
    // Nobody listens there.
    await assertRejects(() => web.get(url, ["127.0.0.2"], never));
  });
  assertEquals(seen, ["http://pinned.invalid/path?query", "none", "none"]);
});

Deno.test("a redirect is an answer like any other", async () => {
  await serving(() => Response.redirect("http://other.invalid/", 302), async (url, web) => {
    const { status, headers, body } = await web.get(url, ["127.0.0.1"], never);
    await body.cancel();
    assertEquals([status, headers.get("location")], [302, "http://other.invalid/"]);
  });
});

Deno.test("what comes packed is unpacked as it is read, no further", async () => {
  const packed = new Blob([new Uint8Array(50_000_000)]).stream().pipeThrough(new CompressionStream("gzip"));
  const bytes = new Uint8Array(await new Response(packed).arrayBuffer());
  await serving(() => new Response(bytes, { headers: { "content-encoding": "gzip" } }), async (url, web) => {
    const { body } = await web.get(url, ["127.0.0.1"], never);
    let read = 0;
    for await (const chunk of body) {
      read += chunk.length;
      if (read > 1_000_000) break;
    }
    assert(read > 1_000_000 && read < 10_000_000, String(read));
  });
});

Deno.test("an abort ends the question, and the body that is under way", async () => {
  const endless = () => new Response(new ReadableStream({ start: (to) => to.enqueue(new Uint8Array(10)) }));
  await serving(endless, async (url, web) => {
    const stop = new AbortController();
    const { body } = await web.get(url, ["127.0.0.1"], stop.signal);
    const reader = body.getReader();
    assertEquals((await reader.read()).value?.length, 10);
    const rest = assertRejects(() => reader.read());
    stop.abort();
    await rest;
    await assertRejects(() => web.get(url, ["127.0.0.1"], stop.signal));
  });
});

Deno.test("a body that nobody wants leaves no connection behind, and no error when it breaks off", async () => {
  const { promise: closed, resolve } = Promise.withResolvers<void>();
  const body = () => new ReadableStream({ start: (to) => to.enqueue(new Uint8Array(10)), cancel: () => resolve() });
  await serving(() => new Response(body()), async (url, web) => {
    await (await web.get(url, ["127.0.0.1"], never)).body.cancel();
    await closed;
    const stop = new AbortController();
    const unread = await web.get(url, ["127.0.0.1"], stop.signal);
    stop.abort();
    await assertRejects(() => new Response(unread.body).text());
  });
});
