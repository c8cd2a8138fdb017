/**
 * A server over standard input and output, one JSON-RPC message a line. The first word says how it is:
 *
 * - `normal`; `environment`: `echo` says what its environment is;
 * - `dies`: ends in the middle of a call, with last words; `dead`: ends at once;
 * - `hangs`: answers no call; `silent`: answers nothing; `stubborn`: as `normal`, and ignores the end of its input and SIGTERM; `family`: as that, with a child;
 * - `floods`: answers a call with notices without an end; `giant`: with a line without an end; `talks`: floods standard error, too;
 * - `broken`: answers a call with what is no JSON; `garbage`: says nothing but that; `many`: has 10,000 tools;
 * - `changes`: says after a call that its tools have changed, and has one more then; `leaks`: says its environment on standard error.
 */
import { answer, type FakeTool, page, type RpcMessage, TOOLS } from "./protocol.ts";

const [mode = "normal", argument = ""] = Deno.args;
const encoder = new TextEncoder();

async function write(text: string): Promise<void> {
  const bytes = encoder.encode(text);
  for (let at = 0; at < bytes.length;) at += await Deno.stdout.write(bytes.subarray(at));
}

const say = (message: unknown) => write(`${JSON.stringify(message)}\n`);
const never = () => new Promise<never>(() => setInterval(() => {}, 100_000));

function many(): FakeTool[] {
  return Array.from({ length: 10_000 }, (_, index) => ({
    name: `tool${index}`,
    description: "x".repeat(2_000),
    inputSchema: { type: "object" },
  }));
}

let tools: readonly FakeTool[] = mode === "many" ? many() : TOOLS;

/** What is not as it should be, in this mode; true when the call is answered by that. */
async function misbehave({ id, params }: RpcMessage): Promise<boolean> {
  switch (mode) {
    case "dies":
      console.error(`Out of order: ${argument}`);
      return Deno.exit(3);
    case "hangs":
      return true;
    case "floods":
      for (;;) await say({ jsonrpc: "2.0", method: "notifications/progress", params: { progress: 1 } });
    case "giant":
      for (;;) await write("x".repeat(100_000));
    case "broken":
      await write('{"jsonrpc":"2.0","id":\n');
      return true;
    case "environment":
      await say({
        jsonrpc: "2.0",
        id,
        result: { content: [{ type: "text", text: JSON.stringify(Deno.env.toObject()) }] },
      });
      return true;
    case "changes":
      tools = [...TOOLS, { name: "newcomer", inputSchema: { type: "object" } }];
      await say({ jsonrpc: "2.0", method: "notifications/tools/list_changed" });
      return false;
    case "talks":
      for (let line = 0; line < 5_000; line++) console.error("x".repeat(1_000));
      return false;
    case "leaks":
      console.error(JSON.stringify(Deno.env.toObject()));
      await say({
        jsonrpc: "2.0",
        id,
        result: { content: [{ type: "text", text: `${params.name} ${Deno.env.get("TOKEN")}` }] },
      });
      return true;
    default:
      return false;
  }
}

async function take(line: string): Promise<void> {
  if (line === "" || mode === "silent") return;
  const message: RpcMessage = JSON.parse(line);
  if (message.method === "tools/call" && await misbehave(message)) return;
  const said = mode === "many" && message.method === "tools/list"
    ? { jsonrpc: "2.0", id: message.id, result: page(tools, message.params?.cursor, 500) }
    : answer(message, tools);
  if (said !== undefined) await say(said);
}

if (mode === "dead") Deno.exit(4);
if (mode === "garbage") { for (;;) await write("this is no JSON\n"); }
if (mode === "stubborn" || mode === "family") Deno.addSignalListener("SIGTERM", () => {});
if (mode === "family") {
  const child = new Deno.Command("sleep", { args: ["1000"], stdin: "null", stdout: "inherit", stderr: "inherit" })
    .spawn();
  await Deno.writeTextFile(argument, String(child.pid));
}

let rest = "";
for await (const chunk of Deno.stdin.readable.pipeThrough(new TextDecoderStream())) {
  const lines = (rest + chunk).split("\n");
  rest = lines.pop() ?? "";
  for (const line of lines) await take(line);
}
if (mode === "stubborn" || mode === "family" || mode === "silent") await never();
