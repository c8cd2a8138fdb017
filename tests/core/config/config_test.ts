import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { type ConfigOptions, defaultLimits, type KernelConfig, readConfig } from "../../../core/config/config.ts";
import type { ConfigFiles } from "../../../core/config/config_sources.ts";
import { ConfigError } from "../../../core/errors.ts";

/** Files in memory below `/home`. */
class FakeFiles implements ConfigFiles {
  readonly folder = "/home";
  readonly read: string[] = [];
  constructor(private readonly texts: Readonly<Record<string, string | Error>> = {}) {}

  readText(path: string): Promise<string> {
    this.read.push(path);
    const text = this.texts[path] ?? new Deno.errors.NotFound(path);
    return text instanceof Error ? Promise.reject(text) : Promise.resolve(text);
  }
  kindOf(path: string): Promise<"folder" | "other" | "nothing"> {
    const text = this.texts[path];
    if (text instanceof Error) return Promise.reject(text);
    return Promise.resolve(text === undefined ? "nothing" : "other");
  }
}

interface Sources {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly dotenv?: string;
  readonly yaml?: string;
  readonly files?: Readonly<Record<string, string | Error>>;
  readonly adapters?: readonly string[];
}

function optionsOf({ args = [], env = {}, dotenv, yaml, files, adapters }: Sources): ConfigOptions {
  const texts = {
    ...(dotenv === undefined ? {} : { "/home/.env": dotenv }),
    ...(yaml === undefined ? {} : { "/home/portico.yaml": yaml }),
    ...files,
  };
  return { args, env, files: new FakeFiles(texts), ...(adapters === undefined ? {} : { adapters }) };
}

function read(sources: Sources = {}): Promise<KernelConfig> {
  return readConfig(optionsOf(sources));
}

async function problemsOf(sources: Sources): Promise<readonly string[]> {
  return (await assertRejects(() => read(sources), ConfigError)).problems;
}

Deno.test("with nothing said, everything has a default", async () => {
  const { pluginValues, ...config } = await read();
  assertEquals(config, {
    data: "/home/data",
    adapters: [],
    log: undefined,
    logFormat: "human",
    json: false,
    plugins: [],
    http: undefined,
    shutdownDeadline: 10_000,
    limits: defaultLimits,
    delivery: { rates: {} },
    chaos: undefined,
    help: false,
    version: false,
  });
  assertEquals(pluginValues.unclaimed(), []);
});

Deno.test("a flag goes before the environment, that before .env, that before portico.yaml", async () => {
  const args = ["--data", "/flag"];
  const env = { PORTICO_DATA: "/env" };
  const dotenv = "PORTICO_DATA=/dotenv";
  const yaml = "data: /yaml";
  assertEquals((await read({ args, env, dotenv, yaml })).data, "/flag");
  assertEquals((await read({ env, dotenv, yaml })).data, "/env");
  assertEquals((await read({ dotenv, yaml })).data, "/dotenv");
  assertEquals((await read({ yaml })).data, "/yaml");
});

Deno.test("an empty variable counts as unset", async () => {
  const env = { PORTICO_DATA: "", PORTICO_LOG: "  ", PORTICO_PLUGINS: "" };
  const config = await read({ env, dotenv: "PORTICO_DATA=/dotenv" });
  assertEquals([config.data, config.log, config.plugins], ["/dotenv", undefined, []]);
});

Deno.test("flags are written with a space or an equals sign, and those that may be repeated are", async () => {
  const config = await read({
    args: ["--adapter=console", "--adapter", "telegram,console", "--json", "--plugin=npm:weather", "--log=debug"],
  });
  assertEquals(config.adapters, ["console", "telegram"]);
  assertEquals(config.plugins, ["npm:weather"]);
  assertEquals([config.json, config.log], [true, "debug"]);
});

Deno.test("of a flag that is given twice and may not be, the last holds", async () => {
  assertEquals((await read({ args: ["--data", "/a", "--data", "/b"] })).data, "/b");
});

