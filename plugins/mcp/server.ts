/** A server as its account has described it. */
import { type Account, type Json, lazySchema, type RecordKind, Secrets } from "@portico/bot";
import { z } from "zod";
import type { Web } from "../agent/mod.ts";
import { ServerProblem } from "./server_problem.ts";

/** A server that is reached by an address. */
export type HttpServer = {
  readonly name: string;
  /** Whether the agent uses it. */
  readonly enabled: boolean;
  readonly kind: "http";
  readonly url: string;
  /** Sent with each request; they may be secret. */
  readonly headers: Readonly<Record<string, string>>;
};

/** A server that is a program of this machine, which speaks by its standard input and output. */
export type StdioServer = {
  readonly name: string;
  /** Whether the agent uses it. */
  readonly enabled: boolean;
  readonly kind: "stdio";
  readonly command: string;
  readonly args: readonly string[];
  /** Its environment beside what every program needs; it may be secret. */
  readonly env: Readonly<Record<string, string>>;
};

/** A server over MCP. */
export type McpServer = HttpServer | StdioServer;

/** What is kept of an account. */
export type KeptServers = {
  readonly servers: readonly McpServer[];
  readonly [key: string]: Json;
};

/** How servers are kept: by the account's id. */
export const KEPT_SERVERS: RecordKind<KeptServers> = {
  namespace: "mcp.servers",
  version: 1,
  schema: lazySchema(() => {
    const words = z.record(z.string(), z.string());
    const known = { name: z.string(), enabled: z.boolean() };
    return z.object({
      servers: z.array(z.discriminatedUnion("kind", [
        z.object({ ...known, kind: z.literal("http"), url: z.string(), headers: words }),
        z.object({ ...known, kind: z.literal("stdio"), command: z.string(), args: z.array(z.string()), env: words }),
      ])),
    });
  }),
};

/** What a server may be called. */
export const SERVER_NAME = /^[a-z][a-z0-9-]{0,29}$/;

/** Shorter values are masked in what comes from their own server only: elsewhere they would hit ordinary words. */
const TELLING = 8;
/** Words of a program that look like `--token=…`, and those that do like `--token` with another behind it. */
const SECRET_WORD = /^[\w-]*(?:key|token|secret|password|auth)[\w-]*[=:](.+)$/i;
const SECRET_FLAG = /^-[\w-]*(?:key|token|secret|password|auth)[\w-]*$/i;

/**
 * Checks what can be known before anybody is asked. Where a name leads is looked at with each request.
 *
 * @throws {ServerProblem} the account may not use it, or the bot may not.
 */
export async function checkAccess(
  server: McpServer,
  { role }: Pick<Account, "role">,
  web: Pick<Web, "isOpen">,
): Promise<void> {
  const refuse = (code: "owner-only" | "no-programs" | "no-network" | "not-secure") => {
    throw new ServerProblem(code, "", true);
  };
  if (server.kind === "stdio") {
    if (role !== "owner") refuse("owner-only");
    // It has to be ended with all that it has started, too.
    if ((await Deno.permissions.query({ name: "run" })).state !== "granted") refuse("no-programs");
    return;
  }
  if (role !== "owner" && !server.url.startsWith("https://")) refuse("not-secure");
  if (!await web.isOpen()) refuse("no-network");
}

/** Where a server is, for people: a host, or the name of a program. Nothing secret is in it. */
export function placeOf(server: McpServer): string {
  if (server.kind === "http") return URL.parse(server.url)?.host ?? "?";
  return server.command.split(/[\\/]/).at(-1) ?? server.command;
}

/** All that a server was given which nobody may read. */
export function secretsIn(server: McpServer): readonly string[] {
  if (server.kind === "stdio") {
    const words = server.args.flatMap((word, at) => {
      const [, value] = SECRET_WORD.exec(word) ?? [];
      if (value !== undefined) return [value];
      return SECRET_FLAG.test(server.args[at - 1] ?? "") ? [word] : [];
    });
    return [...Object.values(server.env), ...words];
  }
  const url = URL.parse(server.url);
  // As they are meant, and as the address has them.
  const written = url?.search.slice(1).split("&").map((part) => part.slice(part.indexOf("=") + 1)) ?? [];
  const query = new Set([...url?.searchParams.values() ?? [], ...written].filter((value) => value !== ""));
  // "Bearer abc" is a secret, and so is "abc" alone.
  const headers = Object.values(server.headers).flatMap((value) => [value, ...value.split(/\s+/).slice(1)]);
  return [...headers, ...query];
}

/** Masks what a server was given, in whatever comes from it. */
export function masksOf(server: McpServer): Secrets {
  const masks = new Secrets();
  for (const secret of secretsIn(server)) masks.add(secret);
  return masks;
}

/** Has the logs of this process mask what a server was given. */
export function registerSecrets(server: McpServer, all: Pick<Secrets, "add">): void {
  for (const secret of secretsIn(server)) if (secret.trim().length >= TELLING) all.add(secret, "logs");
}
