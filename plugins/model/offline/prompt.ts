/** Reads what the AI SDK gives a model. */
import type { JSONObject, LanguageModelV4Prompt, LanguageModelV4ToolResultOutput } from "@ai-sdk/provider";
import { isRecord } from "@portico/bot";
import type { Made, Reply } from "./plan.ts";
import type { Language } from "./words.ts";

const TASK = /<task>\n?([\s\S]*?)\n?<\/task>/;
const DATA = /<data\b[^>]*>\n?([\s\S]*?)\n?<\/data>/g;
/** The language of what a person reads around an answer; only the system says it. */
const LANGUAGE = /^Language: (en|ru)\b/m;
const DECLINED = /\b(?:declined|denied|rejected by the (?:user|person))\b/i;

/** Something that was said before. */
export interface Said {
  readonly role: "user" | "assistant";
  readonly text: string;
}

/** A prompt, read. */
export interface ReadPrompt {
  /** What the person sent, with everything around it. */
  readonly message: string;
  /** What was said before, oldest first. */
  readonly earlier: readonly Said[];
  /** The calls made since, by their ids. */
  readonly made: ReadonlyMap<string, Made>;
  /** In which language the person is spoken to, where the system says it and it is one of ours. */
  readonly language: Language | undefined;
  /** How many calls were made before the message. */
  readonly past: number;
}

/** Takes a prompt apart. The message is the last one with a task in it, or else the last one. */
export function readPrompt(prompt: LanguageModelV4Prompt): ReadPrompt {
  const users = prompt.flatMap((message, index) => message.role === "user" ? [index] : []);
  const at = users.findLast((index) => TASK.test(textOf(prompt[index]))) ?? users.at(-1) ?? -1;
  const made = new Map<string, Made>();
  for (const message of prompt.slice(at + 1)) {
    if (message.role !== "assistant" && message.role !== "tool") continue;
    for (const part of message.content) {
      if (part.type !== "tool-call" && part.type !== "tool-result") continue;
      const reply = part.type === "tool-result" ? readReply(part.output) : made.get(part.toolCallId)?.reply;
      made.set(part.toolCallId, { tool: part.toolName, reply });
    }
  }
  return {
    message: at < 0 ? "" : textOf(prompt[at]),
    earlier: prompt.slice(0, Math.max(0, at)).flatMap((message): Said[] => {
      if (message.role !== "user" && message.role !== "assistant") return [];
      return [{ role: message.role, text: unescape(textOf(message)) }];
    }),
    made,
    language: languageIn(prompt),
    past: prompt.slice(0, Math.max(0, at)).reduce((count, message) => count + callsIn(message), 0),
  };
}

/** The task in a message of the person; the whole message where it holds none. */
export function taskIn(message: string): string {
  const task = TASK.exec(message);
  return task === null ? message : unescape(task[1]);
}

/** What was forwarded or attached to a task; `undefined` for nothing. */
export function dataIn(message: string): string | undefined {
  const task = TASK.exec(message);
  const behind = task === null ? message : message.slice(task.index + task[0].length);
  const texts = Array.from(behind.matchAll(DATA), ([, text]) => unescape(text).trim()).filter((text) => text !== "");
  return texts.length === 0 ? undefined : texts.join("\n\n");
}

/** Text as it was before it was put between tags. */
export function unescape(text: string): string {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

function languageIn(prompt: LanguageModelV4Prompt): Language | undefined {
  const system = prompt.filter(({ role }) => role === "system").map(textOf).join("\n");
  const said = LANGUAGE.exec(system)?.[1];
  return said === "en" || said === "ru" ? said : undefined;
}

function callsIn(message: LanguageModelV4Prompt[number]): number {
  return message.role === "assistant" ? message.content.filter(({ type }) => type === "tool-call").length : 0;
}

function textOf(message: LanguageModelV4Prompt[number]): string {
  if (message.role === "system") return message.content;
  return message.content.flatMap((part) => part.type === "text" ? [part.text] : []).join("\n");
}

function readReply(output: LanguageModelV4ToolResultOutput): Reply {
  switch (output.type) {
    case "execution-denied":
      return { state: "declined" };
    case "error-text":
      return failure(output.value);
    case "error-json":
      return failure(messageIn(output.value));
    case "json":
      return readValue(output.value);
    case "text":
      return readText(output.value);
    case "content":
      return readText(output.value.flatMap((part) => part.type === "text" ? [part.text] : []).join("\n"));
  }
}

function readText(text: string): Reply {
  try {
    return readValue(JSON.parse(text));
  } catch {
    // All tools speak JSON: the result was left out of the prompt.
    return { state: "lost" };
  }
}

function readValue(value: unknown): Reply {
  if (!isRecord(value)) return { state: "lost" };
  if (isSaid(value.declined) || isSaid(value.denied)) return { state: "declined" };
  if (isSaid(value.error)) return failure(messageIn(value.error));
  // The result was too long, and this is its beginning.
  if (isSaid(value.cut)) return { state: "lost" };
  // What came out of a prompt is JSON.
  return { state: "done", output: value as JSONObject };
}

function isSaid(value: unknown): boolean {
  return value !== undefined && value !== null && value !== false && value !== "";
}

function messageIn(error: unknown): string {
  if (typeof error === "string") return error;
  return isRecord(error) && typeof error.message === "string" ? error.message : JSON.stringify(error);
}

function failure(message: string): Reply {
  if (DECLINED.test(message)) return { state: "declined" };
  // Tools speak to models; here it is the person who reads it.
  return { state: "failed", message: message.replaceAll(/\bTell the person that /g, "") };
}
