/** What the log is told of operations: never what they say. */
import type { Clock, Logger, Operation, RateLimited } from "../../core/mod.ts";
import { conversationOf, describeOperation, type NameOperation } from "./addresses.ts";

/** A pause of which whoever watches the program has to hear, in milliseconds: people wait, and wonder. */
const LONG = 60_000;

/** Writes what became of an operation, with kind and chat as properties. */
export function writeLine(
  log: Logger | undefined,
  level: "debug" | "info" | "warn",
  operation: Operation,
  text: string,
): void {
  // Braces would be read as placeholders of the log's template.
  const chat = conversationOf(operation)?.chat;
  const properties = { operation: operation.kind, ...(chat === undefined ? {} : { chat }) };
  log?.[level](text.replace(/[{}]/g, "$&$&"), properties);
}

/** Tells of a pause that the platform has asked for; of a long one, until when. @param wait milliseconds, as they were understood. */
export function logPause(
  { log, clock, nameOf }: { readonly log?: Logger; readonly clock: Clock; readonly nameOf?: NameOperation },
  operation: Operation,
  error: RateLimited,
  wait: number,
): void {
  const isLong = wait >= LONG;
  const end = isLong ? `, until ${timeOf(clock.now() + wait)}` : "";
  const name = describeOperation(operation, nameOf);
  const text = `${name} waits ${error.retryAfter} ms${end}, as the platform asks for this ${error.scope}`;
  writeLine(log, isLong ? "warn" : "info", operation, text);
}

/** To the second; what no calendar holds, is far away. */
function timeOf(wall: number): string {
  const date = new Date(wall);
  return Number.isNaN(date.getTime()) ? "the end of time" : date.toISOString().replace(/\.\d+/, "");
}
