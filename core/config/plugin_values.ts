/** What is configured for plugins: kept raw until a plugin's schema is known, then put together and checked. */
import type { StandardSchemaV1 } from "@standard-schema/spec";
import { coerce, type ConfigFields, fieldOf, fieldsOf, guesses, looksSecret, variableOf } from "./config_fields.ts";
import { sharedPrefixes, unclaimedVariables, Variables } from "./config_sources.ts";
import type { ConfigToken } from "./config_token.ts";
import { isRecord } from "../json.ts";
import { nearest } from "../nearest.ts";
import { Translations } from "../i18n/i18n.ts";
import type { Schema } from "../schemas/schema.ts";
import { type CheckedValue, checkValue } from "../schemas/schema_check.ts";
import { secrets } from "../logs/secrets.ts";
import { fitsShape, shapeOf, valueWords } from "../schemas/value_shape.ts";

/** A plugin's checked configuration with what the schema was given, or everything wrong with it, one line each. */
export type PluginConfigResult<T extends object> =
  | { readonly value: T; readonly input: object; readonly problems?: never }
  | { readonly problems: readonly string[]; readonly value?: never; readonly input?: never };

/** Where the values of plugins come from. */
export interface PluginValuesSources {
  /** By plugin, then by field: `plugins` of the file. */
  readonly sections?: Readonly<Record<string, unknown>>;
  /** The file's name, for messages; `portico.yaml` by default. */
  readonly file?: string;
  /** The environment and `.env`. */
  readonly variables?: Variables;
  /** False when a file could not be read: then nobody knows what is not set. True by default. */
  readonly complete?: boolean;
}

/** One field as it was found. */
interface Given {
  readonly from: string;
  readonly raw?: string;
  /** The schema does not say what type it wants, so the raw text may have to be read in other ways. */
  readonly unsure?: boolean;
}

/** A plugin's input to its schema, with where each field came from. */
interface Input {
  readonly values: Record<string, unknown>;
  readonly given: Map<string, Given>;
  readonly problems: string[];
  /** Variables that the token names, by field. */
  readonly env: Readonly<Record<string, string>>;
}

/** The prefix of all our variables. */
const PREFIX = "PORTICO_";

function prefixOf(plugin: string): string {
  return `${PREFIX}${variableOf(plugin)}_`;
}

/** The configuration of plugins. */
export class PluginValues {
  readonly #sections: Readonly<Record<string, unknown>>;
  readonly #file: string;
  readonly #variables: Variables;
  readonly #complete: boolean;
  /** What the kernel has read before is no plugin's field, whatever the plugin is called. */
  readonly #kernels: ReadonlySet<string>;
  readonly #asked = new Set<string>();
  /** What variables of configs begin with, beside our own prefix. */
  readonly #prefixes = new Set<string>();

  /** Without sources every plugin gets its defaults. */
  constructor(sources: PluginValuesSources = {}) {
    this.#sections = sources.sections ?? {};
    this.#file = sources.file ?? "portico.yaml";
    this.#variables = sources.variables ?? new Variables();
    this.#complete = sources.complete ?? true;
    this.#kernels = new Set(this.#variables.claimed);
  }

