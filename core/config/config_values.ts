import type { CommandLine } from "./command_line.ts";
import type { SettingsFile, Sourced, Variables } from "./config_sources.ts";
import { parseDuration } from "../duration.ts";
import { isRecord } from "../json.ts";
import { messageOf } from "../errors.ts";

/** Where a value may stand beside the file: a flag and a variable. */
export interface Names {
  readonly flag?: keyof CommandLine["values"];
  readonly env: string;
}

/**
 * Reads one value after the other from wherever it stands first, and collects what is wrong with them. Every method returns `undefined`
 * where nothing is said, or what is said will not do.
 */
export class ConfigValues {
  /** Values that come from the file, whose relative paths start from the file's folder. */
  readonly #fromFile = new WeakSet<object>();

  constructor(
    private readonly line: CommandLine,
    private readonly variables: Variables,
    private readonly file: SettingsFile,
    private readonly problems: string[],
  ) {}

  /** The folder that relative paths in this value start from. */
  folderOf(given: object, working: string): string {
    return this.#fromFile.has(given) ? this.file.folder : working;
  }

  text(key: string, names: Names): Sourced<string> | undefined {
    const given = this.#given(key, names);
    if (given === undefined) return undefined;
    const value = Array.isArray(given.value) ? given.value.at(-1) : given.value;
    if (typeof value === "string" && value !== "") return this.#derive(given, value);
    return this.#refuse(given, "must be text");
  }

  /** Several texts: a flag several times, commas in a variable or text, a list in the file. */
  list(key: string, names: Names): Sourced<readonly string[]> | undefined {
    const given = this.#given(key, names);
    if (given === undefined) return undefined;
    const all: unknown[] = Array.isArray(given.value) ? given.value : [given.value];
    if (!all.every((item) => typeof item === "string")) return this.#refuse(given, "must be a list of texts");
    const items = all.flatMap((item) => item.split(",")).map((item) => item.trim()).filter((item) => item !== "");
    return this.#derive(given, items);
  }

  oneOf<Choice extends string>(
    key: string,
    choices: readonly Choice[],
    names: Names & { readonly aliases?: Readonly<Record<string, Choice>> },
  ): Choice | undefined {
    const given = this.#given(key, names);
    if (given === undefined) return undefined;
    // YAML reads `off` as text, but people who know older versions of it write `false`.
    const value = String(Array.isArray(given.value) ? given.value.at(-1) : given.value).toLowerCase();
    const choice = names.aliases?.[value] ?? choices.find((choice) => choice === value);
    return choice ?? this.#refuse(given, `must be one of ${choices.join(", ")}`);
  }

  /** Milliseconds of what is said with its unit. A bare number is refused: in the settings of plugins it may be seconds, or minutes. */
  duration(key: string, env: string, least: number): number | undefined {
    const given = this.#given(key, { env });
    if (given === undefined) return undefined;
    const { value } = given;
    if (typeof value !== "string" && typeof value !== "number") return this.#refuse(given, 'must be as "10s"');
    try {
      const milliseconds = parseDuration(String(value));
      return milliseconds >= least ? milliseconds : this.#refuse(given, "must be longer than nothing");
    } catch (error) {
      this.problems.push(`${given.from}: ${messageOf(error)}`);
    }
  }

  /** So many in a span of time, as in `30/1s`. */
  rate(key: string, env: string): { readonly limit: number; readonly window: number } | undefined {
    const given = this.#given(key, { env });
    if (given === undefined) return undefined;
    const [, count, span] = /^\s*([1-9]\d{0,8})\s*\/\s*(\d.*?)\s*$/.exec(String(given.value)) ?? [];
    try {
      const window = span === undefined ? 0 : parseDuration(span);
      if (window > 0) return { limit: Number(count), window };
    } catch {
      // Told below, with all that is expected.
    }
    return this.#refuse(given, 'must be so many in a time, as "30/1s"');
  }

  /** A whole number from 1. */
  count(key: string, env: string): number | undefined {
    const given = this.#given(key, { env });
    if (given === undefined) return undefined;
    const value = typeof given.value === "string" && /^\d+$/.test(given.value) ? Number(given.value) : given.value;
    if (typeof value === "number" && Number.isSafeInteger(value) && value >= 1) return value;
    return this.#refuse(given, "must be a whole number from 1");
  }

  /** `host:port`, `[IPv6]:port`, or a port alone, which is one of this machine only. */
  address(key: string, env: string): { readonly hostname: string; readonly port: number } | undefined {
    const given = this.#given(key, { env });
    if (given === undefined) return undefined;
    const text = String(given.value);
    const [, six, name, digits] = /^(?:(?:\[([\da-f:.]+)\]|([\w.-]+)):)?(\d{1,5})$/i.exec(text) ?? [];
    const port = Number(digits);
    if (digits !== undefined && port <= 65_535) return { hostname: six ?? name ?? "127.0.0.1", port };
    return this.#refuse(given, "must be host:port, such as 127.0.0.1:8080");
  }

  #given(key: string, { flag, env }: Names): Sourced<unknown> | undefined {
    // The variable is asked for in any case: that makes it a known one.
    const variable = this.variables.get(env);
    const flagged = flag === undefined ? undefined : this.line.values[flag];
    if (flagged !== undefined) return { value: flagged, from: `--${flag}` };
    if (variable !== undefined) return variable;
    let value: unknown = this.file.content;
    for (const part of key.split(".")) value = isRecord(value) ? value[part] : undefined;
    if (value === undefined || value === null) return undefined;
    const given = { value, from: `${key} in ${this.file.name}` };
    this.#fromFile.add(given);
    return given;
  }

  #derive<T>(given: Sourced<unknown>, value: T): Sourced<T> {
    const derived = { value, from: given.from };
    if (this.#fromFile.has(given)) this.#fromFile.add(derived);
    return derived;
  }

  #refuse(given: Sourced<unknown>, problem: string): undefined {
    const value = Array.isArray(given.value) && given.from.startsWith("--") ? given.value.at(-1) : given.value;
    this.problems.push(`${given.from} ${problem}, not ${JSON.stringify(value)}.`);
  }
}
