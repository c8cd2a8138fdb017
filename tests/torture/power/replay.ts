/** Does on a model of a disk what a program has done. */
import { type Disk, fileAt, FileNode, FolderNode, type Node, SharedMemory } from "./disk.ts";
import type { SystemCall } from "./system_calls.ts";

/** What a descriptor stands for; copies of it share the position. */
interface Opened {
  readonly node: Node | "output";
  readonly appends: boolean;
  position: number;
}

const decoder = new TextDecoder();

/** Calls that would change files in ways that the model does not know. */
const unknown = new Set([
  "writev",
  "pwritev",
  "pwritev2",
  "truncate",
  "fallocate",
  "copy_file_range",
  "sendfile",
  "syncfs",
]);

/** See the file's comment. */
export class Replay {
  /** What the program has written to its standard output so far. */
  output = "";
  readonly #outputDecoder = new TextDecoder();
  readonly #opened = new Map<number, Opened>([[1, { node: "output", appends: false, position: 0 }]]);
  /** How much was unsynced when a thread began to sync. */
  readonly #syncing = new Map<string, number>();

  /** @param root where the disk's root is for the program. */
  constructor(private readonly disk: Disk, private readonly root: string) {}

  step(call: SystemCall): void {
    // What a call gives away it has given away when it begins; what it brings is there when it has ended.
    if (call.phase !== "ended") this.#begin(call);
    if (call.phase === "begun") return;
    if (call.result !== -1) this.#end(call);
    else if (isSync(call.name)) this.#fail(call);
  }

  #begin({ name, thread, words, texts }: SystemCall): void {
    const fd = Number(words[0]);
    const opened = this.#opened.get(fd);
    if (name === "close") this.#opened.delete(fd);
    if (name === "write" && opened?.node === "output") {
      this.output += this.#outputDecoder.decode(texts[0], { stream: true });
    }
    if (isSync(name) && opened?.node instanceof FileNode) this.#syncing.set(thread, opened.node.unsynced);
  }

  #end(call: SystemCall): void {
    const { name, thread, words, texts, result = 0 } = call;
    const opened = this.#opened.get(Number(words[name === "mmap" ? 4 : 0]));
    if (name === "open" || name === "openat") return this.#open(texts[0], words.join("|"), result);
    if (name === "dup2" || name === "dup3") return this.#copy(opened, Number(words[1]));
    if (name === "dup" || name === "fcntl" && words[1]?.startsWith("F_DUPFD")) return this.#copy(opened, result);
    if (this.#names(name, texts)) return;
    const node = opened?.node;
    if (opened === undefined || node === undefined || node === "output") return;
    if (isSync(name)) {
      if (node instanceof FolderNode) this.disk.syncNames(node);
      else node.sync(this.#syncing.get(thread) ?? 0);
    } else if (unknown.has(name) || name === "mmap" && isShared(words, node)) {
      throw new Error(`The model of the disk does not know ${name}(${words.join(", ")})`);
    } else if (node instanceof FileNode) this.#write(opened, node, call);
  }

  #fail({ thread, words }: SystemCall): void {
    const node = this.#opened.get(Number(words[0]))?.node;
    if (node instanceof FileNode) node.drop(this.#syncing.get(thread) ?? 0);
  }

  #open(path: Uint8Array, flags: string, fd: number): void {
    this.#opened.delete(fd);
    const place = this.#place(path);
    if (place === undefined) return;
    let node = this.disk.find(place);
    if (node === undefined) {
      if (flags.includes("O_RDONLY")) return; // another thread has taken it away meanwhile
      if (!flags.includes("O_CREAT")) throw new Error(`${place} was opened, and the model has no such file`);
      this.disk.link(place, node = fileAt(place));
    }
    if (flags.includes("O_TRUNC") && node instanceof FileNode && node.length > 0) node.resize(0);
    this.#opened.set(fd, { node, appends: flags.includes("O_APPEND"), position: 0 });
  }

  #copy(opened: Opened | undefined, fd: number): void {
    if (opened === undefined) this.#opened.delete(fd);
    else this.#opened.set(fd, opened);
  }

  #write(opened: Opened, node: FileNode, { name, words, texts, result = 0 }: SystemCall): void {
    if (name === "lseek") opened.position = result;
    else if (name === "ftruncate") node.resize(Number(words[1]));
    else if (name === "pwrite64") node.write(Number(words[2]), texts[0].subarray(0, result));
    else if (name === "write") {
      const at = opened.appends ? node.length : opened.position;
      node.write(at, texts[0].subarray(0, result));
      opened.position = at + result;
    }
  }

  /** Changes names; false for what is no such call. */
  #names(name: string, texts: readonly Uint8Array[]): boolean {
    if (!/^(link|symlink|rename|unlink|mkdir|rmdir)/.test(name)) return false;
    const [from, to] = texts.map((text) => this.#place(text));
    if (name.startsWith("mkdir") && from !== undefined) this.#make(from);
    else if (/^(unlink|rmdir)/.test(name) && from !== undefined) this.disk.unlink(from);
    else if (from !== undefined || to !== undefined) this.#join(name, from, to);
    return true;
  }

  /** A folder. That another thread has made the one around it may be written down later than what it made possible. */
  #make(path: string): void {
    const around = path.slice(0, Math.max(0, path.lastIndexOf("/")));
    if (this.disk.find(around) === undefined) this.#make(around);
    if (this.disk.find(path) === undefined) this.disk.link(path, new FolderNode());
  }

  #join(name: string, from: string | undefined, to: string | undefined): void {
    const node = from === undefined ? undefined : this.disk.find(from);
    if (from === undefined || to === undefined || node === undefined || name.startsWith("symlink")) {
      throw new Error(`The model of the disk does not know ${name} of ${from} as ${to}`);
    }
    if (name.startsWith("rename")) this.disk.rename(from, to);
    else this.disk.link(to, node);
  }

  /** A path on the disk; `undefined` for one that is elsewhere. */
  #place(path: Uint8Array): string | undefined {
    const text = decoder.decode(path);
    if (text === this.root) return "";
    return text.startsWith(`${this.root}/`) ? text.slice(this.root.length + 1) : undefined;
  }
}

function isSync(name: string): boolean {
  return name === "fsync" || name === "fdatasync";
}

/** Whether a file is written by writing to memory. */
function isShared(words: readonly string[], node: Node): boolean {
  return words.includes("MAP_SHARED") && !(node instanceof SharedMemory);
}
