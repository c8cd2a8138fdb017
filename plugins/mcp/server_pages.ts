/** What `/mcp` says of servers. Of what they were given as secrets, nothing is shown. */
import { codeSpan, escapeMarkdown, type HandlerContext, nearest, shorten } from "@portico/bot";
import { type McpServer, placeOf } from "./server.ts";
import type { ConnectionState } from "./server_connection.ts";
import { problemText } from "./server_problem.ts";
import type { ToolListing } from "./tool_listing.ts";

type Speaker = Pick<HandlerContext, "t" | "language">;

/** So many tools are named, and so much of what each says of itself, in characters. */
const SHOWN = 20;
const LONGEST = 100;

/** What a server that is there can do. */
export function connectedPage(speaker: Speaker, { name }: McpServer, { tools, left }: ToolListing): string {
  if (tools.length === 0 && left === 0) return speaker.t("connected-none", { name });
  const lines = tools.slice(0, SHOWN).map((tool) =>
    `- ${codeSpan(shorten(tool.name, 60))}: ${escapeMarkdown(shorten(tool.description.replace(/\s+/g, " "), LONGEST))}`
  );
  if (tools.length > SHOWN) lines.push(`- ${speaker.t("more", { count: tools.length - SHOWN })}`);
  const parts = [speaker.t("connected", { name, count: tools.length }), lines.join("\n")];
  if (left > 0) parts.push(speaker.t("left-out", { count: left }));
  parts.push(speaker.t("asks-first"));
  return parts.filter((part) => part !== "").join("\n\n");
}

/** All servers of an account, and how they are. */
export function listPage(
  speaker: Speaker,
  servers: readonly McpServer[],
  stateOf: (server: McpServer) => ConnectionState,
): string {
  const lines = servers.map((server) => {
    const state = server.enabled ? stateText(speaker, stateOf(server)) : speaker.t("state-off");
    return `- **${server.name}** (${wayText(server)}): ${state}`;
  });
  return [speaker.t("list-title"), lines.join("\n")].join("\n\n");
}

/** There is no server of this name, but maybe one of a similar one. */
export function unknownPage(speaker: Speaker, name: string, servers: readonly McpServer[]): string {
  const shown = escapeMarkdown(shorten(name, 40));
  if (shown === "") return speaker.t("which");
  const near = nearest(name, servers.map(({ name }) => name)).join(", ");
  return near === "" ? speaker.t("unknown", { name: shown }) : speaker.t("unknown-near", { name: shown, near });
}

/** Where a server is. What was given with it shows as "…". */
function wayText(server: McpServer): string {
  const hides = server.kind === "http"
    ? Object.keys(server.headers).length > 0 || URL.parse(server.url)?.search !== ""
    : server.args.length > 0 || Object.keys(server.env).length > 0;
  return codeSpan(hides ? `${placeOf(server)} …` : placeOf(server));
}

function stateText(speaker: Speaker, { kind, listing, failure }: ConnectionState): string {
  const parts = [];
  if (kind === "failing" && failure !== undefined) {
    const since = new Date(failure.since);
    parts.push(speaker.t("state-failing", { since, problem: problemText(speaker, failure.problem) }));
  } else parts.push(speaker.t(`state-${kind}`));
  if (listing !== undefined) {
    parts.push(speaker.t("tools", { count: listing.tools.length }));
    if (listing.left > 0) parts.push(speaker.t("left-out", { count: listing.left }));
  }
  return parts.join(", ");
}
