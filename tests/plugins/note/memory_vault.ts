/** A vault without a disk, to see what notes become of messages, and what becomes of messages when a vault fails. */
import { createHash } from "node:crypto";
import type { Account } from "@portico/bot";
import {
  type AppendOptions,
  type Created,
  type FoundNote,
  linkTo,
  type NewAttachment,
  type NewNote,
  type Note,
  type NoteChange,
  type NoteSource,
  type NoteSummary,
  type Passage,
  type PassageOptions,
  type StoredAttachment,
  Vault,
  VaultError,
  Vaults,
} from "../../../plugins/vault/mod.ts";

interface Kept {
  note: Note;
  hash: string | undefined;
  keys: Set<string>;
  deleted: boolean;
}

/** See the file's comment. */
export class MemoryVault extends Vault {
  readonly root = "/nowhere";
  /** What the next writes fail with. */
  failure: VaultError | undefined;
  /** Waited for before and after everything that writes, so that a test can stop the world there. */
  tick: () => Promise<void> = () => Promise.resolve();
  /** Files by note and key, with what was in them. */
  readonly files = new Map<string, StoredAttachment & { readonly content: string }>();
  readonly #notes = new Map<string, Kept>();

  constructor(readonly account: string) {
    super();
  }

  /** Notes that are there, the oldest first. */
  get notes(): Note[] {
    return [...this.#notes.values()].filter(({ deleted }) => !deleted).map(({ note }) => note);
  }

  /** Notes in the trash. */
  get trash(): Note[] {
    return [...this.#notes.values()].filter(({ deleted }) => deleted).map(({ note }) => note);
  }

  /** How many are in the trash. */
  get trashed(): number {
    return this.trash.length;
  }

  async create(fresh: NewNote): Promise<Created> {
    await this.#fail();
    const found = this.#notes.get(fresh.id);
    if (found !== undefined) return { ...found.note, isNew: false };
    const { id, title, body, created, source, tags = [], attachments = [], frontMatter = {}, hash } = fresh;
    const note: Note = {
      id,
      title,
      path: `${title}.md`,
      created,
      updated: created,
      ...(source === undefined ? {} : { source }),
      tags,
      body: withLinks(body, "", attachments),
      attachments: attachments.map(({ path }) => path),
      frontMatter: { ...frontMatter },
      damaged: false,
    };
    this.#notes.set(id, { note, hash, keys: new Set(), deleted: false });
    await this.tick();
    return { ...note, isNew: true };
  }

  read(id: string): Promise<Note | undefined> {
    const kept = this.#notes.get(id);
    return Promise.resolve(kept === undefined || kept.deleted ? undefined : kept.note);
  }

  async update(id: string, change: NoteChange | ((note: Note) => NoteChange)): Promise<Note> {
    return await this.#change(id, (note) => {
      const { frontMatter, ...changes } = typeof change === "function" ? change(note) : change;
      const title = changes.title ?? note.title;
      const path = `${note.path.slice(0, note.path.lastIndexOf("/") + 1)}${title}.md`;
      return { ...note, ...changes, path, frontMatter: { ...note.frontMatter, ...frontMatter } };
    });
  }

