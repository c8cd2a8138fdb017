import type { DatabaseSync } from "node:sqlite";
import type { StandardSchemaV1 } from "@standard-schema/spec";
import {
  type Clock,
  type Json,
  messageOf,
  type RecordKind,
  type RecordOptions,
  type Records,
  StoreError,
} from "../../core/mod.ts";
import { DamagedRows } from "./damaged_rows.ts";
import type { GroupCommit } from "./group_commit.ts";
import { integer, type Row, Statement, text } from "./statement.ts";

/** Behind the namespace of a record that could not be read, when another has taken its place: somebody may put it right by hand. */
const ASIDE = ".damaged";

/** The statements that the records of all kinds share. */
export class RecordTable {
  readonly get: Statement;
  readonly set: Statement;
  readonly delete: Statement;
  readonly list: Statement;
  readonly keepAside: Statement;
  readonly damaged: DamagedRows = new DamagedRows();

  constructor(db: DatabaseSync, readonly commits: GroupCommit, readonly clock: Clock) {
    const live = "(expires IS NULL OR expires > ?)";
    this.get = new Statement(
      db,
      `SELECT version, expires, value FROM record WHERE namespace = ? AND key = ? AND ${live}`,
    );
    this.set = new Statement(
      db,
      "INSERT OR REPLACE INTO record (namespace, key, version, expires, value) VALUES (?, ?, ?, ?, ?)",
    );
    this.delete = new Statement(db, "DELETE FROM record WHERE namespace = ? AND key = ?");
    this.list = new Statement(
      db,
      `SELECT key, version, expires, value FROM record WHERE namespace = ? AND key >= ? AND key < ? AND ${live} ORDER BY key`,
    );
    this.keepAside = new Statement(
      db,
      `INSERT OR REPLACE INTO record (namespace, key, version, expires, value)
         SELECT namespace || '${ASIDE}', key, version, expires, value FROM record WHERE namespace = ? AND key = ?`,
    );
  }
}

/** The records of one kind. `update` without options keeps the time at which the record expires. */
export class SqliteRecords<T extends Json> implements Records<T> {
  constructor(private readonly table: RecordTable, private readonly kind: RecordKind<T>) {
    checkKey(kind.namespace);
  }

  get(key: string): Promise<T | undefined> {
    return this.table.commits.read(() => this.#find(key)?.value);
  }

  set(key: string, value: T, options: RecordOptions = {}): Promise<void> {
    try {
      checkKey(key);
      const stored = this.#write(key, value);
      return this.table.commits.write(() => this.#store(key, stored, options.expiresAt ?? null));
    } catch (error) {
      return Promise.reject(error);
    }
  }

  update(key: string, change: (old: T | undefined) => T | undefined, options?: RecordOptions): Promise<T | undefined> {
    return this.table.commits.write(() => {
      checkKey(key);
      const old = this.#find(key);
      const value = change(old?.value);
      if (old !== undefined && old.value === undefined) this.table.keepAside.run(this.kind.namespace, key);
      if (value === undefined) this.table.delete.run(this.kind.namespace, key);
      else this.#store(key, this.#write(key, value), options ? options.expiresAt ?? null : old?.expires ?? null);
      return value;
    });
  }

  delete(key: string): Promise<boolean> {
    return this.table.commits.write(() => {
      const row = this.table.get.get(this.kind.namespace, key, this.table.clock.now());
      this.table.delete.run(this.kind.namespace, key);
      return row !== undefined;
    });
  }

  list(prefix = ""): Promise<readonly (readonly [key: string, value: T])[]> {
    return this.table.commits.read(() => {
      // Not iterate(), which takes an error for the end.
      const rows = this.table.list.all(this.kind.namespace, prefix, endOf(prefix), this.table.clock.now());
      return rows.flatMap((row): (readonly [string, T])[] => {
        const key = text(row, "key");
        const value = this.#readSound(key, row);
        return value === undefined ? [] : [[key, value]];
      });
    });
  }

  /** @returns with no value where it can't be read, which is as if there were none. */
  #find(key: string): { readonly value: T | undefined; readonly expires: number | null } | undefined {
    const row: Row | undefined = this.table.get.get(this.kind.namespace, key, this.table.clock.now());
    if (!row) return undefined;
    return { value: this.#readSound(key, row), expires: row.expires === null ? null : integer(row, "expires") };
  }

  #store(key: string, json: string, expires: number | null): void {
    this.table.set.run(this.kind.namespace, key, this.kind.version, expires, json);
  }

  /** What would be refused when it is read is not written in the first place. */
  #write(key: string, value: T): string {
    const { issues } = validate(this.kind.schema, value);
    if (issues) throw new TypeError(`The record ${this.#name(key)} cannot be stored: ${describe(issues)}`);
    return JSON.stringify(value);
  }

  #readSound(key: string, row: Row): T | undefined {
    return this.table.damaged.read(`The record ${this.#name(key)}`, () => this.#read(key, row));
  }

  /** @throws {StoreError} it is newer, or can't be read. */
  #read(key: string, row: Row): T {
    const version = integer(row, "version");
    if (version > this.kind.version) {
      throw new StoreError(
        "newer",
        `The record ${
          this.#name(key)
        } was written by a newer version (${version}; this one knows ${this.kind.version}). ` +
          "Update what reads it.",
      );
    }
    let stored: Json;
    try {
      stored = JSON.parse(text(row, "value"));
      if (version < this.kind.version && this.kind.upgrade) stored = this.kind.upgrade(stored, version);
    } catch (error) {
      throw new StoreError("damaged", messageOf(error), { cause: error });
    }
    const result = validate(this.kind.schema, stored);
    if (result.issues) throw new StoreError("damaged", describe(result.issues));
    return result.value;
  }

  #name(key: string): string {
    return `"${key}" of "${this.kind.namespace}"`;
  }
}

/** SQLite hands text out up to its first NUL only, and knows no lone surrogates: such a key would come back as another. */
function checkKey(key: string): void {
  if (key.isWellFormed() && !key.includes("\0")) return;
  throw new TypeError(`${JSON.stringify(key)} cannot name a record: it holds a NUL or half a character.`);
}

/** What comes behind every key with this prefix: the prefix with its last character raised by one, in the order of code points. */
function endOf(prefix: string): string | Uint8Array {
  const points = Array.from(prefix, (character) => character.codePointAt(0) ?? 0);
  while (points.at(-1) === 0x10ffff) points.pop();
  const last = points.pop();
  // To SQLite, any blob is behind any text.
  if (last === undefined) return new Uint8Array();
  return String.fromCodePoint(...points, last === 0xd7ff ? 0xe000 : last + 1);
}

function validate<T>(schema: StandardSchemaV1<unknown, T>, value: unknown): StandardSchemaV1.Result<T> {
  const result = schema["~standard"].validate(value);
  if (!(result instanceof Promise)) return result;
  throw new TypeError("A record's schema has to answer at once: use one without asynchronous checks.");
}

function describe(issues: readonly StandardSchemaV1.Issue[]): string {
  return issues.map(({ message, path = [] }) => {
    const where = path.map((part) => String(typeof part === "object" ? part.key : part)).join(".");
    return where ? `${where}: ${message}` : message;
  }).join("; ");
}
