/** The code that README files show. */
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { TestFolder } from "./folder.ts";

/** The repository's folder. */
export const ROOT: string = fileURLToPath(new URL("../../", import.meta.url));

/** A module that a README shows. */
export interface ShownModule {
  /** As its first line says where another one imports it: `// tea.ts`. */
  readonly name: string;
  readonly code: string;
}

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
  get modules(): readonly ShownModule[] {
    const blocks = Array.from(this.text.matchAll(/^```ts\n([\s\S]+?)^```$/gm), ([, code]) => code);
    const whole = blocks.filter((code) => /^import /m.test(code));
    return whole.map((code, index) => ({ name: /^\/\/ (\w+\.ts)\n/.exec(code)?.[1] ?? `module${index}.ts`, code }));
  }

  /** Writes its modules into a folder, side by side. Resolves with their paths. */
  async write(folder: string): Promise<readonly string[]> {
    await Deno.mkdir(folder, { recursive: true });
    return await Promise.all(this.modules.map(async ({ name, code }) => {
      await Deno.writeTextFile(join(folder, name), code);
      return join(folder, name);
    }));
  }

  /** Imports one of its modules, the first by default, from a place outside of the repository. */
  async load<Exports>(index = 0): Promise<Exports> {
    await using folder = await TestFolder.make();
    const path = (await this.write(folder.path))[index];
    if (path === undefined) throw new Error(`${this.path} shows no module ${index + 1}.`);
    return await import(pathToFileURL(path).href) as Exports;
  }
}

/** What the compiler has against the modules of these, outside of the repository; empty when nothing. */
export async function compile(readmes: readonly Readme[]): Promise<string> {
  await using folder = await TestFolder.make();
  const paths = await Promise.all(readmes.map((readme, index) => readme.write(folder.join(String(index)))));
  const args = ["check", "--quiet", "--config", join(ROOT, "deno.json"), ...paths.flat()];
  const { success, stderr } = await new Deno.Command(Deno.execPath(), { args }).output();
  return success ? "" : new TextDecoder().decode(stderr);
}
