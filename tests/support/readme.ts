/** The code that README files show. */
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { TestFolder } from "./folder.ts";

/** The repository's folder. */
export const ROOT: string = fileURLToPath(new URL("../../", import.meta.url));

/** A README of the repository. */
export class Readme {
  private constructor(
    /** Its path in the repository. */
    readonly path: string,
    readonly text: string,
  ) {}

  static async read(path: string): Promise<Readme> {
    return new Readme(path, await Deno.readTextFile(join(ROOT, path)));
  }

  /** All of the repository. */
  static async all(folder = ""): Promise<Readme[]> {
    const found: Readme[] = [];
    for await (const { name, isDirectory } of Deno.readDir(join(ROOT, folder))) {
      const path = folder === "" ? name : `${folder}/${name}`;
      if (isDirectory && !name.startsWith(".") && name !== "node_modules") found.push(...await Readme.all(path));
      else if (name === "README.md") found.push(await Readme.read(path));
    }
    return found;
  }

  /** Its TypeScript that is a whole module, as its imports show; what has none is a fragment, for the eye only. */
  get modules(): readonly string[] {
    const blocks = Array.from(this.text.matchAll(/^```ts\n([\s\S]+?)^```$/gm), ([, code]) => code);
    return blocks.filter((code) => /^import /m.test(code));
  }

  /** Imports one of its modules, the first by default, from a place outside of the repository. */
  async load<Exports>(index = 0): Promise<Exports> {
    const code = this.modules[index];
    if (code === undefined) throw new Error(`${this.path} shows no module ${index + 1}.`);
    await using folder = await TestFolder.make();
    await Deno.writeTextFile(folder.join("module.ts"), code);
    return await import(pathToFileURL(folder.join("module.ts")).href) as Exports;
  }
}

/** What the compiler has against code outside of the repository; empty when nothing. */
export async function compile(modules: readonly string[]): Promise<string> {
  await using folder = await TestFolder.make();
  const paths = modules.map((_, index) => folder.join(`module${index}.ts`));
  await Promise.all(modules.map((code, index) => Deno.writeTextFile(paths[index], code)));
  const args = ["check", "--quiet", "--config", join(ROOT, "deno.json"), ...paths];
  const { success, stderr } = await new Deno.Command(Deno.execPath(), { args }).output();
  return success ? "" : new TextDecoder().decode(stderr);
}
