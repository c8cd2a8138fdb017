/** Programs that do not come to run, because something is wrong with what they were given: they say what, and no secret. */
import { TestFolder } from "../../support/folder.ts";
import { run } from "../../support/program.ts";
import type { Findings } from "./findings.ts";
import { leakyPlugin, leakySection } from "./leaky_plugin.ts";
import { type Place, placesInFolder } from "./places.ts";
import { Planted, secretOf } from "./planted.ts";

/** How the programs of one round are run. */
export interface RefusalOptions {
  readonly name: string;
  readonly random: () => number;
  readonly format: "human" | "json";
}

/** One start, with what is wrong about it. */
interface Start {
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  /** Files in its folder, by name. */
  readonly files?: Readonly<Record<string, string>>;
}

/** Starts one program after the other. */
export async function refuse({ name, random, format }: RefusalOptions, findings: Findings): Promise<void> {
  const planted = new Planted();
  const secret = (kind: Parameters<Planted["add"]>[0]) => {
    const made = secretOf(kind, random);
    planted.add(kind, made);
    findings.plant(kind);
    return made;
  };
  const field = secret("plugin field");
  const [pin, password] = [secret("marked field"), secret("nested field")];
  const git = secret("git password");
  const address = `https://me:${encodeURIComponent(git)}@host`;
  const token = secret("token");
  const fields = leakySection({ apiToken: field, pin, password });
  const known = {
    TELEGRAM_BOT_TOKEN: `123456789:AA${token.replace(/[^\w]/g, "-")}`,
    PORTICO_MODEL_KEY: secret("model key"),
    TELEGRAM_WEBHOOK_SECRET: secret("webhook").replace(/[^\w]/g, "-"),
  };
  for (const value of Object.values(known)) planted.add("token", value.split(":").at(-1) ?? "");
  const sections = JSON.stringify({ plugins: { leaky: fields } });
  const starts: Start[] = [
    // All that can be wrong with a value, at once.
    {
      env: {
        TELEGRAM_BOT_TOKEN: token,
        TELEGRAM_WEBHOOK_SECRET: `ä ${secret("webhook")}`,
        TELEGRAM_API_ROOT: `ftp://me:${encodeURIComponent(git)}@host`,
        PORTICO_MODEL_URL: address,
        PORTICO_GIT: "on",
        PORTICO_GIT_REMOTE: `${address}/notes.git`,
        PORTICO_LEAKY_API_TOKEN: field,
        PORTICO_LEAKY_SERVERS: `[{"name":"a","password":"${password}"`,
      },
      args: ["--plugin", "leaky.ts"],
      files: {
        "leaky.ts": leakyPlugin(address),
        "portico.yaml": JSON.stringify({
          plugins: { leaky: { ...fields, pin: { wrong: pin } }, model: { key: { wrong: known.PORTICO_MODEL_KEY } } },
        }),
      },
    },
    // Files that can't be read as what they are, and flags that are none.
    { files: { "portico.yaml": `plugins:\n  leaky: {apiToken: "${field}\n pin: [${pin}` } },
    { args: [`--token=${token}`, "--key", known.PORTICO_MODEL_KEY, field] },
    // Plugins that fail before anything runs.
    ...(["import", "constructor", "start", "ready"] as const).map((where): Start => ({
      env: { ...known, PORTICO_ADAPTERS: "console" },
      args: ["--plugin", "leaky.ts"],
      files: { "leaky.ts": leakyPlugin(address, where), "portico.yaml": sections },
    })),
  ];
  for (const { env = {}, args = [], files = {} } of starts) {
    findings.ways++;
    await using folder = await TestFolder.make();
    for (const [file, text] of Object.entries(files)) await Deno.writeTextFile(folder.join(file), text);
    const own = args.map((arg) => arg.endsWith(".ts") ? folder.join(arg) : arg);
    const config = "portico.yaml" in files ? ["--config", folder.join("portico.yaml")] : [];
    const { stdout, stderr } = await run("A note\n", {
      task: "serve",
      data: folder.join("data"),
      args: [...config, ...own],
      env: { PORTICO_LOG: "trace", PORTICO_LOG_FORMAT: format, ...env },
    });
    const streams: readonly Place[] = [["stdout", stdout], ["stderr", stderr]];
    await findings.look(name, planted, streams);
    await findings.look(name, planted, placesInFolder("refused", folder.join("data")));
  }
}
