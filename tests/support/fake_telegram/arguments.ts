/** The arguments of a call, however they were sent: JSON, urlencoded, multipart or in the address. */
import { badRequest } from "./telegram_error.ts";

/** A file that came with a call. */
export interface UploadedFile {
  readonly name: string;
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** JSON that has been read. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json | undefined };

/** An object of JSON. */
export type JsonObject = { [key: string]: Json | undefined };

/** Whether a value is an object, not an array or `null`. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Arguments by name, read as the Bot API does: numbers may be strings, objects may be JSON in a string. */
export class Arguments {
  constructor(
    readonly values: JsonObject,
    readonly files: ReadonlyMap<string, UploadedFile> = new Map(),
  ) {}

  has(name: string): boolean {
    const value = this.values[name];
    return value !== undefined && value !== null && value !== "";
  }

  /** A string; empty when it is missing. */
  string(name: string): string {
    const value = this.values[name];
    if (value === undefined || value === null) return "";
    return typeof value === "object" ? JSON.stringify(value) : String(value);
  }

  /** A whole number; `fallback` when it is missing or none. */
  integer(name: string, fallback = 0): number {
    const text = this.string(name).trim();
    return /^-?\d+$/.test(text) ? Number(text) : fallback;
  }

  boolean(name: string): boolean {
    return ["true", "yes", "1"].includes(this.string(name).toLowerCase());
  }

  /**
   * JSON that may stand in a string; `undefined` when it is missing.
   *
   * @throws {TelegramError} `Can't parse <what> JSON object`.
   */
  json(name: string, what: string): Json | undefined {
    const value = this.values[name];
    if (value === undefined || value === null || value === "") return undefined;
    if (typeof value !== "string") return value;
    try {
      return JSON.parse(value);
    } catch {
      throw badRequest(`can't parse ${what} JSON object`);
    }
  }
}

/** Reads the arguments of a request: those of the address, and those of the body over them. */
export async function readArguments(query: string, type: string, body: Uint8Array): Promise<Arguments> {
  const values: JsonObject = query === "" ? {} : Object.fromEntries(new URLSearchParams(query));
  if (body.length === 0) return new Arguments(values);
  if (type.startsWith("application/json")) return new Arguments(Object.assign(values, readJson(body)));
  if (type.startsWith("application/x-www-form-urlencoded")) {
    return new Arguments(
      Object.assign(values, Object.fromEntries(new URLSearchParams(new TextDecoder().decode(body)))),
    );
  }
  if (type.startsWith("multipart/form-data")) return await readForm(values, type, body);
  return new Arguments(values);
}

const decoder = new TextDecoder("utf-8", { fatal: true });

function readJson(body: Uint8Array): JsonObject {
  try {
    const value: unknown = JSON.parse(decoder.decode(body));
    if (isObject(value)) return value;
  } catch {
    // Said below, as for what is no object.
  }
  throw badRequest("can't parse JSON object");
}

async function readForm(values: JsonObject, type: string, body: Uint8Array): Promise<Arguments> {
  const files = new Map<string, UploadedFile>();
  let form: FormData;
  try {
    form = await new Response(new Uint8Array(body), { headers: { "content-type": type } }).formData();
  } catch {
    throw badRequest("can't parse multipart/form-data");
  }
  for (const [name, value] of form) {
    if (typeof value === "string") values[name] = value;
    else files.set(name, { name: value.name, type: value.type, bytes: new Uint8Array(await value.arrayBuffer()) });
  }
  return new Arguments(values, files);
}
