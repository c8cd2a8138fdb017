/** One vault's rows in the index. Everything here is bound to the vault's number or range of rows: no question crosses accounts. */
import { join } from "node:path";
import { numbered, pathKey } from "../file_names.ts";
import type { ListOptions, NoteFilter, NoteSummary } from "../note.ts";
import { idOfPath } from "../note_meta.ts";
import { baseOf, under } from "../path_parts.ts";
import type { IndexDatabase } from "./database.ts";
import type { Located } from "./messages.ts";
import { quietly } from "./note_reader.ts";
import { type KnownFile, knownOf, list, num, str, SUMMARY, summaryOf } from "./note_row.ts";
import { stemText } from "./words.ts";

/** What the index keeps of a note's file. */
export interface IndexedNote {
  readonly path: string;
  readonly id: string;
  readonly title: string;
  readonly created: number;
  readonly modified: number;
  readonly size: number;
  readonly tags: readonly string[];
  /** Names of attachments it links to. */
  readonly links: readonly string[];
  readonly hash: string | undefined;
  readonly trashed: boolean;
  /** Front matter that can't be read, which is searched as text. */
  readonly broken?: string;
  readonly body: string;
}

/** The stems of a note's parts, in the order of the columns. */
export type NoteStems = readonly [title: string, tags: string, body: string];

/** Cuts and stems a note's words. */
export function stemsOf(note: IndexedNote): NoteStems {
  const { title, tags, trashed } = note;
  return trashed ? ["", "", ""] : [stemText(title), stemText(tags.join(" ")), stemText(searchedText(note))];
}

/** What of a note is searched beside its title and tags. */
export function searchedText({ broken, body }: IndexedNote): string {
  return broken === undefined ? body : `${broken}\n${body}`;
}

const ROWS = 2 ** 32;

/** The rows of one vault. */
export class IndexedVault {
  readonly #first: number;
  readonly #last: number;
  #next: number;

