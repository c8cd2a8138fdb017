import { Clock, type Conversation, inject, lazySchema, type RecordKind, type Records, Store } from "@portico/bot";
import { z } from "zod";
import type { UndoEntry } from "./agent_task.ts";
import { AgentConfig, type AgentSettings } from "./config.ts";
import { keyOf } from "./stop_requests.ts";

/** What is kept of a run, so that it can be taken back. */
export type LoggedRun = {
  /** The run's id. */
  readonly run: string;
  /** Its place among the runs of its conversation: a wall clock may have been set back between two of them. */
  readonly order?: number;
  /** In the order in which it was done. */
  readonly entries: readonly UndoEntry[];
  /** The unit that takes it back, or has. */
  readonly undoneBy?: string;
  /** Calls that this unit takes back, where others were before. */
  readonly tried?: readonly string[];
  /** It has been taken back, as far as that could be done. */
  readonly undone?: true;
  /** Calls that could not be taken back then: another unit may try them again. */
  readonly left?: readonly string[];
};

const schema = lazySchema(() =>
  z.object({
    run: z.string(),
    order: z.number().optional(),
    entries: z.array(z.object({
      call: z.string(),
      changes: z.array(
        z.object({ kind: z.enum(["created", "changed", "deleted"]), note: z.string(), title: z.string() }),
      ),
      undo: z.array(z.object({ tool: z.string(), input: z.json() })),
    })),
    undoneBy: z.string().optional(),
    tried: z.array(z.string()).optional(),
    undone: z.literal(true).optional(),
    left: z.array(z.string()).optional(),
  })
);

const RUNS: RecordKind<LoggedRun> = { namespace: "agent.run", version: 1, schema };

/** A day in milliseconds. */
const DAY = 24 * 60 * 60_000;
/** Digits of a wall time in milliseconds, for some thousand years. */
const DIGITS = 15;

/** What runs have changed, for some days. */
@inject(Store, Clock, AgentConfig)
export class UndoLog {
  readonly #records: Records<LoggedRun>;

  /** Built by the kernel. */
  constructor(store: Store, private readonly clock: Clock, private readonly settings: AgentSettings) {
    this.#records = store.records(RUNS);
  }

  /** Where a run is kept. @param at wall time at which its task was given. */
  keyOf(account: string, conversation: Conversation, at: number, run: string): string {
    return `${prefixOf(account, conversation)}${`${at}`.padStart(DIGITS, "0")} ${run}`;
  }

  /** Keeps a run. Again, it keeps what was added: of one that was taken back in between, only that. */
  async add(key: string, run: string, entries: readonly UndoEntry[]): Promise<void> {
    if (entries.length === 0) return;
    const [account, conversation] = key.split(" ", 2);
    const others = await this.#records.list(`${account} ${conversation} `);
    const next = 1 + others.reduce((last, [, { order = 0 }]) => Math.max(last, order), 0);
    await this.#records.update(key, (old) => {
      const undone = new Set(old?.undoneBy === undefined ? [] : old.entries.map(({ call }) => call));
      const left = entries.filter(({ call }) => !undone.has(call));
      return left.length === 0 ? old : { run, order: old?.order ?? next, entries: left };
    }, this.#expiry());
  }

  /** The run with this key, where it is the account's. */
  async get(account: string, key: string): Promise<LoggedRun | undefined> {
    return key.startsWith(`${account} `) ? await this.#records.get(key) : undefined;
  }

  /** The last run of the account in the conversation that has not been taken back; `except` is none. */
  async last(account: string, conversation: Conversation, except?: string): Promise<string | undefined> {
    const all = await this.#records.list(prefixOf(account, conversation));
    return all.filter(([, { run, undone, undoneBy }]) => !undone && undoneBy === undefined && run !== except)
      .toSorted(([, one], [, other]) => (one.order ?? 0) - (other.order ?? 0)).at(-1)?.[0];
  }

  /** Has a unit take the run back, or what an earlier one had to leave, and no other. What it then finds. */
  async claim(key: string, unit: string): Promise<LoggedRun | undefined> {
    return await this.#records.update(key, (old) => {
      if (old === undefined || old.undoneBy === unit) return old;
      if (old.undoneBy === undefined) return { ...old, undoneBy: unit };
      const { left, ...rest } = old;
      return left === undefined ? old : { ...rest, undoneBy: unit, tried: left };
    }, this.#expiry());
  }

  /** The unit takes it back no further; what it has not taken back may be by another. @param ended calls that it has. */
  async release(key: string, unit: string, ended: readonly string[]): Promise<void> {
    await this.#records.update(key, (old) => {
      if (old?.undoneBy !== unit) return old;
      const { run, tried, order } = old;
      const entries = old.entries.filter(({ call }) => !ended.includes(call) && tried?.includes(call) !== false);
      return { run, ...order === undefined ? {} : { order }, entries };
    }, this.#expiry());
  }

  /** It has been taken back. @param left calls that could not be. */
  async finish(key: string, left: readonly string[]): Promise<void> {
    await this.#records.update(key, (old) => {
      return old && { ...old, undone: true, ...left.length === 0 ? {} : { left } };
    }, this.#expiry());
  }

  #expiry(): { readonly expiresAt: number } {
    return { expiresAt: this.clock.now() + this.settings.undoDays * DAY };
  }
}

/** No prefix is the beginning of another's. */
function prefixOf(account: string, conversation: Conversation): string {
  return `${keyOf(account, conversation)} `;
}
