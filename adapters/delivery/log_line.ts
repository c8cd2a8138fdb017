import type { Logger, Operation } from "../../core/mod.ts";
import { conversationOf } from "./addresses.ts";

/** Writes what became of an operation, with kind and chat as properties: never what it says. */
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
