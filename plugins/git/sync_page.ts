/** What `/sync` says, and what is told of exchanges that nobody asked for. */
import { codeSpan, type TextArguments } from "@portico/bot";
import { stemOf } from "../vault/mod.ts";
import type { SyncResult } from "./git_vaults.ts";
import type { GitProblem } from "./git_problem.ts";
import type { Conflict } from "./remote_merge.ts";
import type { Exchange } from "./remote_sync.ts";

/** Makes a text of ours. */
export type Say = (id: string, args?: TextArguments) => string;

/** As many conflicts are named. */
const NAMED = 5;

/** What came of a `/sync`. */
export function syncText(say: Say, { exchange, problem }: SyncResult): string {
  if (problem !== undefined) return problemText(say, problem);
  if (exchange === undefined) return `${say("sync-local")}\n\n${say("no-remote")}`;
  const { sent } = exchange;
  const received = exchange.merged.reduce((sum, merged) => sum + merged.received, 0);
  const conflicts = conflictsOf(exchange);
  const lines = [sent + received === 0 ? say("sync-nothing") : say("sync-done", { sent, received })];
  if (conflicts.length > 0) lines.push(conflictText(say, conflicts));
  return lines.join("\n\n");
}

/** What is wrong, and what to do about it. */
export function problemText(say: Say, { code, detail }: GitProblem): string {
  return say(`problem-${code}`, { detail: codeSpan(detail) });
}

/** Which notes there are twice now. */
export function conflictText(say: Say, conflicts: readonly Conflict[]): string {
  const lines = conflicts.slice(0, NAMED).map(({ path, copy }) =>
    `- ${say("conflict-line", { title: codeSpan(stemOf(path)), copy: codeSpan(stemOf(copy)) })}`
  );
  if (conflicts.length > NAMED) lines.push(`- ${say("conflict-more", { count: conflicts.length - NAMED })}`);
  return [say("conflict-title", { count: conflicts.length }), ...lines].join("\n");
}

/** All conflicts of an exchange. */
export function conflictsOf(exchange: Exchange): readonly Conflict[] {
  return exchange.merged.flatMap(({ conflicts }) => conflicts);
}