Deno.test("variables set every value of the kernel", async () => {
  const config = await read({
    env: {
      PORTICO_ADAPTERS: "console, telegram",
      PORTICO_LOG: "WARN",
      PORTICO_LOG_FORMAT: "json",
      PORTICO_PLUGINS: "npm:a,npm:b",
      PORTICO_HTTP: "0.0.0.0:8080",
      PORTICO_SHUTDOWN_DEADLINE: "500ms",
      PORTICO_LIMITS_HANDLER: "1m 30s",
      PORTICO_LIMITS_WORK: "1h",
      PORTICO_LIMITS_CONCURRENCY: "2",
      PORTICO_LIMITS_ACCOUNT: "1",
      PORTICO_LIMITS_TOTAL: "20",
    },
  });
  assertEquals(config.adapters, ["console", "telegram"]);
  assertEquals([config.log, config.logFormat], ["warning", "json"]);
  assertEquals(config.plugins, ["npm:a", "npm:b"]);
  assertEquals(config.http, { hostname: "0.0.0.0", port: 8080 });
  assertEquals(config.shutdownDeadline, 500);
  assertEquals(config.limits, { handler: 90_000, work: 3_600_000, concurrency: 2, account: 1, total: 20 });
});

Deno.test("portico.yaml sets every value of the kernel", async () => {
  const yaml = `
data: notes
adapters: [console]
load: [./weather.ts, "npm:b"]
log: error
logFormat: json
http: 8080
shutdown:
  deadline: 3s
limits:
  handler: 5s
  total: 7
plugins:
  note: { quiet: 1 }
`;
  const config = await read({ yaml });
  assertEquals(config.data, "/home/notes");
  assertEquals(config.adapters, ["console"]);
  assertEquals(config.plugins, ["/home/weather.ts", "npm:b"]);
  assertEquals([config.log, config.logFormat, config.shutdownDeadline], ["error", "json", 3_000]);
  assertEquals(config.limits, { ...defaultLimits, handler: 5_000, total: 7 });
  assertEquals(config.http, { hostname: "127.0.0.1", port: 8080 });
});

Deno.test("relative paths start from the working folder, those of a settings file from its own", async () => {
  const files = { "/home/conf/p.yaml": "data: d\nload: [./x.ts]" };
  const config = await read({ args: ["--config", "conf/p.yaml"], files });
  assertEquals([config.data, config.plugins], ["/home/conf/d", ["/home/conf/x.ts"]]);
  const flagged = await read({ args: ["--config", "conf/p.yaml", "--data", "d", "--plugin", "./x.ts"], files });
  assertEquals([flagged.data, flagged.plugins], ["/home/d", ["/home/x.ts"]]);
});

Deno.test("the settings file that --config names takes the place of portico.yaml and must be there", async () => {
  assertEquals(await problemsOf({ args: ["--config", "my.yaml"], yaml: "data: x" }), [
    "my.yaml, given by --config, is not there. Check the path.",
  ]);
});

Deno.test("an empty settings file, one of comments only, and a byte order mark are fine", async () => {
  for (const yaml of ["", "# nothing\n", "\uFEFFlog: debug\n", "limits:\nplugins:\n"]) await read({ yaml });
  assertEquals((await read({ dotenv: "\uFEFFPORTICO_LOG=debug" })).log, "debug");
});

Deno.test(".env may hold comments, quotes and export", async () => {
  const dotenv = "# mine\nexport PORTICO_DATA='/my notes' # here\nPORTICO_LOG=\"debug\"\n\nOTHER=1\n";
  const config = await read({ dotenv });
  assertEquals([config.data, config.log], ["/my notes", "debug"]);
});

Deno.test("an address is a host and a port; a port alone is one of this machine only", async () => {
  const http = async (PORTICO_HTTP: string) => (await read({ env: { PORTICO_HTTP } })).http;
  assertEquals(await http("bot.local:80"), { hostname: "bot.local", port: 80 });
  assertEquals(await http("[::1]:0"), { hostname: "::1", port: 0 });
  for (const wrong of ["bot.local", "localhost:65536", "http://localhost:80", ":"]) {
    assertStringIncludes((await problemsOf({ env: { PORTICO_HTTP: wrong } })).join(), "PORTICO_HTTP must be host:port");
  }
});

Deno.test("what a program checks beside is told with everything else", async () => {
  const options = optionsOf({ env: { PORTICO_LOG: "loud" } });
  const { problems } = await assertRejects(
    () => readConfig({ ...options, check: () => Promise.resolve(["No token."]) }),
    ConfigError,
  );
  assertEquals(problems.length, 2);
  assertEquals(problems[1], "No token.");
});

