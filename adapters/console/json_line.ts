import type { Attachment, BotEvent, Origin } from "../../core/mod.ts";
import { attachFile } from "./attached_file.ts";
import { type ConsoleEvents, DEFAULT_CHAT, DEFAULT_USER, type Said, type Speaker } from "./console_events.ts";
import { InputProblem } from "./console_texts.ts";

/** How many files one message may name. */
const MOST_FILES = 100;
const TYPES = ["message", "edit", "action"];

type Fields = Readonly<Record<string, unknown>>;

/** Reads lines of the JSON protocol. Fields it does not know are left alone, so that a newer program can talk to an older bot. */
export class JsonLines {
  constructor(private readonly events: ConsoleEvents, private readonly home: string | undefined) {}

  /**
   * The event a line stands for.
   *
   * @throws {InputProblem} says what is wrong with the line, with the id it gives.
   */
  async read(line: string): Promise<BotEvent> {
    const fields = parse(line);
    try {
      return await this.#event(fields);
    } catch (error) {
      if (!(error instanceof InputProblem)) throw error;
      throw new InputProblem(error.text, typeof fields.id === "string" ? { id: fields.id } : {});
    }
  }

  async #event(fields: Fields): Promise<BotEvent> {
    const type = fields.type;
    if (type === "message") return this.events.message(speakerOf(fields), await this.#said(fields, name(fields, "id")));
    if (type === "edit") {
      const id = required(fields, "id");
      const said = await this.#said(fields, id);
      return this.events.edit(speakerOf(fields), { ...said, id }, name(fields, "key"));
    }
    if (type === "action") {
      return this.events.action(speakerOf(fields), required(fields, "action"), name(fields, "key"));
    }
    throw new InputProblem({ id: "json-type", args: { types: TYPES.join(", ") } });
  }

  async #said(fields: Fields, id: string | undefined): Promise<Said> {
    const text = string(fields, "text", "text") ?? "";
    const paths = pathsOf(fields);
    if (text.trim() === "" && paths.length === 0) throw new InputProblem({ id: "json-empty" });
    const origin = originOf(fields);
    const album = name(fields, "album");
    const replyTo = name(fields, "replyTo");
    const attachments: Attachment[] = [];
    for (const path of paths) attachments.push(await attachFile(path, this.home));
    return { id, text, attachments, origin, album, replyTo };
  }
}

function parse(line: string): Fields {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    // The runtime's reason may quote the line: only its beginning is of use.
    const reason = error instanceof Error ? error.message.slice(0, 200) : "";
    throw new InputProblem({ id: "json-broken", args: { reason } });
  }
  if (isFields(value)) return value;
  throw new InputProblem({ id: "json-not-object" });
}

function speakerOf(fields: Fields): Speaker {
  const { at } = fields;
  if (at !== undefined && (typeof at !== "number" || !Number.isSafeInteger(at) || at < 0)) throw wrong("at", "time");
  return {
    user: name(fields, "user") ?? DEFAULT_USER,
    chat: name(fields, "chat") ?? DEFAULT_CHAT,
    name: name(fields, "name"),
    language: name(fields, "language"),
    at,
  };
}

function originOf({ forward }: Fields): Origin | undefined {
  if (forward === undefined || forward === null) return undefined;
  if (!isFields(forward)) throw wrong("forward", "forward");
  const from = string(forward, "from", "forward", "forward.from");
  const link = string(forward, "link", "forward", "forward.link");
  if (from === undefined || from === "") throw wrong("forward", "forward");
  return link === undefined ? { from } : { from, link };
}

function pathsOf({ files }: Fields): readonly string[] {
  if (files === undefined || files === null) return [];
  const isPath = (path: unknown): path is string => typeof path === "string" && path !== "";
  if (Array.isArray(files) && files.length <= MOST_FILES && files.every(isPath)) return files;
  throw new InputProblem({ id: "json-field", args: { field: "files", expected: "paths", most: MOST_FILES } });
}

function required(fields: Fields, field: string): string {
  const found = name(fields, field);
  if (found !== undefined) return found;
  throw new InputProblem({ id: "json-missing", args: { type: String(fields.type), field } });
}

/** A short text that names something. */
function name(fields: Fields, field: string): string | undefined {
  const found = string(fields, field, "name");
  if (found !== undefined && (found === "" || found.length > 256)) throw wrong(field, "name");
  return found;
}

function string(fields: Fields, field: string, expected: string, shown: string = field): string | undefined {
  const value = fields[field];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "string") throw wrong(shown, expected);
  if (!value.isWellFormed()) throw new InputProblem({ id: "json-broken-text", args: { field: shown } });
  if (value.includes("\0")) throw new InputProblem({ id: "json-nul", args: { field: shown } });
  return value;
}

/** `expected` is the variant of the text `json-field` that says what belongs there. */
function wrong(field: string, expected: string): InputProblem {
  return new InputProblem({ id: "json-field", args: { field, expected } });
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
