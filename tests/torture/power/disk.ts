/**
 * A disk that knows what of it would be there after a power cut. It promises as little as a system may: synced is the content of a file whose `fsync`
 * has returned, and a name whose folder's has. Of everything else any part may be there, in any order: a file's writes sector by sector, with zeros in
 * between; its name without its content, and its content without its name. Of what a sync was to cover that has failed nothing is there, whatever later
 * syncs say, unless it is written again. Only changes of the names in one folder keep their order, and a rename is
 * there on both sides or on none: every file system with a journal does that much.
 */

/** What a disk writes at once. */
const SECTOR = 512;

/** A part of a file that was written, or its new length. */
type Write = { readonly at: number; readonly data: Uint8Array } | { readonly length: number };

/** A file's content, by whatever names it has. */
export class FileNode {
  length = 0;
  #synced = new Uint8Array(0);
  #unsynced: Write[] = [];

  /** @param content what was there long before. */
  constructor(content = new Uint8Array(0)) {
    this.#synced = content;
    this.length = content.length;
  }

  write(at: number, data: Uint8Array): void {
    this.#unsynced.push({ at, data });
    this.length = Math.max(this.length, at + data.length);
  }

  resize(length: number): void {
    this.#unsynced.push({ length });
    this.length = length;
  }

  /** How much is to be synced by a sync that begins now. */
  get unsynced(): number {
    return this.#unsynced.length;
  }

  /** A sync that began when so much was unsynced has returned. */
  sync(count: number): void {
    this.#synced = apply(this.#synced, this.#unsynced.splice(0, count));
  }

  /** It has failed: the system takes what it was to write for written, and never writes it, though programs still see it. */
  drop(count: number): void {
    this.#unsynced.splice(0, count);
  }

  /** What may be there after a cut: each sector that is not synced is there when `keep` says so. */
  cut(keep: () => boolean): Uint8Array {
    const kept = this.#unsynced.flatMap((write) => {
      if ("length" in write) return keep() ? [write] : [];
      return sectorsOf(write.at, write.data).filter(keep);
    });
    return apply(this.#synced, kept);
  }
}

/** Shared memory of SQLite, which is written without a call: nobody knows what of it would be there, and SQLite makes it anew. */
export class SharedMemory extends FileNode {
  override cut(keep: () => boolean): Uint8Array {
    return new Uint8Array(this.length).map(() => keep() ? 0xff : 0);
  }
}

/** A file for a path. */
export function fileAt(path: string, content?: Uint8Array<ArrayBuffer>): FileNode {
  return path.endsWith("-shm") ? new SharedMemory(content) : new FileNode(content);
}

function sectorsOf(at: number, data: Uint8Array): Write[] {
  const sectors: Write[] = [];
  for (let from = 0; from < data.length;) {
    const to = Math.min(data.length, from + SECTOR - (at + from) % SECTOR);
    sectors.push({ at: at + from, data: data.subarray(from, to) });
    from = to;
  }
  return sectors;
}

function apply(content: Uint8Array, writes: readonly Write[]): Uint8Array<ArrayBuffer> {
  let length = content.length;
  let most = length;
  for (const write of writes) {
    length = "length" in write ? write.length : Math.max(length, write.at + write.data.length);
    most = Math.max(most, length);
  }
  const bytes = new Uint8Array(most);
  bytes.set(content);
  let end = content.length;
  for (const write of writes) {
    if ("length" in write) {
      if (write.length < end) bytes.fill(0, write.length, end);
      end = write.length;
    } else {
      bytes.set(write.data, write.at);
      end = Math.max(end, write.at + write.data.length);
    }
  }
  return bytes.subarray(0, length);
}

/** A folder: the names in it as programs see them, and as they are on the disk for sure. */
export class FolderNode {
  readonly names = new Map<string, Node>();
  readonly synced = new Map<string, Node>();
}

export type Node = FileNode | FolderNode;

/** A change of names: all of it is there after a cut, or nothing. */
interface NameChange {
  readonly folders: readonly FolderNode[];
  /** @param in_ the names of a folder, which are to be changed. */
  readonly apply: (in_: (folder: FolderNode) => Map<string, Node>) => void;
}

