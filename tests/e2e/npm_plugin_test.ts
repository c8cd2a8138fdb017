/** Plugins from npm: fetched from a registry and loaded by the program, with the permissions it has. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { TestFolder } from "../support/folder.ts";
import { NpmRegistry } from "../support/npm_registry.ts";
import { type Ending, run } from "../support/program.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** A plugin as somebody who knows nothing of this repository but its contracts publishes it: plain JavaScript. */
const GREETER = `
  import { greeting } from "./greeting.js";
  export default ({ plugin, inject, PluginScope, command }) => {
    class Greeter {
      constructor(scope) {
        scope.contribute(command, { name: "greet", description: "Greets" }, (ctx) => ctx.reply(greeting(ctx.args)));
      }
    }
    const context = { kind: "class", name: "Greeter", metadata: {}, addInitializer() {} };
    inject(PluginScope)(Greeter, context);
    plugin({ name: "greeter" })(Greeter, context);
    Greeter[Symbol.metadata] = context.metadata;
    return Greeter;
  };
`;

/** A computer on which packages of `@acme` come from the test's registry, and everything else from where it always comes. */
class Computer implements AsyncDisposable {
  private constructor(
    readonly registry: NpmRegistry,
    readonly folder: TestFolder,
    private readonly env: Readonly<Record<string, string>>,
    private readonly npmCache: string,
  ) {}

  static async make(): Promise<Computer> {
    const registry = new NpmRegistry();
    const folder = await TestFolder.make();
    const home = folder.join("home");
    await Deno.mkdir(home);
    await Deno.writeTextFile(`${home}/.npmrc`, `@acme:registry=${registry.url}\n`);
    // What Deno has fetched is kept beside what the program needs, which no test should have to fetch again.
    const { npmCache } = JSON.parse(new TextDecoder().decode((await deno("info", "--json")).stdout));
    await Deno.copyFile(`${ROOT}/deno.lock`, folder.join("deno.lock"));
    return new Computer(registry, folder, { HOME: home, USERPROFILE: home, DENO_DIR: dirname(npmCache) }, npmCache);
  }

  /** Runs the program; the lock file is a copy, as in a clone of somebody else's. */
  run(input: string, ...plugins: readonly string[]): Promise<Ending> {
    return run(input, {
      data: this.folder.join("data"),
      flags: [`--lock=${this.folder.join("deno.lock")}`],
      args: plugins.flatMap((plugin) => ["--plugin", plugin]),
      env: this.env,
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.registry[Symbol.asyncDispose]();
    await this.folder[Symbol.asyncDispose]();
    for await (const { name } of Deno.readDir(this.npmCache)) {
      if (name.endsWith(new URL(this.registry.url).port)) {
        await Deno.remove(join(this.npmCache, name), { recursive: true });
      }
    }
  }
}

async function deno(...args: readonly string[]): Promise<Deno.CommandOutput> {
  return await new Deno.Command(Deno.execPath(), { args: [...args], cwd: ROOT }).output();
}

Deno.test("a plugin from npm is fetched once, without a permission for the network, and answers", async () => {
  await using computer = await Computer.make();
  await computer.registry.publish({
    manifest: { name: "@acme/greeter", version: "1.2.3", type: "module", exports: "./main.js" },
    files: { "main.js": GREETER, "greeting.js": "export const greeting = ([who]) => `Hello ${who}!`;" },
  });
  const first = await computer.run("/greet Ada\n", "npm:@acme/greeter@^1");
  assertEquals(first.code, 0, first.stderr);
  assertStringIncludes(first.stdout, "Hello Ada!");
  const asked = computer.registry.asked.length;
  assert(asked > 0);
  const second = await computer.run("/greet Bob\n", "npm:@acme/greeter@^1");
  assertStringIncludes(second.stdout, "Hello Bob!", second.stderr);
  assertEquals(computer.registry.asked.length, asked);
  assertStringIncludes(await Deno.readTextFile(computer.folder.join("deno.lock")), "@acme/greeter@1.2.3");
});

Deno.test("packages that are not there, or are no plugins, are told by name with what to do", async () => {
  await using computer = await Computer.make();
  const manifest = { version: "1.0.0", type: "module", exports: "./main.js" };
  await computer.registry.publish({
    manifest: { ...manifest, name: "@acme/library" },
    files: { "main.js": "export const add = (a, b) => a + b;" },
  });
  await computer.registry.publish({
    manifest: { ...manifest, name: "@acme/function" },
    files: { "main.js": "export default (list) => list.map(String);" },
  });
  const { code, stderr } = await computer.run("", "npm:@acme/none", "npm:@acme/library", "npm:@acme/function");
  assertEquals(code, 2);
  assertMatch(stderr, /^npm:@acme\/none: .*does not exist.*Check its name/m);
  assertMatch(stderr, /^npm:@acme\/library: The module exports no plugin\./m);
  assertMatch(stderr, /^npm:@acme\/function: .*function.*failed/m);
});