  /**
   * Puts a plugin's configuration together and checks it by the plugin's schema. A variable (`PORTICO_<PLUGIN>_<FIELD>`, or the one the token
   * names) goes before the file; its text is converted to what the schema wants. Values of fields that look secret, by their names or by `.meta({ secret: true })`, are masked
   * from now on, and not shown in problems.
   */
  async pluginConfig<T extends object>(plugin: string, token: ConfigToken<T>): Promise<PluginConfigResult<T>> {
    this.#asked.add(plugin);
    for (const prefix of sharedPrefixes(Object.values(token.env))) this.#prefixes.add(prefix);
    const fields = this.#isConfigured(plugin, token) ? fieldsOf(token.schema) : undefined;
    const input = this.#inputOf(plugin, token, fields);
    const hidden = hideSecrets(input, token, fields ?? fieldsOf(token.schema));
    let result = await token.schema["~standard"].validate(input.values);
    if (result.issues !== undefined) result = await retry(token.schema, input, result);
    if (result.issues === undefined && input.problems.length === 0) return { value: result.value, input: input.values };
    const { issues = [] } = result.issues === undefined ? result : await inWords(token.schema, input, fields);
    const problems = issues
      .filter((issue) => this.#complete || isGiven(issue, input))
      .map((issue) => this.#describe(plugin, issue, input, hidden));
    return { problems: [...input.problems, ...problems] };
  }

  /**
   * What is configured and nobody has asked for, one line each: sections of plugins that are not loaded, and `PORTICO_` variables that mean
   * nothing. So do those that begin as the variables of a config do, where they stand in `.env` or are nearly one of them: the environment is
   * other programs' as well. Ask when all plugins are loaded; worth a warning.
   */
  unclaimed(): readonly string[] {
    const sections = Object.keys(this.#sections).filter((plugin) => !this.#asked.has(plugin)).map((plugin) => {
      const [near] = nearest(plugin, this.#asked, 1);
      const hint = near === undefined ? "" : ` Did you mean plugins.${near}?`;
      return `plugins.${plugin} in ${this.#file}: no plugin of this name with settings is loaded.${hint}`;
    });
    const shared = [...this.#prefixes].filter((prefix) => prefix !== PREFIX);
    return [
      ...sections,
      ...unclaimedVariables(this.#variables, PREFIX),
      ...shared.flatMap((prefix) => unclaimedVariables(this.#variables, prefix, { isOthers: true })),
    ];
  }

  /** Most plugins run on their defaults; reading their schema's fields would only cost time at the start. */
  #isConfigured(plugin: string, token: ConfigToken<object>): boolean {
    return Object.hasOwn(this.#sections, plugin) || this.#variables.names(prefixOf(plugin)).length > 0 ||
      Object.values(token.env).some((name) => this.#variables.get(name) !== undefined);
  }

  #inputOf(plugin: string, token: ConfigToken<object>, fields: ConfigFields | undefined): Input {
    const input: Input = { values: {}, given: new Map(), problems: [], env: token.env };
    this.#addSection(plugin, fields, input);
    for (const [field, name] of this.#variablesOf(plugin, token, fields)) {
      const variable = this.#variables.get(name);
      if (variable === undefined) continue;
      const node = fields?.nodes.get(field);
      const value = node === undefined ? variable.value : coerce(variable.value, node);
      // `defineProperty` because an assignment to a field of the name `__proto__` would do something else.
      Object.defineProperty(input.values, field, { value, enumerable: true, writable: true, configurable: true });
      const unsure = node === undefined || Object.keys(node).every((key) => key === "default" || key === "description");
      input.given.set(field, { from: variable.from, raw: variable.value, unsure });
    }
    return input;
  }

  #addSection(plugin: string, fields: ConfigFields | undefined, { values, given, problems }: Input): void {
    const section = Object.hasOwn(this.#sections, plugin) ? this.#sections[plugin] : undefined;
    if (section === undefined || section === null) return;
    if (!isRecord(section)) {
      problems.push(`plugins.${plugin} in ${this.#file} must hold settings, one "key: value" a line.`);
      return;
    }
    for (const [field, value] of Object.entries(section)) {
      const from = `plugins.${plugin}.${field} in ${this.#file}`;
      if (fields !== undefined && !fields.open && !fields.nodes.has(field)) {
        const known = [...fields.nodes.keys()];
        const [near] = nearest(field, known, 1);
        const hint = near === undefined ? `There are: ${known.join(", ") || "none"}.` : `Did you mean ${near}?`;
        problems.push(`${from} is no setting of the plugin. ${hint}`);
      } else if (value !== null) { // a key without a value is one that was left out
        Object.defineProperty(values, field, { value, enumerable: true, writable: true, configurable: true });
        given.set(field, { from });
      }
    }
  }

  /** Which variables may set which fields, those that go before others last. */
  *#variablesOf(
    plugin: string,
    token: ConfigToken<object>,
    fields: ConfigFields | undefined,
  ): Generator<[field: string, variable: string]> {
    const pairs: [string, string][] = Object.entries(token.env);
    const prefix = prefixOf(plugin);
    if (fields !== undefined) {
      for (const field of fields.nodes.keys()) pairs.push([field, `${prefix}${variableOf(field)}`]);
    }
    if (fields === undefined || fields.open) {
      const taken = new Set([...pairs.map(([, variable]) => variable), ...this.#kernels]);
      for (const name of this.#variables.names(prefix)) {
        if (!taken.has(name)) pairs.push([fieldOf(name.slice(prefix.length)), name]);
      }
    }
    // The environment goes before `.env`, whatever the name.
    const isInEnvironment = (name: string): boolean => this.#variables.where(name) === name;
    yield* pairs.filter(([, name]) => !isInEnvironment(name));
    yield* pairs.filter(([, name]) => isInEnvironment(name));
  }

  #describe(plugin: string, issue: StandardSchemaV1.Issue, { values, given, env }: Input, hidden: Hidden): string {
    const path = (issue.path ?? []).map((part) => String(typeof part === "object" ? part.key : part));
    const [field] = path;
    const from = field === undefined ? undefined : given.get(field)?.from;
    const inside = path.length > 1 ? ` (at ${path.join(".")})` : "";
    const message = hidden.leaks(issue.message)
      ? "the value is not accepted, and not shown because it looks secret"
      : issue.message.replace(/\.$/, "");
    if (from !== undefined) {
      const value: unknown = field === undefined ? undefined : values[field];
      const shown = JSON.stringify(value);
      const isShown = field !== undefined && !hidden.has(field) && path.length === 1 && isPlain(value) &&
        !message.includes(shown);
      return `${from}${inside}: ${message}${isShown ? `; it is ${shown}` : ""}.`;
    }
    if (field === undefined) return `plugins.${plugin}: ${message}.`;
    const name = env[field] ?? `${prefixOf(plugin)}${variableOf(field)}`;
    return `plugins.${plugin}.${path.join(".")} is not set: ${message}. Set ${name}, or that in ${this.#file}.`;
  }
}

/** The same issues, those of a field that is not what its schema says in words of ours. */
async function inWords(
  schema: Schema<unknown>,
  { values }: Input,
  fields: ConfigFields | undefined = fieldsOf(schema),
): Promise<CheckedValue<unknown>> {
  const translations = new Translations();
  return await checkValue(schema, values, "en", ({ path = [] }) => {
    const [first] = path;
    const field = path.length === 1 ? String(typeof first === "object" ? first.key : first) : undefined;
    const node = field === undefined ? undefined : fields?.nodes.get(field);
    const shape = node && shapeOf(node);
    if (field === undefined || shape === undefined || fitsShape(shape, values[field])) return undefined;
    return `must be ${valueWords(translations, "en", shape)}`;
  });
}

/** Whether it is about a value that stands somewhere. */
function isGiven({ path }: StandardSchemaV1.Issue, { given }: Input): boolean {
  const first = path?.[0];
  return first === undefined ? given.size > 0 : given.has(String(typeof first === "object" ? first.key : first));
}

/** Reads text in other ways where the schema refused it and did not say before what it wants. */
async function retry<T>(
  schema: StandardSchemaV1<unknown, T>,
  input: Input,
  first: StandardSchemaV1.FailureResult,
): Promise<StandardSchemaV1.Result<T>> {
  let result: StandardSchemaV1.Result<T> = first;
  for (const [field, { raw, unsure }] of input.given) {
    if (raw === undefined || !unsure) continue;
    for (const guess of guesses(raw)) {
      if (result.issues === undefined) return result;
      if (!refuses(result, field)) break;
      const before = input.values[field];
      input.values[field] = guess;
      const next = await schema["~standard"].validate(input.values);
      if (refuses(next, field)) input.values[field] = before;
      else result = next;
    }
  }
  return result;
}

function refuses(result: StandardSchemaV1.Result<unknown>, field: string): boolean {
  return result.issues?.some(({ path }) => {
    const first = path?.[0];
    return (typeof first === "object" ? first.key : first) === field;
  }) ?? false;
}

/** What may be shown in a problem. Text that could hold more than one simple value (JSON, an address with a password) may not. */
function isPlain(value: unknown): boolean {
  return typeof value === "number" || typeof value === "boolean" ||
    (typeof value === "string" && /^[\p{L}\p{N} .,:/_+-]{0,60}$/u.test(value));
}

/** The secret values of a plugin's input. */
interface Hidden {
  has(field: string): boolean;
  /** Whether a text gives away a secret, or how one begins. */
  leaks(text: string): boolean;
}

function hideSecrets({ values, given }: Input, token: ConfigToken<object>, known: ConfigFields | undefined): Hidden {
  const fields = new Set<string>();
  const found = new Set<string>();
  for (const [field, value] of Object.entries(values)) {
    const isMarked = known?.nodes.get(field)?.secret === true;
    const isSecret = isMarked || looksSecret(field) || looksSecret(token.env[field] ?? "");
    if (isSecret) fields.add(field);
    const before = found.size;
    collect(value, isSecret, found);
    if (found.size > before) fields.add(field);
    const raw = given.get(field)?.raw;
    if (isSecret && raw !== undefined) found.add(raw);
  }
  for (const secret of found) secrets.add(secret);
  const beginnings = [...found].map((secret) => secret.slice(0, 6));
  return {
    has: (field) => fields.has(field),
    leaks: (text) => beginnings.some((beginning) => text.includes(beginning)),
  };
}

function collect(value: unknown, isSecret: boolean, found: Set<string>): void {
  if (typeof value === "object" && value !== null) {
    for (const [key, member] of Object.entries(value)) collect(member, isSecret || looksSecret(key), found);
  } else if (isSecret && (typeof value === "string" || typeof value === "number") && String(value) !== "") {
    found.add(String(value));
  }
}
