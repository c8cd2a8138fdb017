import { dirname, join, sep } from "node:path";
import { Clock, type Deadline, Deadlines, inject, type Logger, messageOf, PluginLog, PluginScope } from "@portico/bot";
import { FolderVaults } from "./folder_vaults.ts";
import { ATTACHMENTS, isNote } from "./path_parts.ts";

/** How long after the first sign of a change is looked at what has changed, in milliseconds: editors write in several steps. */
const SETTLE = 1_000;
/** With more changed files of one vault than this, all of it is looked through. */
const MOST = 1_000;

interface Watch {
  readonly watcher: Deno.FsWatcher;
  readonly end: Promise<void>;
}

/** What has changed in one vault. */
interface Changes {
  /** Paths of notes. */
  readonly notes: Set<string>;
  /** What is no note: a folder, or nothing of interest. */
  readonly others: Set<string>;
  everything: boolean;
}

/**
 * Hears of it when somebody changes notes by hand, and has them looked at soon. Where nothing can be heard (a network drive, too many folders), the
 * regular look through the vaults finds them later.
 */
@inject(FolderVaults, Clock, Deadlines, PluginLog, PluginScope)
export class VaultWatcher {
  #watching: Watch | undefined;
  /** In place of it, while the folder is gone from its place. */
  #waiting: Watch | undefined;
  #changes = new Map<string, Changes>();
  #deadline: Deadline | undefined;
  #isLooking = false;
  #hasComplained = false;
  #isClosed = false;

  /** Built by the kernel. */
  constructor(
    private readonly vaults: FolderVaults,
    private readonly clock: Clock,
    private readonly deadlines: Deadlines,
    private readonly log: Logger,
    scope: Pick<PluginScope, "defer">,
  ) {
    scope.defer("watch on the vaults", () => this.close());
  }

  /** Whether changes are heard of. */
  get isWatching(): boolean {
    return this.#watching !== undefined;
  }

  /** Begins to watch, unless it does already or waits for the folder to come back. Never throws. */
  async watch(): Promise<void> {
    if (this.#watching !== undefined || this.#waiting !== undefined || this.#isClosed) return;
    const { folder } = this.vaults;
    try {
      // Made here rather than with the first note, which would be too late to hear of the second.
      await Deno.mkdir(folder).catch((error) => {
        if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
      });
      const root = await Deno.realPath(folder); // some platforms tell of changes by it, whatever was asked for
      if (this.#watching !== undefined || this.#isClosed) return;
      const watcher = Deno.watchFs(root, { recursive: true });
      this.#watching = { watcher, end: this.#listen(watcher, root) };
    } catch (error) {
      this.#complain(error);
    }
  }

  /** Watches no longer. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#deadline?.cancel();
    for (const watch of [this.#watching, this.#waiting]) {
      watch?.watcher.close();
      await watch?.end;
    }
  }

  async #listen(watcher: Deno.FsWatcher, root: string): Promise<void> {
    let isGone = false;
    try {
      for await (const event of watcher) {
        if (event.kind === "access") continue;
        // The platform has dropped some: nobody knows which.
        if (event.flag === "rescan") await this.#suspectEverything();
        for (const path of event.paths) {
          if (path !== root) this.#hear(path.slice(join(root, "x").length - 1));
          else if (event.kind === "remove") isGone = true; // moved away, too: the watch would go with it
        }
        this.#lookSoon();
        if (isGone) break;
      }
    } catch (error) {
      this.#complain(error);
    } finally {
      this.#watching = undefined;
    }
    if (isGone && !this.#isClosed) await this.#lose(root);
  }

  /** The folder is gone from its place: what was in it is forgotten, and what comes back is looked through. */
  async #lose(root: string): Promise<void> {
    this.log.warn("The folder of the notes is gone from {folder}. Put it back, and they are found again.", {
      folder: root,
    });
    await this.#suspectEverything();
    if (this.#isClosed) return;
    try {
      const watcher = Deno.watchFs(dirname(root), { recursive: false });
      this.#waiting = { watcher, end: this.#wait(watcher, root) };
    } catch (error) {
      this.#complain(error);
    }
  }

  async #wait(watcher: Deno.FsWatcher, root: string): Promise<void> {
    try {
      // It may have come back before anybody listened.
      if (!await isFolder(root)) {
        for await (const { paths } of watcher) if (paths.includes(root) && await isFolder(root)) break;
      }
    } catch (error) {
      this.#complain(error);
    }
    if (this.#isClosed) return;
    this.#waiting = undefined;
    watcher.close();
    await this.watch();
    await this.#suspectEverything();
  }

  /** Has all vaults looked through soon: nobody knows what has changed. */
  async #suspectEverything(): Promise<void> {
    for (const account of await this.vaults.accounts()) this.#of(account).everything = true;
    this.#lookSoon();
  }

  #hear(path: string): void {
    const [account, ...parts] = path.split(sep);
    const note = parts.join("/");
    if (isNote(note)) this.#of(account).notes.add(note);
    // Hidden files change all the time, ours and those of editors.
    else if (!parts.some((part) => part.startsWith(".")) && parts[0] !== ATTACHMENTS) {
      this.#of(account).others.add(note);
    }
  }

  #of(account: string): Changes {
    const changes = this.#changes.getOrInsertComputed(
      account,
      () => ({ notes: new Set(), others: new Set(), everything: false }),
    );
    if (changes.notes.size + changes.others.size >= MOST) {
      changes.everything = true;
      changes.notes.clear();
      changes.others.clear();
    }
    return changes;
  }

  #lookSoon(): void {
    if (this.#deadline !== undefined || this.#isLooking || this.#isClosed || this.#changes.size === 0) return;
    this.#deadline = this.deadlines.at(this.clock.monotonic() + SETTLE, () => void this.#look());
  }

  async #look(): Promise<void> {
    this.#deadline = undefined;
    this.#isLooking = true;
    const all = this.#changes;
    this.#changes = new Map();
    for (const [account, { notes, others, everything }] of all) {
      const isWide = everything || await this.#hasFolder(account, others);
      await this.vaults.look(account, isWide ? "everything" : [...notes]);
    }
    this.#isLooking = false;
    this.#lookSoon();
  }

  /** Whether one of these is a folder, or may have been one. */
  async #hasFolder(account: string, paths: ReadonlySet<string>): Promise<boolean> {
    for (const path of paths) {
      const info = await Deno.lstat(join(this.vaults.folder, account, path)).catch(() => undefined);
      if (info === undefined || info.isDirectory) return true;
    }
    return false;
  }

  #complain(error: unknown): void {
    if (this.#hasComplained || this.#isClosed) return;
    this.#hasComplained = true;
    this.log.warn(
      "Notes changed by hand are found every ten minutes only, as their folder can't be watched: {reason}",
      {
        reason: messageOf(error),
      },
    );
  }
}

async function isFolder(path: string): Promise<boolean> {
  return await Deno.stat(path).then(({ isDirectory }) => isDirectory, () => false);
}
