/** A note's row as SQLite gives it, and what is read of it. */
import type { NoteSummary } from "../note.ts";

/** What a scan compares with the file. */
export interface KnownFile {
  readonly row: number;
  readonly path: string;
  readonly modified: number;
  readonly size: number;
}

/** The columns of a summary. */
export const SUMMARY = "row, path, id, title, created, modified, tags";

type Row = Readonly<Record<string, unknown>>;

/** A row as a scan knows it. */
export function knownOf({ row, path, modified, size }: Row): KnownFile {
  return { row: num(row), path: str(path), modified: num(modified), size: num(size) };
}

/** A row of {@link SUMMARY}. */
export function summaryOf({ id, title, path, created, modified, tags }: Row): NoteSummary {
  return {
    id: str(id),
    title: str(title),
    path: str(path),
    created: num(created),
    updated: num(modified),
    tags: list(tags),
  };
}

/** A number; 0 for what is none. */
export function num(value: unknown): number {
  return typeof value === "number" ? value : 0;
}

/** A text; empty for what is none. */
export function str(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** A list of texts, which is kept as JSON. */
export function list(value: unknown): string[] {
  const items: unknown = JSON.parse(str(value) || "[]");
  return Array.isArray(items) ? items.map(String) : [];
}
