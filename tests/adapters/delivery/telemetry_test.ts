import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { fileURLToPath } from "node:url";
import { openTelemetry } from "../../../adapters/delivery/mod.ts";

Deno.test("nothing is counted or traced, or loaded for it, where Deno does not export it", async () => {
  assertEquals(await openTelemetry(false), undefined);
});

const PROGRAM = `
import { deliver, openTelemetry } from "${new URL("../../../adapters/delivery/mod.ts", import.meta.url)}";
import { NotSent, SystemClock } from "${new URL("../../../core/mod.ts", import.meta.url)}";
const conversation = { platform: "test", chat: "chat-4711", kind: "private" };
let calls = 0;
const transport = {
  perform: () => calls++ === 0 ? Promise.reject(new NotSent("at https://host/bot-token")) : Promise.resolve({ conversation, id: "m" }),
};
const line = deliver(transport, { clock: new SystemClock(), random: () => 0, watch: await openTelemetry() });
await line.perform({ kind: "send", conversation, text: "a secret", priority: "interactive" }, new AbortController().signal);
`;

Deno.test("each attempt is a span and counted by its outcome; texts, tokens and chats are in neither", async () => {
  const config = fileURLToPath(new URL("../../../deno.json", import.meta.url));
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "--config", config, `data:text/typescript,${encodeURIComponent(PROGRAM)}`],
    env: { OTEL_DENO: "true", OTEL_EXPORTER_OTLP_PROTOCOL: "console", NO_COLOR: "1" },
  }).output();
  const exported = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
  assertEquals(exported.match(/SPAN deliver send/g)?.length, 2, exported);
  for (const part of ["portico.delivery.attempts", "portico.outcome=not_sent", "portico.outcome=delivered"]) {
    assertStringIncludes(exported, part);
  }
  for (const secret of ["a secret", "bot-token", "chat-4711"]) assert(!exported.includes(secret), secret);
});
