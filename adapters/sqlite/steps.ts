import type { DatabaseSync } from "node:sqlite";
import { DeliveryUnknown, type Json, type OnceOptions, StepInDoubt, type StepIntent } from "../../core/mod.ts";
import { DamagedRows } from "./damaged_rows.ts";
import type { GroupCommit } from "./group_commit.ts";
import { integer, type Row, Statement, storable } from "./statement.ts";

/** A result as JSON; `null` stands for `undefined`, which JSON doesn't know. */
type Result = string | null;

/** What is known of a step before it runs. */
type Known = { readonly state: "new" | "doubt" } | { readonly state: "done"; readonly result: Result };

/** How a step ended here, while the disk did not take it. */
type Unsaved = { readonly ended: "done"; readonly result: Result } | { readonly ended: "failed" };

/** So many scopes are known at a time, and so many steps of each: enough for all units that run at once. */
const REMEMBERED_SCOPES = 256;
const REMEMBERED_STEPS = 1_000;

/** The steps that `once` remembers. */
export class Steps {
  /** Under way in this process. */
  readonly #running = new Map<string, Promise<unknown>>();
  /** Ends that are not committed yet, or could not be: as long as this process lives, it knows them nevertheless. */
  readonly #unsaved = new Map<string, Unsaved>();
  /** Names that were looked for, of scopes that had no step when the first was; `undefined` for a scope that had. Those looked at last. */
  readonly #scopes = new Map<string, Set<string> | undefined>();
  readonly #damaged = new DamagedRows();
  readonly #has: Statement;
  readonly #find: Statement;
  readonly #intend: Statement;
  readonly #finish: Statement;
  readonly #takeBack: Statement;

  constructor(db: DatabaseSync, private readonly commits: GroupCommit) {
    this.#has = new Statement(db, "SELECT 1 FROM step WHERE scope = ? LIMIT 1");
    this.#find = new Statement(db, "SELECT done, result FROM step WHERE scope = ? AND step = ?");
    this.#intend = new Statement(db, "INSERT INTO step (scope, step, done) VALUES (?, ?, 0) ON CONFLICT DO NOTHING");
    this.#finish = new Statement(
      db,
      `INSERT INTO step (result, scope, step, done) VALUES (?, ?, ?, 1)
       ON CONFLICT DO UPDATE SET done = 1, result = excluded.result`,
    );
    this.#takeBack = new Statement(db, "DELETE FROM step WHERE scope = ? AND step = ? AND done = 0");
  }

  /** See `Store.once`. */
  once<T extends Json | void>(
    scope: string,
    step: string,
    fn: (intent: StepIntent) => T | Promise<T>,
    options: OnceOptions,
  ): Promise<T> {
    const id = JSON.stringify([scope, step]);
    const running = this.#running.get(id);
    // Who runs the same step at the same time asks for the same result: the type of a step goes with its name.
    if (running) return running as Promise<T>;
    const run = this.#run(id, scope, step, fn, options).finally(() => this.#running.delete(id));
    this.#running.set(id, run);
    return run;
  }

  async #run<T extends Json | void>(
    id: string,
    scope: string,
    step: string,
    fn: (intent: StepIntent) => T | Promise<T>,
    { inDoubt, intent = "first" }: OnceOptions,
  ): Promise<T> {
    const names = [storable(scope), storable(step)] as const;
    const known = intent === "own" ? this.#look(id, names) : await this.#intendStep(id, names);
    if (known.state === "done") {
      const found = this.#damaged.read(
        `What came of ${step} of ${scope}`,
        () => ({ value: remembered<T>(known.result) }),
      );
      if (found !== undefined) return found.value;
    }
    // What has run, and nobody knows with what result, is in doubt as well.
    if (known.state !== "new" && inDoubt === "fail") throw new StepInDoubt(scope, step);
    let value: T;
    try {
      value = await fn(this.#intentOf(names, intent === "first" || known.state !== "new"));
    } catch (error) {
      // Running it again might do it twice.
      if (inDoubt === "fail" && error instanceof DeliveryUnknown) throw error;
      this.#end(id, { ended: "failed" }, () => this.#takeBack.run(...names));
      throw error;
    }
    const result = JSON.stringify(value) ?? null;
    this.#end(id, { ended: "done", result }, () => this.#finish.run(result, ...names));
    return value;
  }

  /** Commits the intent, unless the step has run or is in doubt. */
  #intendStep(id: string, names: readonly [scope: string, step: string]): Promise<Known> {
    return this.commits.stage(() => {
      const known = this.#look(id, names);
      if (known.state === "new") this.#intend.run(...names);
      else if (known.state === "done" && this.#unsaved.has(id)) this.#finish.run(known.result, ...names);
      return () => {
        this.#unsaved.delete(id);
        return known;
      };
    }, 1);
  }

  #look(id: string, names: readonly [scope: string, step: string]): Known {
    if (!this.#unsaved.has(id) && this.#isUnseen(...names)) return { state: "new" };
    const row: Row | undefined = this.#find.get(...names);
    if (row && integer(row, "done") === 1) {
      return { state: "done", result: typeof row.result === "string" ? row.result : null };
    }
    const unsaved = this.#unsaved.get(id);
    if (unsaved?.ended === "done") return { state: "done", result: unsaved.result };
    return { state: row && !unsaved ? "doubt" : "new" };
  }

  /**
   * True for a step that certainly has not run: its scope had none, and nobody has looked for it since. Most units run once, and each of their steps is
   * new: asking the database for every one would take longer than all else of it.
   */
  #isUnseen(scope: string, step: string): boolean {
    if (!this.#scopes.has(scope)) {
      for (const oldest of this.#scopes.keys()) {
        if (this.#scopes.size < REMEMBERED_SCOPES) break;
        this.#scopes.delete(oldest);
      }
      this.#scopes.set(scope, this.#has.get(scope) === undefined ? new Set() : undefined);
    }
    const seen = this.#scopes.get(scope);
    if (seen === undefined || seen.has(step)) return false;
    if (seen.size >= REMEMBERED_STEPS) this.#scopes.set(scope, undefined);
    else seen.add(step);
    return true;
  }

  /** Commits and takes back in the order in which it is asked to. */
  #intentOf(names: readonly [scope: string, step: string], isCommitted: boolean): StepIntent {
    let committed = isCommitted ? Promise.resolve() : undefined;
    return {
      commit: () => committed ??= this.commits.write(() => void this.#intend.run(...names)),
      takeBack: () => {
        if (committed === undefined) return;
        committed = undefined;
        this.commits.write(() => this.#takeBack.run(...names)).catch(() => {}); // what is not taken back is in doubt, which is told
      },
    };
  }

  /** Nobody has to wait for this: whatever is durable later, this is too. */
  #end(id: string, unsaved: Unsaved, write: () => unknown): void {
    const committed = this.commits.write(write);
    // A step with an intent of its own looks without waiting for its turn.
    this.#unsaved.set(id, unsaved);
    committed.then(() => {
      if (this.#unsaved.get(id) === unsaved) this.#unsaved.delete(id);
    }, () => {});
  }
}

function remembered<T extends Json | void>(result: Result): T {
  const [value] = JSON.parse(`[${result ?? ""}]`);
  return value;
}