Deno.test("a length of time without its unit is refused wherever it stands, but for none", async () => {
  const problems = await problemsOf({
    env: { PORTICO_SHUTDOWN_DEADLINE: "5", PORTICO_DELIVERY_FIRST_DELAY: "0" },
    dotenv: "PORTICO_LIMITS_HANDLER=1.5",
    yaml: "limits: { work: 600 }\ndelivery: { firstDelay: 1 }",
  });
  assertEquals(problems, [
    'PORTICO_SHUTDOWN_DEADLINE: 5 has no unit. Write "5s" or "5ms".',
    'PORTICO_LIMITS_HANDLER in .env: 1.5 has no unit. Write "1.5s" or "1.5ms".',
    'limits.work in portico.yaml: 600 has no unit. Write "600s" or "600ms".',
  ]);
  assertEquals((await read({ yaml: "shutdown: { deadline: 0 }" })).shutdownDeadline, 0);
});

Deno.test("all problems are told together, each with its place", async () => {
  const problems = await problemsOf({
    args: ["--log", "loud"],
    env: { PORTICO_LIMITS_TOTAL: "many" },
    dotenv: "PORTICO_SHUTDOWN_DEADLINE=soon",
    yaml: "logFormat: xml\nlimits: { work: -1 }",
  });
  assertEquals(problems.length, 5);
  assertEquals(problems[0], '--log must be one of trace, debug, info, warning, error, fatal, off, not "loud".');
  assertEquals(problems[1], 'logFormat in portico.yaml must be one of human, json, not "xml".');
  assertStringIncludes(problems[2], "PORTICO_SHUTDOWN_DEADLINE in .env");
  assertStringIncludes(problems[2], '"soon"');
  assertStringIncludes(problems[3], "limits.work in portico.yaml");
  assertEquals(problems[4], 'PORTICO_LIMITS_TOTAL must be a whole number from 1, not "many".');
});

Deno.test("an unknown flag is named with the one that was probably meant", async () => {
  assertEquals(await problemsOf({ args: ["--daat", "/x", "--zzz", "--data=/y"] }), [
    "There is no option --daat. Did you mean --data? --help shows all options.",
    "There is no option --zzz. --help shows all options.",
  ]);
});

Deno.test("the value behind an unknown flag is not shown: it may be a secret", async () => {
  for (const args of [["--token", "s3cret"], ["--token=s3cret"]]) {
    const problems = await problemsOf({ args });
    assertEquals(problems, ["There is no option --token. --help shows all options."]);
  }
});

Deno.test("a flag without its value does not take the next flag for it", async () => {
  assertEquals(await problemsOf({ args: ["--data", "--json", "--adapter"] }), [
    "--data needs a value: --data=VALUE.",
    "--adapter needs a value: --adapter=VALUE.",
  ]);
  assertEquals(await problemsOf({ args: ["--data="] }), ["--data needs a value: --data=VALUE."]);
});

Deno.test("a switch takes no value, and a word without a flag is a mistake", async () => {
  assertEquals(await problemsOf({ args: ["--json=yes", "weather.ts", "s3cret-w0rd"] }), [
    "--json takes no value. Write --json alone, or leave it out.",
    '"weather.ts" belongs to no option. Give plugins with --plugin. --help shows all options.',
    "A word that may be a secret belongs to no option. Give plugins with --plugin. --help shows all options.",
  ]);
});

Deno.test("help and version are shown whatever else is wrong, and nothing is read for them", async () => {
  const files = new FakeFiles({ "/home/portico.yaml": "nonsense: [" });
  const env = { PORTICO_LOG: "loud" };
  assertEquals((await readConfig({ args: ["--wrong", "-h"], env, files })).help, true);
  assertEquals((await readConfig({ args: ["--version", "--data"], env, files })).version, true);
  assertEquals(files.read, []);
});

Deno.test("an unknown key in portico.yaml is named with the nearest one, at every depth", async () => {
  assertEquals(await problemsOf({ yaml: "adaptors: [console]\nlimits: { wrok: 1s }\nshutdown: { in: 1s }" }), [
    "adaptors in portico.yaml is no setting. Did you mean adapters?",
    "limits.wrok in portico.yaml is no setting. Did you mean limits.work?",
    "shutdown.in in portico.yaml is no setting. There are: deadline.",
  ]);
});

Deno.test("plugins to load are told from settings of plugins", async () => {
  const [problem] = await problemsOf({ yaml: "plugins: [./weather.ts]" });
  assertStringIncludes(problem, 'Put what is to be loaded under "load".');
});

Deno.test("broken YAML is told with line and column, without quoting the file", async () => {
  const problems = await problemsOf({ yaml: 'log: info\nplugins:\n  bot: { token: "s3cret" "other" }\n' });
  for (const problem of problems) assertEquals(problem.includes("s3cret") || problem.includes("other"), false);
  assertStringIncludes(problems[0], "portico.yaml, line 3, column");
});

