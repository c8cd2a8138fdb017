import { assertEquals } from "@std/assert";
import { plainText, readServer } from "../../../plugins/mcp/server_input.ts";
import { masksOf, type McpServer, placeOf, secretsIn } from "../../../plugins/mcp/server.ts";
import fc from "fast-check";

const read = (text: string) => readServer(text, text.split(/\s+/));

function problemOf(text: string): string | undefined {
  const input = read(text);
  return "problem" in input ? input.problem : undefined;
}

Deno.test("an address with headers is read, as it was typed and as chats give it", () => {
  const headers = { Authorization: "Bearer a_b", "X-Key": "c=d" };
  const server: McpServer = { name: "my-fs", enabled: true, kind: "http", url: "https://h.example/a_b?k=1", headers };
  assertEquals(read("my-fs https://h.example/a_b?k=1 header: Authorization=Bearer a_b header: X-Key: c=d"), { server });
  assertEquals(read('my-fs <https://h.example/a_b?k=1> header: Authorization=Bearer a\\_b Header:"X-Key=c=d"'), {
    server,
  });
});

Deno.test("a program with its environment is read, also behind a dash", () => {
  for (const dash of ["--", "—"]) {
    assertEquals(read(`files env: A=1 env: TOKEN=x y ${dash} npx -y @x/server --root=/a\\*`), {
      server: {
        name: "files",
        enabled: true,
        kind: "stdio",
        command: "npx",
        args: ["-y", "@x/server", "--root=/a*"],
        env: { A: "1", TOKEN: "x y" },
      },
    });
  }
});

Deno.test("what is wrong is found", () => {
  assertEquals(problemOf(""), "add-how");
  assertEquals(problemOf("weather"), "add-how");
  assertEquals(problemOf("Weather https://a.example"), "add-name");
  assertEquals(problemOf("9a https://a.example"), "add-name");
  assertEquals(problemOf("weather ftp://a.example"), "add-address");
  assertEquals(problemOf("weather https://a.example and more"), "add-address");
  assertEquals(problemOf("weather https://me:pass@a.example"), "add-password");
  for (const header of ["Host=x", "Content-Length=3", "nothing", "A=1 header: A=2", "Ä=1", "X=\u0436"]) {
    assertEquals(problemOf(`weather https://a.example header: ${header}`), "add-header", header);
  }
  assertEquals(problemOf("files --"), "add-command");
  assertEquals(problemOf("files words -- npx"), "add-env");
  assertEquals(problemOf("files env: A-B=1 -- npx"), "add-env");
  assertEquals(problemOf(`weather https://a.example/${"x".repeat(10_000)}`), "add-too-long");
});

Deno.test("whatever is written, it is a server or a problem", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => {
    const input = read(text);
    return "problem" in input || input.server.name.length > 0;
  }));
  fc.assert(fc.property(fc.string(), (text) => plainText(text).length <= text.length));
});

Deno.test("secrets are in headers, queries, environments and words that look so, and the place shows none", () => {
  const http = read("a https://h.example:81/p?key=in-query header: Authorization=Bearer in-header");
  const stdio = read("b env: T=in-env -- /usr/bin/npx --api-key=in-word --token in-next plain");
  if ("problem" in http || "problem" in stdio) throw new Error("They are right.");
  assertEquals(secretsIn(http.server), ["Bearer in-header", "in-header", "in-query"]);
  assertEquals(secretsIn(stdio.server), ["in-env", "in-word", "in-next"]);
  assertEquals([placeOf(http.server), placeOf(stdio.server)], ["h.example:81", "npx"]);
  assertEquals(masksOf(stdio.server).redact("in-word in-next plain"), "*** *** plain");
});
