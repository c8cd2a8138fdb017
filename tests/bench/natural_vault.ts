/** A vault of very many notes, written and to be indexed by the worker that the bot uses. */
import { join } from "node:path";
import { getLogger } from "@logtape/logtape";
import { SystemClock } from "../../core/mod.ts";
import { FolderVaults, type Vault } from "../../plugins/vault/mod.ts";
import { collectGarbage } from "./garbage.ts";
import { writeNotes } from "./natural_notes.ts";

/** A vault for as long as a bench lasts. */
export interface NaturalVault {
  readonly vault: Vault;
  /** Path of the index's database. */
  readonly database: string;
}

/** Writes the notes; the first question has them indexed. */
export async function openNaturalVault(stack: AsyncDisposableStack, count: number): Promise<NaturalVault> {
  const data = await Deno.makeTempDir({ prefix: "portico-bench-" });
  stack.defer(() => Deno.remove(data, { recursive: true }));
  const vaults = new FolderVaults(data, { folder: "vaults" }, new SystemClock(), getLogger(["bench"]), {
    defer(_label, undo) {
      stack.defer(async () => void await undo());
      return undo;
    },
  });
  const vault = vaults.of("owner");
  await Deno.mkdir(join(data, "vaults", "owner"), { recursive: true });
  console.error(`writing and indexing ${count} notes …`);
  writeNotes(vault.root, count);
  return { vault, database: join(data, "index.db") };
}

/**
 * The longest time in milliseconds that a timer of this thread was late while work was under way. Timers, since a thread that is never
 * idle is put aside by a busy machine for longer than that.
 */
export async function longestDelay(work: () => Promise<unknown>): Promise<number> {
  collectGarbage();
  let longest = 0;
  let due = performance.now() + 1;
  const look = (): void => {
    longest = Math.max(longest, performance.now() - due);
    due = performance.now() + 1;
  };
  const timer = setInterval(look, 1);
  await work();
  clearInterval(timer);
  // What taking the answer in took counts, too.
  look();
  return longest;
}
