/** What a server has answered to a call, as a model is given it. */
import { type CallToolResult, MCPClientError } from "@ai-sdk/mcp";
import { isJson, isRecord, type Json, type Secrets, shorten } from "@portico/bot";
import { ToolError } from "../agent/mod.ts";
import { ServerProblem } from "./server_problem.ts";

/** Of texts, and of data, so many characters are given on; the agent cuts further. */
const LONGEST = 100_000;
/** So many parts that are no text are named. */
const MOST_PARTS = 50;
/** Of what a server says is wrong with a call, a model is told so many characters. */
const LONGEST_REFUSAL = 1_000;

/**
 * Texts as one text, data as JSON, and of everything else what it is.
 *
 * @throws {ToolError} the tool says that it has failed.
 */
export function callResult(result: CallToolResult, masks: Pick<Secrets, "redact">): Json {
  if (!("content" in result)) return { data: dataOf(result.toolResult, masks) };
  const parts = Array.isArray(result.content) ? result.content : [];
  const texts = parts.flatMap((part) => textOf(part) ?? []);
  const text = cut(masks.redact(texts.join("\n")));
  if (result.isError === true) throw new ToolError(text === "" ? "The tool failed, and says no more." : text);
  const others = parts.flatMap((part) => textOf(part) === undefined ? [otherOf(part, masks)] : []);
  const { structuredContent: data } = result;
  // By the protocol, a text that says the same comes along for those who read no data.
  const isSaid = data === undefined || isJson(data) && texts.join("\n").trim() === JSON.stringify(data);
  return {
    ...(text !== "" || isSaid ? { text } : {}),
    ...(isSaid ? {} : { data: dataOf(data, masks) }),
    ...(others.length === 0 ? {} : { others: others.slice(0, MOST_PARTS) }),
  };
}

/**
 * What a server has answered instead of a result: that it can't be done, for the model; that it does not know us any more; `undefined` for what is no
 * answer by the protocol.
 */
export function answerOf(error: unknown, masks: Pick<Secrets, "redact">): ToolError | ServerProblem | undefined {
  if (error instanceof ToolError) return error;
  if (!MCPClientError.isInstance(error)) return undefined;
  if (error.statusCode === 404) return new ServerProblem("forgotten", "HTTP 404", true);
  if (error.code === undefined) return undefined;
  return new ToolError(`The server says: ${shorten(masks.redact(error.message), LONGEST_REFUSAL)}`);
}

function textOf(part: unknown): string | undefined {
  if (!isRecord(part)) return undefined;
  if (part.type === "text" && typeof part.text === "string") return part.text;
  if (part.type === "resource" && isRecord(part.resource) && typeof part.resource.text === "string") {
    return part.resource.text;
  }
  return undefined;
}

/** Which kind of thing it is, how big, and where it can be had. */
function otherOf(part: unknown, masks: Pick<Secrets, "redact">): Json {
  if (!isRecord(part)) return { type: "unknown" };
  const { type, resource } = part;
  const inner = isRecord(resource) ? resource : part;
  const bytes = [inner.data, inner.blob].find((content) => typeof content === "string");
  const said = ["mimeType", "uri", "name"].flatMap((key) => {
    const value = inner[key];
    return typeof value === "string" ? [[key, masks.redact(value).slice(0, 500)]] : [];
  });
  return {
    type: String(type).slice(0, 50),
    ...Object.fromEntries(said),
    ...(bytes === undefined ? {} : { bytes: Math.floor(bytes.length * 3 / 4), note: "Its content is not shown." }),
  };
}

function dataOf(data: unknown, masks: Pick<Secrets, "redact">): Json {
  if (!isJson(data)) return null;
  const json = JSON.stringify(data);
  return json.length > LONGEST ? cut(masks.redact(json)) : masked(data, masks);
}

function masked(value: Json, masks: Pick<Secrets, "redact">): Json {
  if (typeof value === "string") return masks.redact(value);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item: Json) => masked(item, masks));
  return Object.fromEntries(
    Object.entries(value).map((
      [key, part]: [string, Json | undefined],
    ) => [masks.redact(key), part === undefined ? part : masked(part, masks)]),
  );
}

function cut(text: string): string {
  if (text.length <= LONGEST) return text;
  return `${text.slice(0, LONGEST).toWellFormed()} … (cut: ${LONGEST} of ${text.length} characters)`;
}
