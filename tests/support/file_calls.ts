/** What is done to the files of a folder, in order: after a power cut only what was synced is there, and only in this order. */
import { relative } from "node:path";

/** See the file's comment. Writes are left out. Two of them at once would hear each other's. */
export class FileCalls implements Disposable {
  /** Such as `sync a.md`, `link .tmp a.md`, `rename a.md b.md`; the folder itself is `.`, and what is temporary is called `.tmp`. */
  readonly list: string[] = [];
  readonly #paths = new WeakMap<Deno.FsFile, string>();
  readonly #undo: (() => void)[] = [];

  constructor(private readonly folder: string) {
    const { open, openSync, rename, renameSync, link, remove, removeSync, FsFile: { prototype } } = Deno;
    const { sync, syncSync } = prototype;
    const opened = (file: Deno.FsFile, path: string | URL) => (this.#paths.set(file, String(path)), file);
    this.#patch(Deno, "open", async (...args: Parameters<typeof open>) => opened(await open(...args), args[0]));
    this.#patch(Deno, "openSync", (...args: Parameters<typeof openSync>) => opened(openSync(...args), args[0]));
    this.#patch(Deno, "rename", this.#told("rename", rename));
    this.#patch(Deno, "renameSync", this.#told("rename", renameSync));
    this.#patch(Deno, "link", this.#told("link", (from, to) => link(String(from), String(to))));
    this.#patch(Deno, "remove", this.#told("remove", (path) => remove(path)));
    this.#patch(Deno, "removeSync", this.#told("remove", (path) => removeSync(path)));
    const tell = (file: Deno.FsFile) => this.#tell("sync", this.#paths.get(file) ?? "");
    this.#patch(prototype, "sync", function (this: Deno.FsFile) {
      tell(this);
      return sync.call(this);
    });
    this.#patch(prototype, "syncSync", function (this: Deno.FsFile) {
      tell(this);
      return syncSync.call(this);
    });
  }

  /** Calls go on unheard. */
  [Symbol.dispose](): void {
    for (const undo of this.#undo) undo();
  }

  #told<Result>(
    what: string,
    call: (from: string | URL, to: string | URL) => Result,
  ): (from: string | URL, to: string | URL) => Result {
    return (from, to) => {
      this.#tell(what, ...[from, to].filter((path) => path !== undefined).map(String));
      return call(from, to);
    };
  }

  #tell(what: string, ...paths: readonly string[]): void {
    const names = paths.map((path) => relative(this.folder, path) || ".");
    this.list.push([what, ...names.map((name) => name.replace(/\.portico-\d+-\d+\.tmp$/, ".tmp"))].join(" "));
  }

  #patch(target: object, name: string, value: unknown): void {
    const before: unknown = Reflect.get(target, name);
    Object.defineProperty(target, name, { value, configurable: true, writable: true });
    this.#undo.push(() => Object.defineProperty(target, name, { value: before, configurable: true, writable: true }));
  }
}
