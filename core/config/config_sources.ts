/** Where configuration comes from: the environment, `.env`, and `portico.yaml`. */
import { dirname, isAbsolute, join, resolve } from "node:path";
import { messageOf } from "../errors.ts";
import { isRecord } from "../json.ts";
import { nearest } from "../nearest.ts";

/** The files configuration is read from; tests bring their own. */
export interface ConfigFiles {
  /** The working folder, absolute. */
  readonly folder: string;
  /** The text of a file by its absolute path; rejects as `Deno.readTextFile` does. */
  readText(path: string): Promise<string>;
  /** What is at an absolute path; rejects as `Deno.stat` does when that cannot be told. */
  kindOf(path: string): Promise<"folder" | "other" | "nothing">;
}

/** Tells a path from `npm:…`, `jsr:…`, `https:…`; a single letter is a Windows drive. */
const SPECIFIER = /^[a-z][a-z0-9+.-]+:/i;

/** The computer's files. */
export class RealConfigFiles implements ConfigFiles {
  /** Reads below `folder`, the process's working folder by default. */
  constructor(readonly folder: string = Deno.cwd()) {}
  /** As `Deno.readTextFile`. */
  readText(path: string): Promise<string> {
    return Deno.readTextFile(path);
  }
  /** Follows links. */
  async kindOf(path: string): Promise<"folder" | "other" | "nothing"> {
    try {
      return (await Deno.stat(path)).isDirectory ? "folder" : "other";
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return "nothing";
      throw error;
    }
  }
}

/** A value and where it stands, for messages: `PORTICO_DATA`, `PORTICO_DATA in .env`, `limits.work in portico.yaml`. */
export interface Sourced<T> {
  /** As it stands there. */
  readonly value: T;
  /** The flag, variable or key. */
  readonly from: string;
}

/** The variables of the environment and, behind them, those of `.env`. Empty ones count as unset. */
export class Variables {
  readonly #all = new Map<string, Sourced<string>>();
  readonly #claimed = new Set<string>();

  /** Takes both by name. What is in `env` hides the same name in `dotenv`. */
  constructor(env: Readonly<Record<string, string>> = {}, dotenv: Readonly<Record<string, string | undefined>> = {}) {
    for (const [name, value] of Object.entries(dotenv)) this.#add(name, value, `${name} in .env`);
    for (const [name, value] of Object.entries(env)) this.#add(name, value, name);
  }

