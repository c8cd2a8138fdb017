import type { Clock, Deadline, Deadlines } from "@portico/bot";
import type { RunEnding, RunOutcome, UndoEntry } from "./agent_task.ts";
import type { AgentSettings } from "./config.ts";
import type { ToolChange } from "./tool.ts";

/** How far a run may go. */
export type RunBudget = Pick<AgentSettings, "steps" | "time" | "tokens">;

/** A call that a model has asked for. */
export interface PlannedCall {
  /** Which of the run it is, such as `3:0`. */
  readonly place: string;
  /** Name of its tool. */
  readonly tool: string;
}

/** One run while it goes on: what it has used and done, and whether it is to end. */
export class AgentRun {
  readonly #controller = new AbortController();
  readonly #changes: ToolChange[] = [];
  readonly #undo: UndoEntry[] = [];
  readonly #unknown: string[] = [];
  readonly #names = new Map<string, string>();
  #planned: readonly PlannedCall[] = [];
  #ending: RunEnding | undefined;
  #failure: { readonly error: unknown } | undefined;
  #isHalted = false;
  #calls = 0;
  #tokens = 0;
  #resultLength = 0;
  #left: number;
  #resumedAt = 0;
  #deadline: Deadline | undefined;

  /** @param budget how far it may go; its time begins with `startClock`. */
  constructor(
    readonly id: string,
    readonly budget: RunBudget,
    private readonly clock: Clock,
    private readonly deadlines: Deadlines,
  ) {
    this.#left = budget.time * 1_000;
  }

  /** Aborted when nothing that is under way is wanted any more. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** How it is to end, or has; `undefined` while it goes on. */
  get ending(): RunEnding | undefined {
    return this.#ending;
  }

  /** No further call may be made. */
  get isHalted(): boolean {
    return this.#isHalted;
  }

  /** What broke it off, in place of an ending. */
  get failure(): { readonly error: unknown } | undefined {
    return this.#failure;
  }

  /** Calls that may still be made. */
  get callsLeft(): number {
    return this.budget.steps - this.#calls;
  }

  /** Ends it: nothing further is called, and `at once` what is under way is broken off. The first ending counts. */
  end(ending: RunEnding, when: "at once" | "after this" | "when these calls are done"): void {
    this.#ending ??= ending;
    if (when !== "when these calls are done") this.#isHalted = true;
    if (when === "at once") this.#controller.abort(new Error(`The run has ended: ${this.#ending}.`));
  }

  /** Breaks it off because of something that is no matter of the model's, such as a shutdown. */
  fail(error: unknown): void {
    this.#failure ??= { error };
    this.#isHalted = true;
    this.#controller.abort(error);
  }

  /** Characters that tools have given back so far. */
  get resultLength(): number {
    return this.#resultLength;
  }

  /** Counts characters that a tool has given back. */
  takeResult(length: number): void {
    this.#resultLength += length;
  }

  /** Counts calls; how many of so many may be made. */
  takeCalls(wanted: number): number {
    const granted = Math.min(wanted, this.callsLeft);
    this.#calls += granted;
    if (granted < wanted) this.end("steps", "when these calls are done");
    return granted;
  }

  /** Keeps which calls one answer of the model asks for. */
  plan(calls: readonly PlannedCall[]): void {
    this.#planned = calls;
  }

  /** The how-manieth a call is of those of its tool in one answer; `undefined` for the only one. */
  turnOf(place: string): { readonly at: number; readonly count: number } | undefined {
    const tool = this.#planned.find((call) => call.place === place)?.tool;
    const same = this.#planned.filter((call) => call.tool === tool);
    if (same.length < 2) return undefined;
    return { at: same.findIndex((call) => call.place === place) + 1, count: same.length };
  }

  /** Counts tokens; ends the run when it has used more than it may. */
  takeTokens(count: number): void {
    this.#tokens += count;
    if (this.#tokens > this.budget.tokens) this.end("tokens", "after this");
  }

  /** Counts what was used before a restart: what was granted then is gone through to its end, and what is over the budget of today ends it behind that. */
  recount(tokens: number, calls: number): void {
    this.#calls += calls;
    this.#tokens += tokens;
    if (this.#tokens > this.budget.tokens) this.end("tokens", "when these calls are done");
  }

  /** Keeps what a call has changed. */
  takeChanges(entry: UndoEntry): void {
    this.#changes.push(...entry.changes);
    if (entry.undo.length > 0) this.#undo.push(entry);
  }

  /** Keeps a call of which nobody knows whether it was done, in words for the person. */
  takeUnknown(call: string): void {
    this.#unknown.push(call);
  }

  /** The title of what has this id, as far as the run has come across it. */
  titleOf(id: string): string | undefined {
    return this.#names.get(id);
  }

  /** Remembers which titles go with which ids, in whatever a tool has given back. */
  learnTitles(output: unknown): void {
    if (typeof output !== "object" || output === null) return;
    if (Array.isArray(output)) {
      for (const item of output.slice(0, LEARNED)) this.learnTitles(item);
      return;
    }
    if ("id" in output && "title" in output && typeof output.id === "string" && typeof output.title === "string") {
      if (this.#names.size < MOST_TITLES) this.#names.set(output.id, output.title);
      return;
    }
    for (const value of Object.values(output)) if (Array.isArray(value)) this.learnTitles(value);
  }

  /** Lets its time run. */
  startClock(): void {
    if (this.#deadline !== undefined || this.#isHalted) return;
    this.#resumedAt = this.clock.monotonic();
    this.#deadline = this.deadlines.at(this.#resumedAt + this.#left, () => this.end("time", "at once"));
  }

  /** Stops its time. */
  stopClock(): void {
    if (this.#deadline === undefined) return;
    this.#left -= this.clock.monotonic() - this.#resumedAt;
    this.#deadline.cancel();
    this.#deadline = undefined;
  }

  /** What has become of it. */
  outcome(text: string): RunOutcome {
    return {
      ending: this.#ending ?? "done",
      text,
      changes: [...this.#changes],
      undo: [...this.#undo],
      unknown: [...this.#unknown],
      calls: this.#calls,
      tokens: this.#tokens,
    };
  }
}

/** So many items of a list are looked through for titles. */
const LEARNED = 100;
/** So many titles are remembered. */
const MOST_TITLES = 1_000;
