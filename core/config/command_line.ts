/** Reads the words behind the program's name. */
import { parseArgs } from "node:util";
import { nearest } from "../nearest.ts";

/** The flags that take a value, and those that are there or not. */
const VALUES = ["data", "adapter", "plugin", "config", "log", "log-format"] as const;
const SWITCHES = ["json", "help", "version"] as const;
/** Those whose value may be left out: `--chaos`, or `--chaos=seed`. */
const OPTIONALS = ["chaos"] as const;

type ValueFlag = typeof VALUES[number];
type SwitchFlag = typeof SWITCHES[number];
type OptionalFlag = typeof OPTIONALS[number];

/** What the command line says. A flag given several times keeps all its values, in order. */
export interface CommandLine {
  readonly values: { readonly [Flag in ValueFlag]?: readonly string[] };
  readonly switches: ReadonlySet<SwitchFlag>;
  /** Their last values; empty where a flag was given without one. */
  readonly optionals: ReadonlyMap<OptionalFlag, string>;
  /** One line each. */
  readonly problems: readonly string[];
}

const SEE_HELP = "--help shows all options.";
/** A word of people, or a file: what else stands alone may be a secret, and is not shown. */
const IS_NAME = /^(?:[a-z]{1,20}|[\w./~-]{0,60}\.(?:[cm]?[jt]s|md|txt|ya?ml|json|env))$/i;

/** Takes the words apart; never throws. `--flag value` and `--flag=value` are the same. */
export function readCommandLine(args: readonly string[]): CommandLine {
  const { tokens } = parseArgs({
    args: guardValues(args),
    strict: false, // strict stops at the first mistake; all of them are wanted, in our words
    tokens: true,
    options: {
      ...Object.fromEntries(VALUES.map((flag) => [flag, { type: "string" as const, multiple: true }])),
      ...Object.fromEntries(OPTIONALS.map((flag) => [flag, { type: "boolean" as const }])),
      json: { type: "boolean" },
      help: { type: "boolean", short: "h" },
      version: { type: "boolean", short: "V" },
    },
  });
  const values: { [Flag in ValueFlag]?: string[] } = {};
  const switches = new Set<SwitchFlag>();
  const optionals = new Map<OptionalFlag, string>();
  const problems: string[] = [];
  let unknownAt = -2;
  for (const token of tokens) {
    if (token.kind === "positional") {
      // Meant as the value of the unknown flag before it, and maybe a secret.
      if (token.index === unknownAt + 1) continue;
      const said = IS_NAME.test(token.value) ? JSON.stringify(token.value) : "A word that may be a secret";
      problems.push(`${said} belongs to no option. Give plugins with --plugin. ${SEE_HELP}`);
    } else if (token.kind === "option") {
      const { name, rawName, value } = token;
      if (isOneOf(VALUES, name)) {
        if (value === undefined || value === "") problems.push(`${rawName} needs a value: ${rawName}=VALUE.`);
        else (values[name] ??= []).push(value);
      } else if (isOneOf(SWITCHES, name)) {
        if (value === undefined) switches.add(name);
        else problems.push(`${rawName} takes no value. Write ${rawName} alone, or leave it out.`);
      } else if (isOneOf(OPTIONALS, name)) {
        optionals.set(name, value ?? "");
      } else {
        unknownAt = token.index;
        problems.push(unknownFlag(rawName, name));
      }
    }
  }
  return { values, switches, optionals, problems };
}

/** Gives a flag that lost its value an empty one, or else the parser would take the flag behind it for the value. */
function guardValues(args: readonly string[]): string[] {
  return args.map((word, index) => {
    const next = args[index + 1];
    const isValueFlag = word.startsWith("--") && isOneOf(VALUES, word.slice(2));
    return isValueFlag && next !== undefined && /^-./.test(next) ? `${word}=` : word;
  });
}

function unknownFlag(rawName: string, name: string): string {
  const [near] = nearest(name, [...VALUES, ...SWITCHES, ...OPTIONALS], 1);
  return `There is no option ${rawName}. ${near === undefined ? SEE_HELP : `Did you mean --${near}? ${SEE_HELP}`}`;
}

function isOneOf<Flag extends string>(flags: readonly Flag[], name: string): name is Flag {
  return (flags as readonly string[]).includes(name);
}