  async append(id: string, text: string, { attachments = [], key }: AppendOptions = {}): Promise<Note> {
    const keys = this.#notes.get(id)?.keys;
    return await this.#change(id, (note) => {
      if (key !== undefined && keys?.has(key)) return note;
      if (key !== undefined) keys?.add(key);
      const body = [note.body, text].filter((part) => part !== "").join("\n\n");
      return { ...note, body: withLinks(body, note.path.split("/").slice(0, -1).join("/"), attachments) };
    });
  }

  async tag(id: string, { add = [], remove = [] }: { add?: readonly string[]; remove?: readonly string[] }) {
    return await this.#change(id, (note) => {
      const tags = note.tags.filter((tag) => !remove.some((gone) => gone.toLowerCase() === tag.toLowerCase()));
      return { ...note, tags: [...tags, ...add] };
    });
  }

  async move(id: string, folder: string): Promise<Note> {
    if (folder.split("/").includes("..")) throw new VaultError("outside", `${folder} leads out.`);
    if (folder === "attachments") throw new VaultError("invalid", `${folder} is taken.`);
    return await this.#change(
      id,
      (note) => ({ ...note, path: `${folder === "" ? "" : `${folder}/`}${note.title}.md` }),
    );
  }

  rename(id: string, title: string): Promise<Note> {
    return this.update(id, { title });
  }

  async delete(id: string): Promise<boolean> {
    await this.#fail();
    const kept = this.#notes.get(id);
    if (kept === undefined || kept.deleted) return false;
    kept.deleted = true;
    await this.tick();
    return true;
  }

  async restore(id: string): Promise<Note> {
    await this.#fail();
    const kept = this.#notes.get(id);
    if (kept === undefined) throw new VaultError("not_found", `There is no note ${id}.`);
    kept.deleted = false;
    return kept.note;
  }

  source(id: string): Promise<FoundNote | undefined> {
    const kept = this.#notes.get(id);
    if (kept === undefined) return Promise.resolve(undefined);
    const { note, deleted } = kept;
    return Promise.resolve({ path: note.path, head: "", rest: note.body, note, trashed: deleted });
  }

  async putBack(id: string, was: (now: FoundNote) => NoteSource): Promise<Note | undefined> {
    await this.#fail();
    const found = await this.source(id);
    const kept = this.#notes.get(id);
    if (found === undefined || kept === undefined) throw new VaultError("not_found", `There is no note ${id}.`);
    const { path, rest } = was(found);
    kept.note = { ...kept.note, path, body: rest };
    kept.deleted = false;
    return kept.note;
  }

  list(): Promise<readonly NoteSummary[]> {
    return Promise.resolve(this.notes.toReversed());
  }

  count(): Promise<number> {
    return Promise.resolve(this.notes.length);
  }

  find(): Promise<readonly []> {
    return Promise.resolve([]);
  }

  passages(_query: string, _options?: PassageOptions): Promise<readonly Passage[]> {
    return Promise.resolve([]);
  }

  sameContent(hash: string, except?: string): Promise<NoteSummary | undefined> {
    const same = this.#notes.values().find((kept) => !kept.deleted && kept.hash === hash && kept.note.id !== except);
    return Promise.resolve(same?.note);
  }

  folders(): Promise<readonly string[]> {
    const folders = this.notes.flatMap(({ path }) => path.includes("/") ? [path.slice(0, path.lastIndexOf("/"))] : []);
    return Promise.resolve([...new Set(folders)].sort());
  }

  async attach(noteId: string, { key, name = "file", open }: NewAttachment): Promise<StoredAttachment> {
    await this.#fail();
    const found = this.files.get(`${noteId} ${key}`);
    if (found !== undefined) return found;
    const content = await new Response(await open()).text();
    const hash = createHash("sha256").update(content).digest("hex");
    const file = { path: `attachments/${this.files.size}-${name}`, name, size: content.length, hash, content };
    this.files.set(`${noteId} ${key}`, file);
    await this.tick();
    return file;
  }

  rescan(): Promise<void> {
    return Promise.resolve();
  }

  async #change(id: string, change: (note: Note) => Note): Promise<Note> {
    await this.#fail();
    const kept = this.#notes.get(id);
    if (kept === undefined || kept.deleted) throw new VaultError("not_found", `There is no note ${id}.`);
    kept.note = change(kept.note);
    await this.tick();
    return kept.note;
  }

  async #fail(): Promise<void> {
    await this.tick();
    if (this.failure !== undefined) throw this.failure;
  }
}

/** Vaults in memory, one for each account. */
export class MemoryVaults extends Vaults {
  readonly #vaults = new Map<string, MemoryVault>();

  of(account: string | Pick<Account, "id">): MemoryVault {
    const id = typeof account === "string" ? account : account.id;
    const vault = this.#vaults.get(id) ?? new MemoryVault(id);
    this.#vaults.set(id, vault);
    return vault;
  }
}

function withLinks(body: string, folder: string, attachments: readonly StoredAttachment[]): string {
  const links = attachments.map(({ path, name }) => linkTo(path, name, folder)).filter((link) => !body.includes(link));
  return [body, links.join("\n")].filter((part) => part !== "").join("\n\n");
}
