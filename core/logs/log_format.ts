import type { LogLevel, LogRecord } from "@logtape/logtape";
import type { Json } from "../json.ts";
import type { Secrets } from "./secrets.ts";

/** Turns a log record into one line without its end (an error's stack follows it in further lines, for people only). */
export type LogFormatter = (record: LogRecord) => string;

/** How deep, and how many members of each object or list, a log shows. */
const deepest = 6;
const most = 100;
/** Stands for what throws when it is looked at. */
const UNREADABLE = "[unreadable]";

const names: Record<LogLevel, string> = {
  trace: "TRACE",
  debug: "DEBUG",
  info: "INFO ",
  warning: "WARN ",
  error: "ERROR",
  fatal: "FATAL",
};

const colours: Record<LogLevel, string> = {
  trace: "\x1b[90m",
  debug: "\x1b[90m",
  info: "\x1b[36m",
  warning: "\x1b[33m",
  error: "\x1b[31m",
  fatal: "\x1b[1;31m",
};

/** Lines for people: local time, level, category, message, and what else is known; stacks where `stacks` is set. */
export function formatHuman(secrets: Secrets, options: { colors: boolean; stacks: boolean }): LogFormatter {
  return (record) => {
    const level = options.colors ? `${colours[record.level]}${names[record.level]}\x1b[0m` : names[record.level];
    const shown = namesIn(record);
    const rest = Object.entries(record.properties)
      .flatMap(([key, value]) => shown.has(key) ? [] : [`${key}=${textOf(value, secrets, true)}`]);
    const text = [categoryOf(record), messageOf(record, secrets), ...rest].filter((part) => part !== "").join(" ");
    const stacks = options.stacks ? stacksOf(record).map((stack) => `\n${indent(secrets.redact(stack))}`).join("") : "";
    return `${timeOf(record.timestamp)} ${level} ${escape(secrets.redact(text))}${stacks}`;
  };
}

/** One JSON object a line: `time` (ISO 8601, UTC), `level`, `category`, `message`, and `properties` where there are any. */
export function formatJson(secrets: Secrets): LogFormatter {
  return (record) => {
    const properties = plain(record.properties, secrets, [], true);
    return JSON.stringify({
      time: new Date(record.timestamp).toISOString(),
      level: record.level,
      category: secrets.redact(categoryOf(record)),
      message: secrets.redact(messageOf(record, secrets)),
      ...(Object.keys(record.properties).length > 0 ? { properties } : {}),
    });
  };
}

/** `tasks` for `["portico", "tasks"]`: nearly every line comes from Portico, so its name would only be in the way. */
function categoryOf(record: LogRecord): string {
  const category = record.category[0] === "portico" ? record.category.slice(1) : record.category;
  return category.join(".");
}

function timeOf(timestamp: number): string {
  const date = new Date(timestamp);
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ` +
    `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}` +
    `.${String(date.getMilliseconds()).padStart(3, "0")}`;
}

function messageOf(record: LogRecord, secrets: Secrets): string {
  return record.message.map((part, index) => index % 2 === 0 ? String(part) : textOf(part, secrets, false)).join("");
}

/** Names of the properties that the message shows already. */
function namesIn(record: LogRecord): Set<string> {
  if (typeof record.rawMessage !== "string") return new Set();
  return new Set([...record.rawMessage.matchAll(/\{\s*([^{}]+?)\s*\}/g)].map((match) => match[1]));
}

function textOf(value: unknown, secrets: Secrets, quoted: boolean): string {
  if (value instanceof Error) return readable(() => errorText(value)) ?? UNREADABLE;
  if (typeof value === "string" && !(quoted && /[\s"=]|^$/.test(value))) return value;
  return value === undefined ? "undefined" : JSON.stringify(plain(value, secrets, [], false));
}

/** The error and what caused it, in one line. */
function errorText(error: Error): string {
  const texts: string[] = [];
  for (let cause: unknown = error; cause !== undefined && texts.length < deepest;) {
    texts.push(cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause));
    cause = cause instanceof Error ? cause.cause : undefined;
  }
  return texts.join(", caused by ");
}

function stacksOf(record: LogRecord): string[] {
  const errors = new Set(
    [...Object.values(record.properties), ...record.message].filter((value) => value instanceof Error),
  );
  return [...errors].flatMap((error) => readable(() => String(error.stack ?? "")) || []);
}

/** What is read of a value that may throw when it is; then nothing. */
function readable(read: () => string): string | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

function indent(text: string): string {
  return escape(text, true).split("\n").map((line) => `    ${line.trimStart()}`).join("\n");
}

/** Shows control characters instead of sending them: logged text must not forge lines, nor steer a terminal. */
function escape(text: string, multiline = false): string {
  // deno-lint-ignore no-control-regex -- control characters are what this is about
  return text.replace(/[\x00-\x1f\x7f-\x9f\u2028\u2029]/g, (character) => {
    if (character === "\n" && multiline) return character;
    if (character === "\n") return "\\n";
    if (character === "\t") return "\\t";
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}

/** Any value as plain JSON without secrets, whatever somebody logged: cycles, errors, maps, bytes, hostile getters. */
function plain(value: unknown, secrets: Secrets, above: readonly object[], stacks: boolean): Json {
  if (value === null || typeof value === "boolean") return value;
  if (typeof value === "string") return secrets.redact(value);
  if (typeof value === "number") {
    const text = String(value);
    return Number.isFinite(value) && secrets.redact(text) === text ? value : secrets.redact(text);
  }
  if (typeof value !== "object") return secrets.redact(String(value));
  if (above.includes(value)) return "[circular]";
  if (above.length >= deepest) return "[deeper]";
  try {
    return plainObject(value, secrets, [...above, value], stacks);
  } catch {
    return UNREADABLE;
  }
}

function plainObject(value: object, secrets: Secrets, above: readonly object[], stacks: boolean): Json {
  if (value instanceof Error) return plainError(value, secrets, above, stacks);
  if (value instanceof URL || value instanceof RegExp) return secrets.redact(String(value));
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "Invalid Date" : value.toISOString();
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`;
  if (value instanceof Map) {
    return plainEntries([...value].map(([key, member]) => [String(key), member]), secrets, above, stacks);
  }
  const list = Array.isArray(value) ? value : value instanceof Set ? [...value] : undefined;
  if (list !== undefined) {
    const members = list.slice(0, most).map((member) => plain(member, secrets, above, stacks));
    return list.length > most ? [...members, `[${list.length - most} more]`] : members;
  }
  if ("toJSON" in value && typeof value.toJSON === "function") return plain(value.toJSON(), secrets, above, stacks);
  return plainEntries(Object.entries(value), secrets, above, stacks);
}

function plainEntries(entries: [string, unknown][], secrets: Secrets, above: readonly object[], stacks: boolean): Json {
  const members = entries.slice(0, most).filter(([, value]) => value !== undefined)
    .map(([key, value]): [string, Json] => [secrets.redact(key), plain(value, secrets, above, stacks)]);
  if (entries.length > most) members.push(["…", `[${entries.length - most} more]`]);
  return Object.fromEntries(members);
}

function plainError(error: Error, secrets: Secrets, above: readonly object[], stacks: boolean): Json {
  const members: [string, unknown][] = [["name", error.name], ["message", error.message]];
  if ("code" in error) members.push(["code", error.code]);
  if (stacks && error.stack !== undefined) members.push(["stack", error.stack]);
  if (error.cause !== undefined) members.push(["cause", error.cause]);
  if (error instanceof AggregateError) members.push(["errors", error.errors]);
  return plainEntries(members, secrets, above, stacks);
}