  private constructor(private readonly db: IndexDatabase, private readonly root: string, readonly number: number) {
    this.#first = number * ROWS;
    this.#last = this.#first + ROWS - 1;
    const row = db.sql("SELECT max(row) AS last FROM note WHERE row BETWEEN ? AND ?").get(this.#first, this.#last);
    this.#next = num(row?.last) || this.#first;
  }

  /** The vault of an account, given a number when it is new. */
  static open(db: IndexDatabase, account: string, root: string): IndexedVault {
    const find = () => db.sql("SELECT number FROM vault WHERE account = ?").get(account)?.number;
    if (find() === undefined) {
      db.write(() => Number(db.sql("INSERT INTO vault (account) VALUES (?)").run(account).changes));
    }
    return new IndexedVault(db, root, num(find()));
  }

  /** The range of its rows, both ends included. */
  get rows(): readonly [first: number, last: number] {
    return [this.#first, this.#last];
  }

  /** The last row that was given to a note; the row before its first when it never had any. */
  get newest(): number {
    return this.#next;
  }

  /** Files known from behind a row on, by row. */
  known(behind: number, limit: number): readonly KnownFile[] {
    return this.db.sql("SELECT row, path, modified, size FROM note WHERE row > ? AND row <= ? ORDER BY row LIMIT ?")
      .all(Math.max(behind, this.#first - 1), this.#last, limit).map(knownOf);
  }

  /** What is known of one file. */
  knownAt(path: string): KnownFile | undefined {
    const row = this.db.sql("SELECT row, path, modified, size FROM note WHERE vault = ? AND key = ? AND path = ?")
      .get(this.number, pathKey(path), path);
    return row === undefined ? undefined : knownOf(row);
  }

  /** Puts a note in, in place of what was known of its file. */
  put(note: IndexedNote, stems: NoteStems = stemsOf(note)): void {
    const old = this.knownAt(note.path);
    const before = old === undefined ? undefined : this.#take(old);
    const id = this.#ownId(note);
    const row = old?.row ?? ++this.#next;
    const { path, title, created, modified, size, tags, links, hash, trashed } = note;
    this.db.sql("INSERT INTO note VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)").run(
      ...[row, path, pathKey(path), id, title, created, modified, size],
      ...[JSON.stringify(tags), JSON.stringify(links), hash ?? null, Number(trashed), this.number, note.id],
    );
    if (before !== undefined && before !== id) this.#handOn(before);
    if (trashed) return;
    for (const tag of tags) {
      this.db.sql("INSERT OR IGNORE INTO tag VALUES (?, ?, ?)").run(this.number, tag.toLowerCase(), row);
    }
    for (const name of links) {
      this.db.sql("INSERT OR IGNORE INTO link VALUES (?, ?, ?)").run(this.number, pathKey(name), row);
    }
    this.db.sql("INSERT INTO words (rowid, title, tags, body) VALUES (?, ?, ?, ?)").run(row, ...stems);
  }

  /** Takes a note out. A copy of it that we know is then the note. */
  remove(file: { readonly row: number }): void {
    const id = this.#take(file);
    if (id !== undefined) this.#handOn(id);
  }

  /** A note in its place goes before one in the trash. The plus keeps SQLite from walking a whole index to have the order for nothing. */
  locate(id: string): Located | undefined {
    const row = this.db.sql("SELECT path, trashed FROM note WHERE vault = ? AND id = ? ORDER BY +trashed, +row LIMIT 1")
      .get(this.number, id);
    return row === undefined ? undefined : { path: str(row.path), trashed: num(row.trashed) === 1 };
  }

  /** The first number from `from` on with which the note's name is free. */
  free(folder: string, name: string, from: number, except?: string): number {
    const taken = this.db.sql("SELECT 1 FROM note WHERE vault = ? AND key = ? AND path <> ? LIMIT 1");
    for (let number = from;; number++) {
      const key = pathKey(under(folder, `${numbered(name, number)}.md`));
      if (taken.get(this.number, key, except ?? "") === undefined) return number;
    }
  }

  /** How a folder that is the same but for case is written already. */
  folder(path: string): string {
    const key = `${pathKey(path)}/`;
    const row = this.db.sql("SELECT path FROM note WHERE vault = ? AND key >= ? AND key < ? LIMIT 1")
      .get(this.number, key, after(key));
    return row === undefined ? path : str(row.path).split("/").slice(0, path.split("/").length).join("/");
  }

  /** All folders that have notes, and those they are in. */
  folders(): readonly string[] {
    const found = new Set<string>();
    const paths = this.db.sql(
      "SELECT DISTINCT rtrim(path, replace(path, '/', '')) AS folder FROM note WHERE vault = ? AND trashed = 0 AND instr(path, '/') > 0",
    ).all(this.number);
    for (const { folder } of paths) {
      const parts = str(folder).split("/").slice(0, -1);
      for (let depth = 1; depth <= parts.length; depth++) found.add(parts.slice(0, depth).join("/"));
    }
    return [...found].sort();
  }

  /** Those of the attachments that no other note links to. */
  onlyLinkedBy(path: string, attachments: readonly string[]): readonly string[] {
    const other = this.db.sql(
      "SELECT 1 FROM link JOIN note USING (row) WHERE link.vault = ? AND link.name = ? AND note.path <> ? LIMIT 1",
    );
    return attachments.filter((name) => other.get(this.number, pathKey(baseOf(name)), path) === undefined);
  }

  /** The newest first. */
  list({ limit = 20, offset = 0, ...filter }: ListOptions): readonly NoteSummary[] {
    const { where, values } = this.#chosen(filter);
    return this.db.sql(
      `SELECT ${SUMMARY} FROM note WHERE ${where} ORDER BY created DESC, row DESC LIMIT :limit OFFSET :offset`,
    ).all({ ...values, limit: count(limit), offset: count(offset) }).map(summaryOf);
  }

  count(filter: NoteFilter = {}): number {
    const { where, values } = this.#chosen(filter);
    return num(this.db.sql(`SELECT count(*) AS n FROM note WHERE ${where}`).get(values)?.n);
  }

  /** The condition that notes fulfil which are meant, and its values. */
  #chosen({ folder = "", tag, since, until }: NoteFilter) {
    const key = folder === "" ? "" : `${pathKey(folder)}/`;
    const where = [
      "vault = :vault AND trashed = 0",
      ...(key === "" ? [] : ["key >= :key AND key < :end"]),
      ...(tag === undefined ? [] : ["row IN (SELECT row FROM tag WHERE vault = :vault AND tag = :tag)"]),
      ...(since === undefined ? [] : ["created >= :since"]),
      ...(until === undefined ? [] : ["created < :until"]),
    ];
    const values = {
      vault: this.number,
      ...(key === "" ? {} : { key, end: after(key) }),
      ...(tag === undefined ? {} : { tag: tag.replace(/^#/, "").toLowerCase() }),
      ...(since === undefined ? {} : { since }),
      ...(until === undefined ? {} : { until }),
    };
    return { where: where.join(" AND "), values };
  }

  sameContent(hash: string, except: string | undefined): NoteSummary | undefined {
    const row = this.db.sql(
      `SELECT ${SUMMARY} FROM note WHERE vault = ? AND hash = ? AND trashed = 0 AND id <> ? ORDER BY +created DESC LIMIT 1`,
    ).get(this.number, hash, except ?? "");
    return row === undefined ? undefined : summaryOf(row);
  }

  /** The note of a row, when it is in its place. */
  summary(row: number): (NoteSummary & { readonly row: number }) | undefined {
    const found = this.db.sql(`SELECT ${SUMMARY} FROM note WHERE row = ? AND vault = ? AND trashed = 0`).get(
      row,
      this.number,
    );
    return found === undefined ? undefined : { ...summaryOf(found), row };
  }

  /** Takes a note's rows out and returns the id it had. */
  #take({ row }: { readonly row: number }): string | undefined {
    const old = this.db.sql("SELECT id, tags, links, trashed FROM note WHERE row = ?").get(row);
    if (old === undefined) return undefined;
    this.db.sql("DELETE FROM note WHERE row = ?").run(row);
    if (num(old.trashed) === 1) return str(old.id);
    for (const tag of list(old.tags)) {
      this.db.sql("DELETE FROM tag WHERE vault = ? AND tag = ? AND row = ?").run(this.number, tag.toLowerCase(), row);
    }
    for (const name of list(old.links)) {
      this.db.sql("DELETE FROM link WHERE vault = ? AND name = ? AND row = ?").run(this.number, pathKey(name), row);
    }
    this.db.sql("DELETE FROM words WHERE rowid = ?").run(row);
    return str(old.id);
  }

  /** Gives an id that is free again to a copy that has it in its file. */
  #handOn(id: string): void {
    this.db.sql(
      "UPDATE note SET id = claimed WHERE row = (SELECT row FROM note WHERE vault = ? AND claimed = ? AND id <> claimed ORDER BY trashed, row LIMIT 1)",
    ).run(this.number, id);
  }

  /**
   * A copy of a note has the same id in its front matter. The first that we know keeps it; a copy is known by its path until somebody gives it
   * another.
   */
  #ownId({ id, path, trashed }: IndexedNote): string {
    const others = this.db.sql("SELECT row, path, trashed FROM note WHERE vault = ? AND id = ?").all(this.number, id);
    for (const other of others) {
      const there = exists(join(this.root, str(other.path)));
      if (!there) this.#take({ row: num(other.row) });
      else if (Boolean(num(other.trashed)) === trashed) return idOfPath(path);
    }
    return id;
  }
}

/** The first key behind all that begin with this one, whose last character is `/`. */
function after(key: string): string {
  return `${key.slice(0, -1)}0`;
}

/** Whether there is a file. */
export function exists(path: string): boolean {
  return quietly(() => Deno.statSync(path).isFile) ?? false;
}

function count(n: number): number {
  return Number.isFinite(n) ? Math.max(0, Math.floor(n)) : 0;
}
