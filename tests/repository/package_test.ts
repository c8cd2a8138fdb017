/** What `deno.json` and `deno.lock` hold together. */
import { assert, assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import project from "../../deno.json" with { type: "json" };

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Folders of a room that have a public face. */
function faces(room: "adapters" | "plugins"): string[] {
  const folders = [...Deno.readDirSync(root + room)].filter(({ isDirectory }) => isDirectory);
  return folders.map(({ name }) => name).filter((name) =>
    [...Deno.readDirSync(`${root}${room}/${name}`)].some((file) => file.name === "mod.ts")
  );
}

Deno.test("every adapter and plugin is exported under its own name, and nothing else is", () => {
  const expected = [
    [".", "./core/mod.ts"],
    ...(["adapters", "plugins"] as const).flatMap((room) =>
      faces(room).map((name) => [`./${room}/${name}`, `./${room}/${name}/mod.ts`])
    ),
  ];
  assertEquals(Object.entries(project.exports).toSorted(), expected.toSorted());
});

Deno.test("a link has the version that its original would be taken in", async () => {
  for (const link of project.links) {
    const { name, version } = JSON.parse(await Deno.readTextFile(`${root}${link}/deno.json`));
    const wanted = Object.entries(project.imports).find(([key]) => key === name)?.[1];
    assertEquals(wanted, `jsr:${name}@^${version}`);
  }
});

Deno.test("start and dev have the same permissions, and of the network only Telegram and a model on this machine; serve has the network and git more, host any program", () => {
  const permissions = (command: string) => command.split(" ").filter((word) => word.startsWith("--allow"));
  const { start, dev, serve, host } = project.tasks;
  assertEquals(permissions(start.command), permissions(dev.command));
  const reached = "--allow-net=api.telegram.org:443,localhost:11434,127.0.0.1:11434";
  const rest = permissions(start.command).filter((word) => word !== reached);
  assertEquals(rest, ["--allow-read", "--allow-write", "--allow-env", "--allow-sys=hostname"]);
  assertEquals(permissions(serve.command), [...rest, "--allow-net", "--allow-run=git"]);
  assertEquals(permissions(host.command), [...rest, "--allow-net", "--allow-run"]);
});

Deno.test("what a start loads later can be loaded with its permissions", async () => {
  const permissions = project.tasks.start.command.split(" ").filter((word) => word.startsWith("--allow"));
  const modules = ["ai", "@ai-sdk/mcp", "./plugins/model/endpoint.ts", "gpt-tokenizer/encoding/o200k_base"];
  const script = modules.map((module) => `await import("${module}");`).join("\n");
  const args = ["run", "--quiet", "--no-check", "--no-prompt", ...permissions, "-"];
  const child = new Deno.Command(Deno.execPath(), { args, cwd: root, stdin: "piped", stderr: "piped" }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(script));
  await writer.close();
  const { success, stderr } = await child.output();
  assert(success, new TextDecoder().decode(stderr));
});

Deno.test("the lock file names no registry", async () => {
  const lock = await Deno.readTextFile(`${root}deno.lock`);
  assertEquals(lock.match(/https?:\/\/[^"]+/g) ?? [], []);
});