  #add(name: string, value: string | undefined, from: string): void {
    const trimmed = value?.trim();
    if (trimmed) this.#all.set(name, { value: trimmed, from });
  }

  /** The value of a variable, which is a known one from now on. */
  get(name: string): Sourced<string> | undefined {
    this.#claimed.add(name);
    return this.#all.get(name);
  }

  /** Names that begin with `prefix`. Looking claims nothing. */
  names(prefix: string): readonly string[] {
    return [...this.#all.keys()].filter((name) => name.startsWith(prefix));
  }

  /** Names that begin with `prefix` and that nobody has asked for. */
  unclaimed(prefix: string): readonly string[] {
    return this.names(prefix).filter((name) => !this.#claimed.has(name)).toSorted();
  }

  /** Every name somebody has asked for. */
  get claimed(): ReadonlySet<string> {
    return this.#claimed;
  }

  /** Where a variable stands: the environment or `.env`. */
  where(name: string): string {
    return this.#all.get(name)?.from ?? name;
  }
}

/** `portico.yaml` or what stands for it. */
export interface SettingsFile {
  /** Its name as it was given, for messages. */
  readonly name: string;
  /** The folder its relative paths start from. */
  readonly folder: string;
  readonly content: Readonly<Record<string, unknown>>;
}

/** A line of `.env` as the parser takes it: a name, `=`, and a value that goes on over several lines only between quotes. */
const ASSIGNMENT = /^[ \t]*(?:export[ \t]+)?[\w.-]+[ \t]*=(?:[ \t]*(?:"[^"]*"|'[^']*'|`[^`]*`))?.*$/gm;

/** Reads `.env`; adds to `problems` when it is there and cannot be read, or has lines that mean nothing. */
export async function readDotenv(files: ConfigFiles, problems: string[]): Promise<Record<string, string | undefined>> {
  const text = await readOptional(files, ".env", problems);
  if (text === undefined) return {};
  // The parser passes over what it does not understand. The lines themselves are not shown: they may hold a secret.
  const rest = text.replaceAll("\r\n", "\n").replace(ASSIGNMENT, (lines) => lines.replace(/[^\n]+/g, ""));
  for (const [index, line] of rest.split("\n").entries()) {
    if (line.trim() === "" || line.trimStart().startsWith("#")) continue;
    problems.push(`.env, line ${index + 1}: this is no NAME=value. Correct it, or begin the line with #.`);
  }
  const { parseEnv } = await import("node:util");
  return parseEnv(text);
}

/** Reads the file of settings: `named`, which must be there, or else `portico.yaml`, which may be. */
export async function readSettingsFile(
  files: ConfigFiles,
  named: string | undefined,
  problems: string[],
): Promise<SettingsFile> {
  const name = named ?? "portico.yaml";
  const before = problems.length;
  const found = await readOptional(files, name, problems);
  const file = { name, folder: dirname(resolve(files.folder, name)), content: {} };
  if (found === undefined) {
    const isMissing = named !== undefined && problems.length === before;
    if (isMissing) problems.push(`${name}, given by --config, is not there. Check the path.`);
    return file;
  }
  return { ...file, content: await parseYaml(name, found, problems) };
}

/** The text of a file, `undefined` where there is none. */
async function readOptional(files: ConfigFiles, name: string, problems: string[]): Promise<string | undefined> {
  try {
    return (await files.readText(resolve(files.folder, name))).replace(/^\uFEFF/, "");
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    const why = error instanceof Deno.errors.PermissionDenied || error instanceof Deno.errors.NotCapable
      ? "Portico may not read it; change its permissions"
      : `${messageOf(error).split("\n")[0]}; make it a readable file`;
    problems.push(`${name} cannot be read: ${why}, or move it away.`);
  }
}

/** The parser is heavy and loaded only where there is such a file. */
async function parseYaml(name: string, text: string, problems: string[]): Promise<Record<string, unknown>> {
  const { LineCounter, parseDocument } = await import("yaml");
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  for (const error of document.errors) {
    const { line, col } = lines.linePos(error.pos[0]);
    // The parser's own words may quote the file, and with it a secret; its code does not.
    const kind = error.code.toLowerCase().replaceAll("_", " ");
    problems.push(`${name}, line ${line}, column ${col}: this is no YAML (${kind}). Look at indentation and quotes.`);
  }
  if (document.errors.length > 0) return {};
  try {
    const content: unknown = document.toJS();
    if (isRecord(content)) return content;
    if (content !== null && content !== undefined) problems.push(`${name} must hold "key: value" lines.`);
  } catch {
    problems.push(`${name} uses aliases that cannot be resolved. Write the values out.`);
  }
  return {};
}

/** A path as configuration gives it, made absolute from the folder it was given in. */
export function resolvePath(folder: string, path: string): string {
  return isAbsolute(path) ? path : join(folder, path);
}

/** A plugin's specifier: paths are made absolute, `npm:…` and other addresses stay, and so do bare names. */
export function resolveSpecifier(folder: string, specifier: string): string {
  if (SPECIFIER.test(specifier)) return specifier;
  return /^\.{0,2}[\\/]|^[a-z]:[\\/]|\.[cm]?[jt]sx?$/i.test(specifier) ? resolvePath(folder, specifier) : specifier;
}

/** First words that several of these names share, such as `TELEGRAM_`: what begins so as well was most likely meant to be one of them. */
export function sharedPrefixes(names: readonly string[]): readonly string[] {
  const words = names.flatMap((name) => /^[A-Z0-9]+_/.exec(name)?.[0] ?? []);
  return words.filter((word, index) => words.indexOf(word) < index);
}

/**
 * What begins with the prefix and nobody has asked for, one line each. Of a prefix that is other programs' as well, only what stands in `.env` or is
 * nearly one of those that are known.
 */
export function unclaimedVariables(
  variables: Variables,
  prefix: string,
  { isOthers = false }: { readonly isOthers?: boolean } = {},
): string[] {
  const known = [...variables.claimed].filter((claimed) => claimed.startsWith(prefix));
  return variables.unclaimed(prefix).flatMap((name) => {
    const from = variables.where(name);
    // A word that was left out is more letters than any slip.
    const whole = known.find((other) => name.split("_").every((word) => other.split("_").includes(word)));
    const near = whole ?? nearest(name, known, 1)[0];
    if (near === undefined && isOthers && from === name) return [];
    return `${from} means nothing here.${near === undefined ? "" : ` Did you mean ${near}?`}`;
  });
}
