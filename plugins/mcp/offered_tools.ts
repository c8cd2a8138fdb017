/** The tools of an account's servers, as the agent takes them. */
import { isRecord, type Json, type Translations } from "@portico/bot";
import { type OfferedTool, seenJson, type ToolContext, ToolError } from "../agent/mod.ts";
import { placeOf } from "./server.ts";
import type { ServerConnection } from "./server_connection.ts";
import { ServerProblem } from "./server_problem.ts";
import type { ListedTool, ToolListing } from "./tool_listing.ts";

/** A server that has said which tools it has. */
export interface ListedServer {
  readonly connection: ServerConnection;
  readonly listing: ToolListing;
}

/** What tools are offered with. */
export interface OfferSurroundings {
  /** Name of the plugin, which owns the texts. */
  readonly plugin: string;
  readonly translations: Translations;
  /** Milliseconds that a call may take. */
  readonly timeout: number;
}

/** What the endpoints of models take for a tool's name, in characters. */
const LONGEST_NAME = 64;
/** As many as the agent takes of one source. */
const MOST = 100;

/** All of them, each under a name of its own, the same in each run for as long as the servers are. */
export function offeredTools(servers: readonly ListedServer[], around: OfferSurroundings): OfferedTool[] {
  const taken = new Set<string>();
  const all = servers.flatMap(({ connection, listing }) => listing.tools.map((tool) => ({ connection, tool })));
  return all.slice(0, MOST).map(({ connection, tool }) => {
    const name = toolName(connection.server.name, tool.name, taken);
    taken.add(name);
    return offer(connection, tool, name, around);
  });
}

/** `server_tool` in the signs that a tool's name may have; where that is too long or taken, with what tells it from others. */
export function toolName(server: string, tool: string, taken: ReadonlySet<string>): string {
  const plain = [server, tool].map((part) =>
    part.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toLowerCase().replace(/[^a-z0-9]+/g, "_")
  ).join("_").replace(/_{2,}/g, "_").replace(/_$/, "");
  if (plain.length <= LONGEST_NAME && !taken.has(plain)) return plain;
  for (let turn = 0;; turn++) {
    const mark = `_${hash(`${server}\n${tool}\n${turn}`)}`;
    const name = plain.slice(0, LONGEST_NAME - mark.length) + mark;
    if (!taken.has(name)) return name;
  }
}

function offer(
  connection: ServerConnection,
  { name: original, description, inputSchema, isReading, isRepeatable }: ListedTool,
  name: string,
  { plugin, translations, timeout }: OfferSurroundings,
): OfferedTool {
  const { server } = connection;
  return {
    name,
    description,
    inputSchema,
    // What goes to a server leaves the notes, whatever it says of itself.
    effect: "send",
    repeatable: isRepeatable,
    source: `MCP ${server.name} (${placeOf(server)})`,
    // The server's own time ends first, and says so.
    timeout: timeout + 2_000,
    approval: () => isReading ? "reading" : undefined,
    ...(isReading && {
      confirm: (input: Json, { language }: ToolContext) =>
        [
          translations.t(plugin, language, "confirm-reading", { tool: original, server: server.name }),
          seenJson(input),
        ].join("\n"),
    }),
    call: async (input, { signal }) => {
      if (!isRecord(input)) throw new ToolError("The input has to be an object, as the schema says.");
      try {
        return await connection.call(original, input, signal);
      } catch (error) {
        if (!(error instanceof ServerProblem && error.nothingDone)) throw error;
        throw new ToolError(`It was not done: the server ${server.name} can't be used now, as ${error.message}.`);
      }
    },
  };
}

/** Tells names apart (FNV-1a); nobody is kept from making two alike, which then get a turn more. */
function hash(text: string): string {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return (value >>> 0).toString(36);
}
