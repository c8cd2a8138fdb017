/** How the program starts, or says why it does not. */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { TestFolder } from "../support/folder.ts";
import { Program, run, textOf } from "../support/program.ts";

Deno.test("--help and --version need no folder and no configuration", async () => {
  const help = await run("", { data: "/nowhere/at/all", args: ["--help"] });
  assertEquals(help.code, 0);
  assertStringIncludes(help.stdout, "--plugin");
  const version = await run("", { data: "/nowhere/at/all", args: ["--version"] });
  assertMatch(version.stdout, /^Portico \d+\.\d+\.\d+/);
});

Deno.test("the program speaks the language of the terminal's messages", async () => {
  const { stdout } = await run("", { data: "/nowhere/at/all", args: ["--help"], env: { LC_MESSAGES: "ru_RU.UTF-8" } });
  assertMatch(stdout, /[а-я]/);
});

Deno.test("all mistakes on the command line and in the environment are told together, one line each, with code 2", async () => {
  await using folder = await TestFolder.make();
  const { code, stderr } = await run("", {
    data: folder.join("data"),
    args: ["--adaptr", "console", "--adapter", "cansole"],
    env: { PORTICO_LOG: "loud" },
  });
  assertEquals(code, 2);
  assertMatch(stderr, /--adaptr.*--adapter/);
  assertMatch(stderr, /cansole.*console/);
  assertMatch(stderr, /PORTICO_LOG.*loud/);
});

Deno.test("a data folder that can't be used is one clear line and code 2", async () => {
  await using folder = await TestFolder.make();
  await Deno.writeTextFile(folder.join("file"), "");
  const { code, stderr } = await run("", { data: folder.join("file", "data") });
  assertEquals(code, 2);
  assertStringIncludes(stderr, folder.join("file"));
});

Deno.test("a second process on the same data folder is refused with a clear message", async () => {
  await using folder = await TestFolder.make();
  const data = folder.join("data");
  await using first = Program.start({ data });
  await first.send({ type: "message", id: "1", text: "/status" });
  await first.accepted("1");
  const { code, stderr } = await run("", { data });
  assertEquals(code, 2);
  assertStringIncludes(stderr, data);
  await first.end();
});

const WEATHER = `
import { command, type CommandContext, config, plugin } from "@portico/bot";
import { z } from "zod";

const WeatherConfig = config(z.object({ unit: z.enum(["C", "F"]).default("C") }));

@plugin({ name: "weather", config: WeatherConfig })
export class WeatherPlugin {
  @command("weather", { args: z.tuple([z.string()]), description: "Weather in a city" })
  async show(ctx: CommandContext<[string]>) {
    await ctx.reply(\`It is fine in \${ctx.args[0]}.\`);
  }
}
`;

Deno.test("a plugin outside of the repository is loaded by its path and answers", async () => {
  await using folder = await TestFolder.make();
  await Deno.writeTextFile(folder.join("weather.ts"), WEATHER);
  for (const way of ["flag", "environment"] as const) {
    const { code, stdout, stderr } = await run("/weather Riga\n", {
      data: folder.join(way),
      args: way === "flag" ? ["--plugin", folder.join("weather.ts")] : [],
      env: way === "environment" ? { PORTICO_PLUGINS: folder.join("weather.ts") } : {},
    });
    assertEquals(code, 0, stderr);
    assertStringIncludes(stdout, "It is fine in Riga.");
  }
});

Deno.test("a plugin may be a function of the kernel's exports, for those that can't import them", async () => {
  await using folder = await TestFolder.make();
  await Deno.writeTextFile(
    folder.join("hello.mjs"),
    `export default ({ plugin, PluginScope, inject, command }) => {
      class Hello {
        constructor(scope) { scope.contribute(command, { name: "hello", description: "Greets" }, (ctx) => ctx.reply("Hello!")); }
      }
      const context = { kind: "class", name: "Hello", metadata: {}, addInitializer() {} };
      inject(PluginScope)(Hello, context);
      plugin({ name: "hello" })(Hello, context);
      Hello[Symbol.metadata] = context.metadata;
      return Hello;
    };`,
  );
  const { stdout, stderr } = await run("/hello\n", {
    data: folder.join("data"),
    args: ["--plugin", folder.join("hello.mjs")],
  });
  assertStringIncludes(stdout, "Hello!", stderr);
});

Deno.test("mistakes of plugins are told together at boot, with their names, and code 2", async () => {
  await using folder = await TestFolder.make();
  await Deno.writeTextFile(folder.join("empty.ts"), "export const nothing = 1;");
  await Deno.writeTextFile(
    folder.join("rival.ts"),
    WEATHER.replaceAll("weather", "help").replace('command("help"', 'command("help"'),
  );
  const { code, stderr } = await run("hello\n", {
    data: folder.join("data"),
    args: [
      "--plugin",
      folder.join("empty.ts"),
      "--plugin",
      folder.join("rival.ts"),
      "--plugin",
      folder.join("missing.ts"),
    ],
  });
  assertEquals(code, 2);
  assertStringIncludes(stderr, "empty.ts");
  assertStringIncludes(stderr, "missing.ts");
  assertMatch(stderr, /command "help"/);
});

