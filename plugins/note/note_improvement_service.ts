import { type CancelTimer, Clock, inject, type Logger, PluginLog, type TaskContext } from "@portico/bot";
import type { Batch } from "../aggregation/mod.ts";
import { Model, ModelError, type ModelErrorCode } from "../model/mod.ts";
import { VaultError } from "../vault/mod.ts";
import { ImprovementLine, type Waiting } from "./improvement_line.ts";
import type { NoteOutcome } from "./note_creation_service.ts";
import { ATTEMPTS, NoteImprover } from "./note_improver.ts";
import { PendingImprovements } from "./pending_improvements.ts";

/** Notes that are improved at the same time. */
const AT_ONCE = 2;
/** Milliseconds between two attempts at a note. */
const PAUSE = 60_000;
/** Failures of a model that may be over by then. */
const PASSING: readonly ModelErrorCode[] = ["unreachable", "timeout", "busy", "broken"];

/**
 * Gives notes a better title, tags and a summary by a model, after they have been written and told of. What is to be improved is kept until it is, over
 * restarts. What people have changed meanwhile stays as they want it, and a note that is gone stays gone. A failure is logged, and the note left as it
 * is.
 */
@inject(Model, NoteImprover, PendingImprovements, Clock, PluginLog)
export class NoteImprovementService {
  readonly #line = new ImprovementLine();
  readonly #running = new Set<Promise<void>>();
  readonly #timers = new Set<CancelTimer>();
  #signal: AbortSignal | undefined;

  /** Built by the kernel. */
  constructor(
    private readonly model: Model,
    private readonly improver: NoteImprover,
    private readonly pending: PendingImprovements,
    private readonly clock: Clock,
    private readonly log: Logger,
  ) {}

  /** Whether there is a model that understands notes. */
  get isPossible(): boolean {
    return !this.model.info.offline;
  }

  /** Sees to it that a note is improved some time, where that is wanted and there are words to go by. Resolves when it is durable. */
  async add(
    { account, conversation, messages, settings }: Batch,
    { note, files, missing, isNamed }: NoteOutcome & { readonly kind: "saved" },
    reply: string | undefined,
    language: string,
  ): Promise<void> {
    if (!this.isPossible || settings.improve === false) return;
    if (!messages.some(({ text }) => /[\p{L}\p{N}]/u.test(text))) return;
    const key = await this.pending.add({
      account,
      conversation,
      language,
      note: note.id,
      title: isNamed ? null : note.title,
      tags: note.tags,
      reply: reply ?? null,
      files,
      missing,
      attempts: 0,
      proposal: null,
    });
    this.#push({ key, account });
  }

  /** Improves what waits and what will, until the task ends. What is under way then is kept. */
  async run({ signal }: Pick<TaskContext, "signal">): Promise<void> {
    this.#signal = signal;
    const ended = new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      else signal.addEventListener("abort", () => resolve(), { once: true });
    });
    for (const waiting of await this.pending.list()) this.#push(waiting);
    await ended;
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
    await Promise.all(this.#running);
  }

  #push(waiting: Waiting): void {
    this.#line.push(waiting);
    this.#start();
  }

  #start(): void {
    const signal = this.#signal;
    while (signal?.aborted === false && this.#running.size < AT_ONCE) {
      const next = this.#line.take();
      if (next === undefined) return;
      const running = this.#improveSafely(next, signal).then((pause) => {
        this.#running.delete(running);
        const goOn = () => {
          this.#line.end(next.account);
          this.#start();
        };
        if (pause === 0) goOn();
        else this.#later(pause, goOn);
        this.#start();
      });
      this.#running.add(running);
    }
  }

  #later(milliseconds: number, work: () => void): void {
    const cancel = this.clock.setTimer(milliseconds, () => {
      this.#timers.delete(cancel);
      work();
    });
    this.#timers.add(cancel);
  }

  /** Never rejects: nobody waits for it. Resolves with the milliseconds for which its account has to wait before the next. */
  async #improveSafely(waiting: Waiting, signal: AbortSignal): Promise<number> {
    try {
      await this.improver.improve(waiting.key, signal);
    } catch (error) {
      if (signal.aborted) return 0;
      try {
        return await this.#fail(waiting, error);
      } catch (error) {
        this.log.warn("What was to be improved could not be kept: {error}", { error });
      }
    }
    return 0;
  }

  /** A little patience for what may pass; then the note is left as it is. Resolves with what `#improveSafely` does. */
  async #fail(waiting: Waiting, error: unknown): Promise<number> {
    const known = await this.pending.get(waiting.key);
    if (known === undefined) return 0;
    const { note, attempts } = known;
    const wait = error instanceof ModelError && error.code === "limit"
      ? (error.retryAt ?? Infinity) - this.clock.now()
      : 0;
    if (wait > 0 && wait <= PAUSE) {
      // Who has sent many notes at once: the call was not begun, and all of theirs wait.
      await this.pending.change(waiting.key, { attempts: attempts - 1 });
      this.#line.push(waiting);
      return wait;
    }
    const again = attempts < ATTEMPTS && isPassing(error);
    if (isExpected(error)) {
      const told = again ? "{note} will be improved later: {reason}" : "{note} is left as it is: {reason}";
      this.log.info(told, { note, reason: reasonOf(error) });
    } else this.log.warn("{note} could not be improved: {error}", { note, error });
    if (again) this.#later(PAUSE, () => this.#push(waiting));
    else await this.pending.remove(waiting.key);
    return 0;
  }
}

/** Whether it may be over by the next attempt. */
function isPassing(error: unknown): boolean {
  return !(error instanceof ModelError) || PASSING.includes(error.code);
}

/** The AI SDK calls its errors so. */
const OF_THE_SDK = /^AI_/;

function isExpected(error: unknown): error is Error {
  return error instanceof ModelError || error instanceof VaultError ||
    (error instanceof Error && OF_THE_SDK.test(error.name));
}

/** What a model wrote instead of what it was asked for is in the SDK's error, and no log's business. */
function reasonOf(error: Error): string {
  return OF_THE_SDK.test(error.name) ? `the answer is no title, tags and summary (${error.name})` : error.message;
}
