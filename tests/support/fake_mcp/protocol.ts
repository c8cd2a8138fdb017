/** What a server of the tests answers by the Model Context Protocol (revision 2025-11-25), whichever way the question came. */

/** A JSON-RPC 2.0 message. */
export interface RpcMessage {
  readonly jsonrpc: "2.0";
  readonly id?: string | number;
  readonly method?: string;
  // deno-lint-ignore no-explicit-any -- whatever somebody sends
  readonly params?: any;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string };
}

/** A tool as it is listed. */
export interface FakeTool {
  readonly name: string;
  readonly description?: string;
  readonly inputSchema: object;
  readonly annotations?: Readonly<Record<string, unknown>>;
}

const text = { type: "object", properties: { text: { type: "string" } }, required: ["text"] };

/** The tools of a server that is as it should be. */
export const TOOLS: readonly FakeTool[] = [
  { name: "echo", description: "Says the same.", inputSchema: text, annotations: { readOnlyHint: true } },
  { name: "addNote", description: "Writes it down.", inputSchema: text },
  {
    name: "look",
    description: "Shows a picture.",
    inputSchema: { type: "object" },
    annotations: { readOnlyHint: true },
  },
  { name: "count", description: "Counts.", inputSchema: { type: "object" }, annotations: { idempotentHint: true } },
  { name: "fail", description: "Fails.", inputSchema: { type: "object" } },
  { name: "refuse", description: "Answers with an error.", inputSchema: { type: "object" } },
];

/** As many tools as somebody wants, page by page. */
export function page(tools: readonly FakeTool[], cursor: string | undefined, size: number): object {
  const from = Number(cursor ?? 0);
  const next = from + size;
  return { tools: tools.slice(from, next), ...(next < tools.length ? { nextCursor: String(next) } : {}) };
}

/** The answer to a request; `undefined` to what wants none. */
export function answer(message: RpcMessage, tools: readonly FakeTool[] = TOOLS, pageSize = 2): RpcMessage | undefined {
  const { id, method, params } = message;
  if (id === undefined || method === undefined) return undefined;
  const say = (result: unknown): RpcMessage => ({ jsonrpc: "2.0", id, result });
  const refuse = (code: number, message: string): RpcMessage => ({ jsonrpc: "2.0", id, error: { code, message } });
  switch (method) {
    case "initialize":
      return say({
        protocolVersion: params.protocolVersion,
        capabilities: { tools: {} },
        serverInfo: { name: "fake", version: "1.0.0" },
      });
    case "ping":
      return say({});
    case "tools/list":
      return say(page(tools, params?.cursor, pageSize));
    case "tools/call":
      return params.name === "refuse" ? refuse(-32602, "Bad arguments, says the server.") : say(call(params));
    default:
      return refuse(-32601, `Unknown method ${method}`);
  }
}

function call({ name, arguments: input = {} }: { name: string; arguments?: { text?: string } }): object {
  switch (name) {
    case "look":
      return {
        content: [
          { type: "text", text: "A picture:" },
          { type: "image", data: "AAAAAAAA", mimeType: "image/png" },
          { type: "resource_link", uri: "file:///picture.png", name: "picture" },
          { type: "resource", resource: { uri: "file:///a.txt", text: "in a resource" } },
        ],
      };
    case "count":
      return { content: [{ type: "text", text: '{"count":3}' }], structuredContent: { count: 3 } };
    case "fail":
      return { content: [{ type: "text", text: "It broke." }], isError: true };
    default:
      return { content: [{ type: "text", text: `${name}: ${input.text ?? ""}` }] };
  }
}