Deno.test("mistakes of the kernel's configuration, of plugins' and of the wiring are one report, a line each", async () => {
  await using folder = await TestFolder.make();
  await Deno.writeTextFile(folder.join("weather.ts"), WEATHER);
  await Deno.writeTextFile(folder.join("portico.yaml"), "plugins:\n  weather: { unit: K }\n");
  const { code, stderr } = await run("", {
    data: folder.join("data"),
    args: ["--config", folder.join("portico.yaml"), "--plugin", folder.join("weather.ts"), "--plugin", "./missing.ts"],
    env: { PORTICO_LOG: "loud", PORTICO_OWNER: "12345" },
  });
  assertEquals(code, 2);
  const lines = stderr.trimEnd().split("\n");
  assertEquals(lines.length, 4, stderr);
  assertMatch(lines[0], /^PORTICO_LOG must be one of .*loud/);
  assertMatch(lines[1], /missing\.ts: The module can't be loaded/);
  assertMatch(lines[2], /^access: PORTICO_OWNER: .*12345/);
  assertMatch(lines[3], /^weather: plugins\.weather\.unit in /);
});

Deno.test("what is wrong with the store and with plugins is told together", async () => {
  await using folder = await TestFolder.make();
  await Deno.mkdir(folder.join("portico.db"));
  const { code, stderr } = await run("", { data: folder.path, env: { PORTICO_OWNER: "12345" } });
  assertEquals(code, 2);
  const lines = stderr.trimEnd().split("\n");
  assertEquals(lines.length, 2, stderr);
  assertStringIncludes(lines[0], folder.path);
  assertMatch(lines[1], /^access: PORTICO_OWNER: .*12345/);
});

Deno.test("a plugin that forgets to await ends nobody's bot", async () => {
  await using folder = await TestFolder.make();
  await Deno.writeTextFile(
    folder.join("careless.ts"),
    `import { command, type CommandContext, plugin } from "@portico/bot";
     @plugin({ name: "careless" })
     export class Careless {
       @command("careless", { description: "Forgets to await" })
       async run(ctx: CommandContext) {
         Promise.reject(new Error("nobody looked"));
         setTimeout(() => { throw new Error("thrown late"); }, 0);
         await ctx.reply("done");
       }
     }`,
  );
  const { code, stdout, stderr } = await run("/careless\n/whoami\n", {
    data: folder.join("data"),
    args: ["--plugin", folder.join("careless.ts")],
  });
  assertEquals(code, 0, stderr);
  assertMatch(stdout, /done[^]*owner/);
  assertStringIncludes(stderr, "nobody looked");
});

Deno.test("with --chaos sending fails now and then, standard error says how, and what may be tried again arrives", async () => {
  await using folder = await TestFolder.make();
  const { code, stdout, stderr } = await run("/help status\n".repeat(8), {
    data: folder.join("data"),
    args: ["--chaos=3", "--log=info"],
  });
  assertEquals(code, 0, stderr);
  assertStringIncludes(stdout, "/status");
  assertStringIncludes(stderr, "Chaos at send(chat=console): the platform is not reached");
  assertMatch(stderr, /send\(chat=console\) failed on attempt 1, next in \d+ ms: /);
  assertMatch(stderr, /send\(chat=console\) succeeded on attempt [23]/);
});

Deno.test({
  name: "who reads no logs, as a script that leaves them in their pipe, halts nothing, and SIGTERM ends the program",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    await using folder = await TestFolder.make();
    const pipe = folder.join("logs");
    await new Deno.Command("mkfifo", { args: [pipe] }).output();
    // Opened, and never read.
    const nobody = new Deno.Command("sh", { args: ["-c", `exec 3<"${pipe}"; exec sleep 60`] }).spawn();
    try {
      const under = ["sh", "-c", `exec "$@" 2>"${pipe}"`, "sh"];
      const options = { data: folder.join("data"), under, args: ["--log", "trace"] };
      await using program = Program.start(options);
      for (let said = 0; said < 30; said++) {
        const chats = Array.from({ length: 50 }, (_, index) => `${said}-${index}`);
        await program.send(...chats.map((chat) => ({ type: "message", text: "/whoami", chat })));
        for (const chat of chats) await program.until((told) => told.chat === chat && textOf(told) !== "");
      }
      program.signal("SIGTERM");
      assertEquals(await program.ended(), 0);
    } finally {
      nobody.kill("SIGKILL");
      await nobody.status;
    }
  },
});