Deno.test("YAML that is no mapping is told", async () => {
  assertEquals(await problemsOf({ yaml: "- a\n- b" }), ['portico.yaml must hold "key: value" lines.']);
  assertEquals(await problemsOf({ yaml: "limits: 5" }), ['limits in portico.yaml must hold "key: value" lines.']);
});

Deno.test("a file that may not be read is one clear line", async () => {
  const problems = await problemsOf({
    files: {
      "/home/.env": new Deno.errors.PermissionDenied("os error 13"),
      "/home/portico.yaml": new Deno.errors.IsADirectory("Is a directory (os error 21)"),
    },
  });
  assertEquals(problems, [
    "portico.yaml cannot be read: Is a directory (os error 21); make it a readable file, or move it away.",
    ".env cannot be read: Portico may not read it; change its permissions, or move it away.",
  ]);
});

Deno.test("a data folder that is a file or may not be opened is refused", async () => {
  assertEquals(await problemsOf({ args: ["--data", "f"], files: { "/home/f": "text" } }), [
    "--data: /home/f is no folder. Name another place with --data.",
  ]);
  const [problem] = await problemsOf({
    env: { PORTICO_DATA: "/locked" },
    files: { "/locked": new Deno.errors.PermissionDenied("os error 13") },
  });
  assertStringIncludes(problem, 'PORTICO_DATA: "/locked" cannot be opened');
});

Deno.test("a wrong adapter is named with the one that was probably meant", async () => {
  const adapters = ["console", "telegram"];
  assertEquals(await problemsOf({ args: ["--adapter", "consol"], env: { PORTICO_ADAPTERS: "x" }, adapters }), [
    '--adapter: there is no adapter "consol". Did you mean console?',
  ]);
  assertEquals(await problemsOf({ env: { PORTICO_ADAPTERS: "irc" }, adapters }), [
    'PORTICO_ADAPTERS: there is no adapter "irc". There are: console, telegram.',
  ]);
});

Deno.test("a value of the wrong type in portico.yaml is shown", async () => {
  assertEquals(await problemsOf({ yaml: "data: 5\nadapters: [1]\nlimits: { total: 1.5, work: [] }" }), [
    "data in portico.yaml must be text, not 5.",
    "adapters in portico.yaml must be a list of texts, not [1].",
    'limits.work in portico.yaml must be as "10s", not [].',
    "limits.total in portico.yaml must be a whole number from 1, not 1.5.",
  ]);
});

Deno.test("the files of the computer are read as they are", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const { RealConfigFiles } = await import("../../../core/config/config_sources.ts");
    await Deno.writeTextFile(`${folder}/.env`, "PORTICO_DATA=mine\n");
    await Deno.writeTextFile(`${folder}/portico.yaml`, "log: debug\n");
    const config = await readConfig({ args: [], env: {}, files: new RealConfigFiles(folder) });
    assertEquals([config.data, config.log], [`${folder}/mine`, "debug"]);
    await Deno.writeTextFile(`${folder}/mine`, "");
    await assertRejects(() => readConfig({ args: [], env: {}, files: new RealConfigFiles(folder) }), ConfigError);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a line of .env that is no NAME=value is told by its number, and not shown", async () => {
  const dotenv =
    "# mine\nPORTICO_DATA=/a\nsecret stuff\nTEXT=\"one\n  two words\nthree\"\nexport X='y'\n\nPORTICO_LOG\n";
  assertEquals(await problemsOf({ dotenv }), [
    ".env, line 3: this is no NAME=value. Correct it, or begin the line with #.",
    ".env, line 9: this is no NAME=value. Correct it, or begin the line with #.",
  ]);
});

Deno.test("a plugin that is named twice is told", async () => {
  const args = ["--plugin", "./a.ts", "--plugin", "/home/a.ts"];
  assertEquals(await problemsOf({ args }), ["--plugin names /home/a.ts twice. Leave one of them out."]);
});

Deno.test("a data folder that Deno keeps from programs is told in our words", async () => {
  const files = { "/proc/x": new Deno.errors.NotCapable("Requires all access, run again with --allow-all") };
  assertEquals(await problemsOf({ args: ["--data", "/proc/x"], files }), [
    '--data: programs may not use "/proc/x". Name another place with --data.',
  ]);
});
