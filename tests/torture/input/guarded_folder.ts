/** A data folder with something beside it that nobody may touch. */
import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import { TestFolder } from "../../support/folder.ts";

const SECRET = "nobody reads this, and nobody writes it";
/** Bytes that a file system takes for one name. */
const LONGEST = 255;

/** See the file's comment. */
export class GuardedFolder implements AsyncDisposable {
  readonly data: string;

  private constructor(private readonly folder: TestFolder) {
    this.data = folder.join("outside", "data");
  }

  static async make(): Promise<GuardedFolder> {
    const folder = await TestFolder.make();
    await Deno.mkdir(folder.join("outside", "data"), { recursive: true });
    await Deno.writeTextFile(folder.join("outside", "secret.md"), SECRET);
    return new GuardedFolder(folder);
  }

  /**
   * @param names false where people name files themselves.
   * @throws {AssertionError} something was written where it may not be, or under a name that not every system has.
   */
  async check({ names = true }: { readonly names?: boolean } = {}): Promise<void> {
    const above = await namesIn(this.folder.path);
    const beside = await namesIn(this.folder.join("outside"));
    assertEquals(
      [...above, ...beside.toSorted()],
      ["outside", "data", "secret.md"],
      "something is beside the data folder",
    );
    assertEquals(await Deno.readTextFile(this.folder.join("outside", "secret.md")), SECRET);
    if (names) await checkNames(this.data);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.folder[Symbol.asyncDispose]();
  }
}

async function checkNames(folder: string): Promise<void> {
  for await (const { name, isDirectory, isSymlink } of Deno.readDir(folder)) {
    assert(!isSymlink, `${name} is a link`);
    assert(new TextEncoder().encode(name).length <= LONGEST, `${name} is too long`);
    assert(
      !/[<>:"\\|?*\p{Cc}\u202a-\u202e\u2066-\u2069]|[. ]$/u.test(name),
      `${JSON.stringify(name)} is no name on Windows`,
    );
    assert(!/^(?:con|prn|aux|nul|com\d|lpt\d) *(?:\.|$)/i.test(name), `${name} is a device on Windows`);
    if (isDirectory) await checkNames(join(folder, name));
  }
}

async function namesIn(folder: string): Promise<string[]> {
  return await Array.fromAsync(Deno.readDir(folder), ({ name }) => name);
}