/** What a cut leaves: each path with its content, folders before what is in them. `undefined` is a folder. */
export type Remains = ReadonlyMap<string, Uint8Array | undefined>;

/** Says of a change that is not synced whether it is there after the cut. */
export interface Fate {
  readonly name: () => boolean;
  /** Asked once for each file: says of each of its sectors whether it is there. */
  readonly file: () => () => boolean;
}

/** See the file's comment. Paths are relative to its root, which is durable; the root itself is `""`. */
export class Disk {
  readonly root = new FolderNode();
  #unsynced: NameChange[] = [];

  /** A disk on which all of this has been for long. */
  static of(remains: Remains): Disk {
    const disk = new Disk();
    for (const [path, content] of remains) {
      const { folder, name } = disk.#place(path);
      const node = content === undefined ? new FolderNode() : fileAt(path, new Uint8Array(content));
      folder.names.set(name, node);
      folder.synced.set(name, node);
    }
    return disk;
  }

  find(path: string): Node | undefined {
    let node: Node | undefined = this.root;
    for (const name of partsOf(path)) node = node instanceof FolderNode ? node.names.get(name) : undefined;
    return node;
  }

  /** Gives a node a name, which must be free. */
  link(path: string, node: Node): void {
    const { folder, name } = this.#place(path);
    this.#change([folder], (in_) => void in_(folder).set(name, node));
  }

  unlink(path: string): void {
    const { folder, name } = this.#place(path);
    this.#change([folder], (in_) => void in_(folder).delete(name));
  }

  rename(from: string, to: string): void {
    const [old, target] = [this.#place(from), this.#place(to)];
    const node = old.folder.names.get(old.name);
    if (node === undefined) throw new Error(`${from} is not there to be renamed`);
    this.#change([old.folder, target.folder], (in_) => {
      in_(old.folder).delete(old.name);
      in_(target.folder).set(target.name, node);
    });
  }

  /** A folder's `fsync` has returned. */
  syncNames(folder: FolderNode): void {
    // With what it has in common with other folders, and what came before that.
    const needed = new Set([folder]);
    const synced = new Set<NameChange>();
    for (const change of this.#unsynced.toReversed()) {
      if (!change.folders.some((one) => needed.has(one))) continue;
      for (const one of change.folders) needed.add(one);
      synced.add(change);
    }
    for (const change of this.#unsynced) if (synced.has(change)) change.apply(({ synced }) => synced);
    this.#unsynced = this.#unsynced.filter((change) => !synced.has(change));
  }

  /** The power goes: what is there when it is back. The disk itself goes on as if nothing had been. */
  cut(fate: Fate): Remains {
    const lost = new Set<FolderNode>();
    const views = new Map<FolderNode, Map<string, Node>>();
    const view = (folder: FolderNode) => views.getOrInsertComputed(folder, () => new Map(folder.synced));
    for (const change of this.#unsynced) {
      if (!change.folders.some((folder) => lost.has(folder)) && fate.name()) change.apply(view);
      else for (const folder of change.folders) lost.add(folder);
    }
    const remains = new Map<string, Uint8Array | undefined>();
    const contents = new Map<FileNode, Uint8Array>();
    const collect = (folder: FolderNode, path: string) => {
      for (const [name, node] of view(folder)) {
        const isFolder = node instanceof FolderNode;
        remains.set(
          path + name,
          isFolder ? undefined : contents.getOrInsertComputed(node, () => node.cut(fate.file())),
        );
        if (isFolder) collect(node, `${path}${name}/`);
      }
    };
    collect(this.root, "");
    return remains;
  }

  #change(folders: readonly FolderNode[], apply: NameChange["apply"]): void {
    this.#unsynced.push({ folders, apply });
    apply(({ names }) => names);
  }

  #place(path: string): { readonly folder: FolderNode; readonly name: string } {
    const parts = partsOf(path);
    const name = parts.pop() ?? "";
    const folder = this.find(parts.join("/"));
    if (!(folder instanceof FolderNode)) throw new Error(`${path} is in no folder`);
    return { folder, name };
  }
}

function partsOf(path: string): string[] {
  return path.split("/").filter((part) => part !== "");
}
