/** Reads the lines of `--json`: one object a line, of the type `message`, `edit` or `action`. */
import { type Attachment, messageOf, type Origin } from "../../core/mod.ts";
import { type ConsoleEvents, DEFAULT_CHAT, DEFAULT_USER, type Said, type Speaker } from "./console_events.ts";
import { type ConsoleText, InputProblem } from "./console_texts.ts";
import type { Delivery } from "./stream_input.ts";

/** The most files a line may name. */
const MOST_FILES = 100;
/** The longest name of a user, a chat, an id or an album. */
const LONGEST_NAME = 256;
const TYPES = ["message", "edit", "action"] as const;

/** Finds the file of a path; throws an `InputProblem`. */
export type AttachFile = (path: string) => Promise<Attachment>;

/**
 * Makes an event of a line.
 *
 * @throws {InputProblem} says what is wrong with the line.
 */
export async function readJsonLine(line: string, events: ConsoleEvents, attach: AttachFile): Promise<Delivery> {
  const fields = new Fields(parse(line));
  try {
    return await readFields(fields, events, attach);
  } catch (error) {
    if (!(error instanceof InputProblem)) throw error;
    const id = fields.idIfAny();
    throw new InputProblem(error.text, id === undefined ? {} : { id }, error.expected);
  }
}

async function readFields(fields: Fields, events: ConsoleEvents, attach: AttachFile): Promise<Delivery> {
  const type = TYPES.find((type) => type === fields.raw("type"));
  if (type === undefined) throw new InputProblem({ id: "json-type", args: { types: TYPES.join(", ") } });
  const speaker = readSpeaker(fields);
  const key = fields.name("key");
  if (type === "action") {
    const action = fields.needed(type, "action");
    return { event: events.action(speaker, action, key), id: action };
  }
  const said = await readSaid(fields, attach);
  if (type === "edit") {
    const id = fields.needed(type, "id");
    return { event: events.edit(speaker, { ...said, id }, key), id };
  }
  if (said.text.trim() === "" && said.attachments?.length === 0) throw new InputProblem({ id: "json-empty" });
  const event = events.message(speaker, said);
  return { event, id: event.id };
}

function readSpeaker(fields: Fields): Speaker {
  const at = fields.time("at");
  const name = fields.name("name");
  const language = fields.language("language");
  return {
    user: fields.name("user") ?? DEFAULT_USER,
    chat: fields.name("chat") ?? DEFAULT_CHAT,
    ...(name === undefined ? {} : { name }),
    ...(language === undefined ? {} : { language }),
    ...(at === undefined ? {} : { at }),
  };
}

async function readSaid(fields: Fields, attach: AttachFile): Promise<Said> {
  const id = fields.name("id");
  const album = fields.name("album");
  const replyTo = fields.name("replyTo");
  const origin = fields.forward("forward");
  const attachments: Attachment[] = [];
  const text = fields.text("text") ?? "";
  for (const path of fields.paths("files")) attachments.push(await attach(path));
  return {
    text,
    attachments,
    ...(id === undefined ? {} : { id }),
    ...(album === undefined ? {} : { album }),
    ...(replyTo === undefined ? {} : { replyTo }),
    ...(origin === undefined ? {} : { origin }),
  };
}

function parse(line: string): object {
  if (line.includes("\0")) throw new InputProblem({ id: "line-nul" });
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw new InputProblem({ id: "json-broken", args: { reason: messageOf(error) } });
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  throw new InputProblem({ id: "json-not-object" });
}

/** The fields of an object that somebody else wrote. */
class Fields {
  constructor(private readonly object: object, private readonly path = "") {}

  /** A field as it is. What the object inherits does not count. */
  raw(field: string): unknown {
    const value: unknown = Object.getOwnPropertyDescriptor(this.object, field)?.value;
    return value === null ? undefined : value;
  }

  text(field: string): string | undefined {
    const value = this.raw(field);
    if (value === undefined) return undefined;
    if (typeof value !== "string") throw this.#unfit(field, { id: "expected-text" });
    const args = { field: this.path + field };
    if (value.includes("\0")) throw new InputProblem({ id: "json-nul", args });
    if (!value.isWellFormed()) throw new InputProblem({ id: "json-broken-text", args });
    return value;
  }

  /** A short text; a number will do. */
  name(field: string): string | undefined {
    const raw = this.raw(field);
    const value = typeof raw === "number" && Number.isFinite(raw) ? String(raw) : this.text(field);
    if (value === undefined || (value.length > 0 && value.length <= LONGEST_NAME)) return value;
    throw this.#unfit(field, { id: "expected-name" });
  }

  /** A language's tag, or a locale as the environment has it. */
  language(field: string): string | undefined {
    const value = this.text(field);
    if (value === undefined || /^[a-z]{2,8}(?:[-_.@][a-z0-9]+)*$/i.test(value)) return value;
    throw this.#unfit(field, { id: "expected-language" });
  }

  needed(type: string, field: string): string {
    const value = this.name(field);
    if (value === undefined) throw new InputProblem({ id: "json-missing", args: { type, field } });
    return value;
  }

  time(field: string): number | undefined {
    const value = this.raw(field);
    if (value === undefined) return undefined;
    // Past what a `Date` can hold there is no day to write.
    if (typeof value === "number" && value >= 0 && value <= 8.64e15) return value;
    throw this.#unfit(field, { id: "expected-time" });
  }

  paths(field: string): readonly string[] {
    const value = this.raw(field);
    if (value === undefined) return [];
    const paths = Array.isArray(value) ? value.filter((path) => typeof path === "string") : [];
    if (Array.isArray(value) && paths.length === value.length && paths.length <= MOST_FILES) return paths;
    throw this.#unfit(field, { id: "expected-paths", args: { most: MOST_FILES } });
  }

  forward(field: string): Origin | undefined {
    const value = this.raw(field);
    if (value === undefined) return undefined;
    if (typeof value !== "object" || value === null) throw this.#unfit(field, { id: "expected-forward" });
    const inner = new Fields(value, `${field}.`);
    const from = inner.text("from");
    const link = inner.text("link");
    if (from === undefined) throw this.#unfit(field, { id: "expected-forward" });
    return { from, ...(link === undefined ? {} : { link }) };
  }

  /** The id, for an answer about a line that is wrong elsewhere. */
  idIfAny(): string | undefined {
    const id = this.raw("id");
    return typeof id === "string" || typeof id === "number" ? String(id).slice(0, LONGEST_NAME) : undefined;
  }

  #unfit(field: string, expected: ConsoleText): InputProblem {
    return new InputProblem({ id: "json-field", args: { field: this.path + field } }, {}, expected);
  }
}
