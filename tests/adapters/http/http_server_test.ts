/** The HTTP server that adapters share. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { ConfigError, logger } from "../../../core/mod.ts";
import { HealthPage, HttpServer } from "../../../adapters/http/mod.ts";
import { TestClock } from "../../support/clock.ts";
import { captureLogs } from "../../support/logs.ts";

async function listen(run: (server: HttpServer, root: string) => Promise<void>): Promise<void> {
  const server = new HttpServer({ hostname: "127.0.0.1", port: 0 }, new TestClock(), logger("http"));
  const { port } = server.start();
  try {
    await run(server, `http://127.0.0.1:${port}`);
  } finally {
    server.close();
  }
}

async function get(url: string): Promise<[number, string]> {
  const response = await fetch(url);
  return [response.status, await response.text()];
}

Deno.test("a path is answered by its handler until that is removed", async () => {
  await listen(async (server, root) => {
    const remove = server.route("/hello", () => new Response("hello"));
    assertEquals(await get(`${root}/hello?x=1`), [200, "hello"]);
    assertEquals((await get(`${root}/other`))[0], 404);
    assertThrows(() => server.route("/hello", () => new Response()), Error, "/hello");
    remove();
    assertEquals((await get(`${root}/hello`))[0], 404);
  });
});

Deno.test("what a handler throws is logged and told to nobody", async () => {
  const lines = await captureLogs(() =>
    listen(async (server, root) => {
      server.route("/broken", () => {
        throw new Error("the password is rosebud");
      });
      const [status, text] = await get(`${root}/broken`);
      assertEquals(status, 500);
      assert(!text.includes("rosebud"));
    })
  );
  assert(lines.some(({ level, message }) => level === "error" && message.includes("rosebud")));
});

Deno.test("a request that does not end does not hold up the end", async () => {
  const arrived = Promise.withResolvers<void>();
  let answer: Promise<unknown> = Promise.resolve();
  const late = Promise.withResolvers<Response>();
  await listen(async (server, root) => {
    server.route("/slow", () => {
      arrived.resolve();
      return late.promise;
    });
    answer = fetch(`${root}/slow`).then((response) => response.text(), (error) => error);
    await arrived.promise;
  });
  late.resolve(new Response());
  await answer;
});

Deno.test("a place that is taken is a mistake in the configuration", async () => {
  await listen((_, root) => {
    const { port } = new URL(root);
    const second = new HttpServer({ hostname: "127.0.0.1", port: Number(port) }, new TestClock(), logger("http"));
    assertThrows(() => second.start(), ConfigError, "PORTICO_HTTP");
    return Promise.resolve();
  });
});

/** Opens a connection and says something. Resolves with what comes back first; with nothing when it is closed. */
async function say(root: string, text: string): Promise<{ readonly connection: Deno.Conn; heard(): Promise<string> }> {
  const { port } = new URL(root);
  const connection = await Deno.connect({ hostname: "127.0.0.1", port: Number(port) });
  await connection.write(new TextEncoder().encode(text)).catch(() => {}); // it may be closed already
  const bytes = new Uint8Array(1_000);
  const heard = connection.read(bytes).then(
    (length) => new TextDecoder().decode(bytes.subarray(0, length ?? 0)),
    () => "",
  );
  return { connection, heard: () => heard };
}

Deno.test("of connections without end the one that has been without a request for longest makes room, and a request is answered", async () => {
  await listen(async (server, root) => {
    const arrived = Promise.withResolvers<void>();
    const late = Promise.withResolvers<Response>();
    server.route("/slow", () => {
      arrived.resolve();
      return late.promise;
    });
    const asked = await say(root, "GET /slow HTTP/1.1\r\nhost: x\r\n\r\n");
    await arrived.promise;
    const others = [];
    for (let opened = 0; opened < 300; opened++) others.push(await say(root, "POST /slow HTTP/1.1\r\nhost: x\r\n"));
    // Those that were opened first have made room for those that came last.
    const closed = others.slice(0, 300 - 63).map(({ heard }) => heard());
    assertEquals(new Set(await Promise.all(closed)), new Set([""]));
    late.resolve(new Response("at last"));
    assert((await asked.heard()).startsWith("HTTP/1.1 200"));
    for (const { connection } of [asked, ...others]) connection.close();
  });
});

Deno.test("what is no request is refused, and said to nobody", async () => {
  const lines = await captureLogs(() =>
    listen(async (server, root) => {
      server.route("/hello", () => new Response("hello"));
      const heads = [
        ["GET http://[::1/hello HTTP/1.1\r\nhost: x", "400"],
        ["GET /hello HTTP/1.1\r\nhost: x y [", "200"],
        ["TRACE /hello HTTP/1.1\r\nhost: x", "400"],
        ["\x00\x01garbage", ""],
      ] as const;
      for (const [head, status] of heads) {
        const { connection, heard } = await say(root, `${head}\r\n\r\n`);
        assertEquals((await heard()).slice(9, 12), status, head);
        connection.close();
      }
    })
  );
  assertEquals(lines.filter(({ level }) => level === "error" || level === "warning"), []);
});

async function look(page: HealthPage, method = "GET"): Promise<[number, unknown]> {
  const response = await page.answer(new Request("http://bot.test/healthz", { method }));
  return [response.status, response.status === 405 ? undefined : await response.json()];
}

Deno.test("health is 200 where all parts are healthy, and says what they say", async () => {
  const page = new HealthPage();
  page.watch("journal", () => ({ healthy: true, pending: 3 }));
  assertEquals(await look(page), [200, { status: "ok", journal: { healthy: true, pending: 3 } }]);
});

Deno.test("health is 503 when one part is not healthy, or fails, without saying why", async () => {
  const page = new HealthPage();
  page.watch("journal", () => Promise.reject(new Error("secret path")));
  const remove = page.watch("telegram", () => ({ healthy: false, lastPollMs: 80_000 }));
  assertEquals(await look(page), [503, {
    status: "unhealthy",
    journal: { healthy: false },
    telegram: { healthy: false, lastPollMs: 80_000 },
  }]);
  remove();
  page.watch("journal", () => ({ healthy: true }));
  assertEquals((await look(page))[0], 200);
  assertEquals((await look(page, "POST"))[0], 405);
});
