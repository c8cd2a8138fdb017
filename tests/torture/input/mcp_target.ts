/** What servers over MCP say: which tools they have, and what came of a call. */
import { assert } from "@std/assert";
import fc from "fast-check";
import type { CallToolResult } from "@ai-sdk/mcp";
import { isJson } from "../../../core/mod.ts";
import { ToolError } from "../../../plugins/agent/mod.ts";
import { checkOffered } from "../../../plugins/agent/tool_check.ts";
import { callResult } from "../../../plugins/mcp/call_result.ts";
import { toolName } from "../../../plugins/mcp/offered_tools.ts";
import { listTools } from "../../../plugins/mcp/tool_listing.ts";
import { nastyJson, nastyName, nastyText } from "./nasty_texts.ts";
import type { InputTarget } from "./target.ts";

/** What a server says. */
interface Said {
  readonly pages: readonly { readonly tools: readonly object[]; readonly nextCursor?: string }[];
  readonly result: unknown;
  /** The result is within so many lists. */
  readonly depth?: number;
}

const tool = fc.record({
  name: nastyName,
  title: nastyText,
  description: nastyText,
  inputSchema: nastyJson,
  annotations: fc.oneof(fc.constant({ readOnlyHint: true }), fc.constant({})),
}, { requiredKeys: ["name", "inputSchema"] });
const part = fc.oneof(
  fc.record({ type: fc.constant("text"), text: nastyText }),
  fc.record({ type: nastyName, data: nastyName, mimeType: nastyName }),
  fc.record({
    type: fc.constant("resource"),
    resource: fc.oneof(nastyJson, fc.record({ text: nastyText, uri: nastyName })),
  }),
  nastyJson,
);

const said: fc.Arbitrary<Said> = fc.record({
  pages: fc.array(
    fc.record({ tools: fc.array(tool, { maxLength: 5 }), nextCursor: nastyName }, { requiredKeys: ["tools"] }),
    { minLength: 1, maxLength: 4 },
  ),
  result: fc.oneof(
    fc.record({
      content: fc.oneof(fc.array(part, { maxLength: 5 }), nastyJson),
      isError: fc.boolean(),
      structuredContent: nastyJson,
    }, {
      requiredKeys: [],
    }),
    fc.record({ toolResult: nastyJson }),
  ),
  depth: fc.constantFrom(1, 10, 20_000),
}, { requiredKeys: ["pages", "result"] });

const masks = { redact: (text: string) => text };

/** See the file's comment. */
export const mcpTarget: InputTarget<Said> = {
  name: "mcp_answers",
  inputs: said,
  open: () => ({
    async feed({ pages, result, depth = 0 }) {
      await list(pages);
      take(result);
      take({ content: [], structuredContent: within(result, depth) });
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  }),
};

async function list(pages: Said["pages"]): Promise<void> {
  let page = 0;
  const client = {
    initializeResult: { capabilities: { tools: {} } },
    listTools: () => Promise.resolve(pages[page++ % pages.length]),
  };
  // What it says is of no type.
  const { tools } = await listTools(client as unknown as Parameters<typeof listTools>[0], new AbortController().signal);
  const taken = new Set<string>();
  for (const { name, description, inputSchema } of tools) {
    const own = toolName("server", name, taken);
    taken.add(own);
    const refusal = checkOffered({ name: own, description, inputSchema, source: "a server", call: () => {} });
    assert(refusal === undefined || typeof refusal === "string");
    assert(/^[a-z0-9_]{1,64}$/.test(own), `${JSON.stringify(own)} is no name of a tool`);
  }
}

function take(result: unknown): void {
  try {
    const told = callResult(result as CallToolResult, masks);
    assert(isJson(told), "what is told is no plain data");
    assert(JSON.stringify(told).length < 1_000_000, "what is told has no bounds");
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
  }
}

function within(value: unknown, depth: number): unknown {
  let all = value;
  for (let level = 0; level < depth; level++) all = [all];
  return all;
}
