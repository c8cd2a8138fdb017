/**
 * The worker in which the index lives, so that a slow question blocks nobody. Everything here is synchronous: questions are answered one after the
 * other. Needs to read and write the vaults' folder and the database's file, and nothing else.
 */
import { join } from "node:path";
import { IndexDatabase, IndexReset, messageOf } from "./database.ts";
import { exists, IndexedVault } from "./indexed_vault.ts";
import type {
  IndexAnswer,
  IndexCall,
  IndexCalls,
  IndexNotice,
  IndexQuestion,
  IndexSetup,
  VaultRef,
} from "./messages.ts";
import { findPassages } from "./passage_search.ts";
import { refresh, Scan } from "./scan.ts";
import { search } from "./search.ts";

type Handlers = { readonly [K in IndexCall]: (request: IndexCalls[K]["request"]) => IndexCalls[K]["answer"] };

/** Answers questions about one database. */
class IndexWorker {
  readonly #db: IndexDatabase;
  readonly #vaults = new Map<string, IndexedVault>();
  readonly #scans = new Map<string, Scan>();

  constructor({ database }: IndexSetup, notice: (message: string) => void) {
    this.#db = new IndexDatabase(database, notice);
  }

  answer({ id, call, request }: IndexQuestion): IndexAnswer {
    try {
      const handle = this.#handlers[call] as (request: unknown) => IndexCalls[IndexCall]["answer"];
      return { id, outcome: "done", answer: this.#db.guard(() => handle(request)) };
    } catch (error) {
      // Rows that were rolled back or are gone must not be counted on.
      this.#vaults.clear();
      this.#scans.clear();
      return { id, outcome: error instanceof IndexReset ? "reset" : "failed", message: messageOf(error) };
    }
  }

  readonly #handlers: Handlers = {
    scan: ({ begin, sweep, ...ref }) => {
      const vault = this.#vault(ref);
      const running = begin ? undefined : this.#scans.get(ref.account);
      const scan = running ?? new Scan(this.#db, vault, ref.root, sweep);
      this.#scans.set(ref.account, scan);
      const progress = scan.advance();
      if (progress.done) this.#scans.delete(ref.account);
      return progress;
    },
    refresh: ({ paths, suspected = false, ...ref }) => {
      const vault = this.#vault(ref);
      let changed: readonly string[] = [];
      this.#db.write(() => {
        // What is there goes first: a note that was moved keeps its id, which a copy would have as soon as its old place is seen to be empty.
        const by = Map.groupBy(paths, (path) => exists(join(ref.root, path)));
        const [there, gone] = [by.get(true) ?? [], by.get(false) ?? []];
        const left = gone.filter((path) => vault.knownAt(path) !== undefined);
        changed = [...there.filter((path) => refresh(vault, ref.root, path, suspected)), ...left];
        for (const path of gone) refresh(vault, ref.root, path, suspected);
        return paths.length;
      });
      // While a vault is being scanned, its slices commit together.
      if (this.#scans.size === 0) this.#db.commit();
      return changed;
    },
    locate: ({ id, ...ref }) => this.#vault(ref).locate(id),
    free: ({ folder, name, from, except, ...ref }) => this.#vault(ref).free(folder, name, from, except),
    folder: ({ path, ...ref }) => this.#vault(ref).folder(path),
    folders: (ref) => this.#vault(ref).folders(),
    onlyLinkedBy: ({ path, attachments, ...ref }) => this.#vault(ref).onlyLinkedBy(path, attachments),
    list: ({ options, ...ref }) => this.#vault(ref).list(options),
    count: ({ filter, ...ref }) => this.#vault(ref).count(filter),
    sameContent: ({ hash, except, ...ref }) => this.#vault(ref).sameContent(hash, except),
    find: (request) => search(this.#db, this.#vault(request), request),
    passages: (request) => findPassages(this.#db, this.#vault(request), request),
    close: () => this.#db.close(),
  };

  #vault({ account, root }: VaultRef): IndexedVault {
    return this.#vaults.getOrInsertComputed(account, () => IndexedVault.open(this.#db, account, root));
  }
}

addEventListener("message", (event) => {
  if (!(event instanceof MessageEvent)) return;
  const [port] = event.ports;
  if (port === undefined) return;
  const notice = (message: string) => {
    const sent: IndexNotice = { outcome: "notice", message };
    port.postMessage(sent);
  };
  const worker = new IndexWorker(event.data, notice);
  port.onmessage = ({ data }: MessageEvent<IndexQuestion>) => port.postMessage(worker.answer(data));
});
