/** Asks a server which tools it has, and takes no more of them than a prompt can bear. */
import type { ListToolsResult, MCPClient } from "@ai-sdk/mcp";
import { isJson, type Json, shorten } from "@portico/bot";

/** A tool as its server describes it. */
export interface ListedTool {
  readonly name: string;
  readonly description: string;
  /** JSON Schema. */
  readonly inputSchema: Json;
  /** It says that it changes nothing. */
  readonly isReading: boolean;
  /** It says that the same again changes nothing more. */
  readonly isRepeatable: boolean;
}

/** The tools of a server. */
export interface ToolListing {
  readonly tools: readonly ListedTool[];
  /** So many more there are, as far as was looked. */
  readonly left: number;
}

/** So many pages, and tools in them, are looked at. */
const PAGES = 20;
const LOOKED_AT = 2_000;
/** So many are taken, and of what one says of itself so many characters. */
const TAKEN = 60;
const DESCRIPTION = 1_000;
const SCHEMA = 8_000;
const NAME = 128;
/** All of them together, in characters. */
const TOGETHER = 60_000;

/** Asks for all pages. */
export async function listTools(client: MCPClient, signal: AbortSignal): Promise<ToolListing> {
  if (client.initializeResult.capabilities.tools === undefined) return { tools: [], left: 0 };
  const tools: ListedTool[] = [];
  const names = new Set<string>();
  const cursors = new Set<string>();
  let [found, length, cursor] = [0, 0, undefined as string | undefined];
  for (let page = 0; page < PAGES && found < LOOKED_AT; page++) {
    const params = cursor === undefined ? {} : { params: { cursor } };
    const answer: ListToolsResult = await client.listTools({ ...params, options: { signal } });
    for (const tool of answer.tools) {
      found++;
      const listed = read(tool);
      if (listed === undefined || names.has(listed.name) || tools.length === TAKEN) continue;
      const size = JSON.stringify(listed).length;
      if (length + size > TOGETHER) continue;
      length += size;
      names.add(listed.name);
      tools.push(listed);
    }
    cursor = answer.nextCursor;
    // Some give the same page for ever.
    if (cursor === undefined || cursors.has(cursor)) break;
    cursors.add(cursor);
  }
  return { tools, left: found - tools.length };
}

function read(
  { name, title, description, inputSchema, annotations }: ListToolsResult["tools"][number],
): ListedTool | undefined {
  if (name === "" || name.length > NAME || !isJson(inputSchema)) return undefined;
  if (JSON.stringify(inputSchema).length > SCHEMA) return undefined;
  const isReading = annotations?.readOnlyHint === true;
  return {
    name,
    description: shorten(description || title || name, DESCRIPTION),
    inputSchema,
    isReading,
    isRepeatable: isReading || annotations?.idempotentHint === true,
  };
}
