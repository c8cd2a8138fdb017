/** Reads what is behind `/mcp`. */
import { type McpServer, SERVER_NAME } from "./server.ts";

/** A server to add, or which text says what is wrong. */
export type ServerInput = { readonly server: McpServer } | { readonly problem: string };

/** The most that is taken, in characters, and how many headers or variables. */
const LONGEST = 8_000;
const MOST = 30;

/** What tells where a program begins; phones make a dash of two hyphens. */
const DASHES: readonly string[] = ["--", "—"];
const DASHES_WITHIN = /(?:^|\s)(?:--|—)(?:\s|$)/;
/** A header's name, by the standard. */
const HEADER = /^[!#$%&'*+.^_`|~0-9a-z-]+$/i;
/** Those that say how a request is to be read, and so are not anybody's to choose. */
const OURS =
  /^(?:host|content-.*|transfer-encoding|connection|keep-alive|upgrade|te|trailer|expect|mcp-.*|accept|accept-encoding|proxy-.*)$/i;
const VARIABLE = /^[a-z_][a-z0-9_]*$/i;
const PRINTABLE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** The text as its writer saw it: chats give it as Markdown, in which some signs are escaped and addresses are in angle brackets. */
export function plainText(markdown: string): string {
  return markdown.replace(/<(https?:[^\s<>]+)>/g, "$1").replace(/\\([!-/:-@[-`{-~])/g, "$1");
}

/**
 * Reads what is behind `/mcp add`: `name https://… [header: Name=value …]`, or `name [env: NAME=value …] -- command words …`.
 *
 * @param words the same, parted as a command's words are.
 */
export function readServer(text: string, words: readonly string[]): ServerInput {
  if (text.length > LONGEST) return { problem: "add-too-long" };
  const [, name = "", rest = ""] = /^(\S+)\s*(.*)$/s.exec(plainText(text).trim()) ?? [];
  if (name === "" || rest === "") return { problem: "add-how" };
  if (!SERVER_NAME.test(name)) return { problem: "add-name" };
  const program = words.findIndex((word) => DASHES.includes(word));
  if (program < 0) return readHttp(name, rest);
  const before = rest.slice(0, DASHES_WITHIN.exec(rest)?.index ?? rest.length);
  return readStdio(name, before, words.slice(program + 1).map(plainText));
}

function readHttp(name: string, rest: string): ServerInput {
  const [address, ...more] = rest.split(/\s+(?=header:)/i);
  const url = URL.parse(address.trim());
  if (url === null || /\s/.test(address.trim()) || !["https:", "http:"].includes(url.protocol)) {
    return { problem: "add-address" };
  }
  if (url.username !== "" || url.password !== "") return { problem: "add-password" };
  url.hash = "";
  const headers = readPairs(more, /^header:/i);
  if (headers === undefined) return { problem: "add-header" };
  const isFine = Object.entries(headers).every(([key, value]) =>
    HEADER.test(key) && !OURS.test(key) && PRINTABLE.test(value)
  );
  return isFine ? { server: { name, enabled: true, kind: "http", url: url.href, headers } } : { problem: "add-header" };
}

function readStdio(name: string, before: string, words: readonly string[]): ServerInput {
  const [command, ...args] = words;
  if (command === undefined || command === "") return { problem: "add-command" };
  const env = readPairs(before.trim() === "" ? [] : before.trim().split(/\s+(?=env:)/i), /^env:/i);
  if (env === undefined || !Object.keys(env).every((key) => VARIABLE.test(key))) return { problem: "add-env" };
  if ([command, ...args, ...Object.values(env)].some((word) => word.includes("\0"))) return { problem: "add-command" };
  return { server: { name, enabled: true, kind: "stdio", command, args, env } };
}

/** `mark: Name=value`, also with a colon and with quotes around; `undefined` where one is none. */
function readPairs(parts: readonly string[], mark: RegExp): Record<string, string> | undefined {
  if (parts.length > MOST) return undefined;
  const pairs: Record<string, string> = {};
  for (const part of parts) {
    if (!mark.test(part)) return undefined;
    const pair = part.replace(mark, "").trim().replace(/^(["'])(.*)\1$/s, "$2");
    const [, key, value] = /^([^=:\s]+)\s*[=:]\s*(.+)$/s.exec(pair) ?? [];
    if (key === undefined || Object.hasOwn(pairs, key) || key === "__proto__") return undefined;
    pairs[key] = value.trim().replace(/^(["'])(.*)\1$/s, "$2");
  }
  return pairs;
}
