/** No trace shows a secret, not even those that the platform makes of each fetch. */
import { assert, assertStringIncludes } from "@std/assert";
import { fileURLToPath } from "node:url";

const CORE = new URL("../../../core/mod.ts", import.meta.url).href;

const PROGRAM = `
import { maskTraces, secrets } from "${CORE}";
secrets.add("123:a-secret-token");
maskTraces();
const root = Deno.args[0];
await (await fetch(root + "/bot123:a-secret-token/getMe")).text();
await fetch("http://127.0.0.1:9/bot123:a-secret-token/getMe").catch(() => {});
const tracer = Deno.telemetry.tracerProvider.getTracer("plugin");
tracer.startSpan("begin 123:a-secret-token", { attributes: { "plugin.address": "a 123:a-secret-token b" } }).end();
tracer.startActiveSpan("active 123:a-secret-token", { attributes: { "plugin.active": "c 123:a-secret-token d" } }, (span) => span.end());
const span = tracer.startSpan("later");
span.setAttribute("plugin.one", "e 123:a-secret-token f");
span.setAttributes({ "plugin.two": "g 123:a-secret-token h" });
span.addEvent("event 123:a-secret-token", { "plugin.event": "i 123:a-secret-token j" });
span.recordException(new Error("k 123:a-secret-token l"));
span.setStatus({ code: 2, message: "m 123:a-secret-token n" });
span.updateName("renamed 123:a-secret-token");
span.end();
`;

Deno.test("the address of a fetch and all that a span is told are traced without the secret in them", async () => {
  const traces: string[] = [];
  await using server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, async (request) => {
    if (new URL(request.url).pathname.startsWith("/v1/")) traces.push(await request.text());
    return Response.json({});
  });
  const root = `http://127.0.0.1:${server.addr.port}`;
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/program.ts`, PROGRAM);
    const { stderr, success } = await new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "-A",
        "--no-check",
        "--config",
        fileURLToPath(new URL("../../../deno.json", import.meta.url)),
        `${folder}/program.ts`,
        root,
      ],
      env: {
        OTEL_DENO: "true",
        OTEL_EXPORTER_OTLP_ENDPOINT: root,
        OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
      },
    }).output();
    assert(success, new TextDecoder().decode(stderr));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
  const all = traces.join("\n");
  const later = ["e *** f", "g *** h", "event ***", "i *** j", "k *** l", "m *** n", "renamed ***"];
  for (const shown of ["/bot***/getMe", "begin ***", "a *** b", "active ***", "c *** d", ...later]) {
    assertStringIncludes(all, shown);
  }
  assert(!all.includes("a-secret-token"), all);
});
