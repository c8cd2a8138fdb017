/** The one owner of all that runs in the background. */
import { BackgroundTask, type TaskSurroundings } from "./background_task.ts";
import type { Clock } from "../clock.ts";
import type { Deadlines } from "./deadlines.ts";
import { logger } from "../logs/log.ts";
import { endsWithin } from "../endings.ts";
import { PorticoError } from "../errors.ts";
import type { TaskHandle, TaskInfo, TaskOptions, TaskRun } from "./task.ts";
import { planOf } from "./task_schedule.ts";

export type * from "./task.ts";
export { InvalidSchedule, type TaskSchedule } from "./task_schedule.ts";

/** What a {@link BackgroundTaskManager} can be told. */
export interface TaskManagerOptions {
  /** Between 0 and 1, for the delays of restarts; `Math.random` by default. */
  readonly random?: () => number;
  /** How many finished tasks `list` still shows, 100 by default. */
  readonly historySize?: number;
}

/** How long {@link BackgroundTaskManager.stop} waits by default, in milliseconds. */
const defaultStopDeadline = 10_000;

/**
 * The one owner of all that runs in the background: it knows what runs for whom, tells every task when to end, and says which
 * did not.
 *
 * @example
 * ```ts
 * import { BackgroundTaskManager, Deadlines, SystemClock } from "@portico/bot";
 *
 * const clock = new SystemClock();
 * const tasks = new BackgroundTaskManager(clock, new Deadlines(clock));
 * tasks.start();
 * tasks.register("feeds.refresh", async ({ signal }) => {
 *   await fetch("https://example.com/feed", { signal });
 * }, { description: "Refresh the feeds", owner: "feeds", every: "1h", restart: true });
 * const stragglers = await tasks.stop({ deadline: 5_000 });
 * ```
 */
export class BackgroundTaskManager {
  readonly #clock: Clock;
  readonly #surroundings: TaskSurroundings;
  readonly #historySize: number;
  readonly #live = new Map<string, BackgroundTask>();
  /** Tasks that may have a run under way: the live ones, and cancelled ones that go on all the same. */
  readonly #open = new Set<BackgroundTask>();
  /** The newest last. */
  readonly #history: TaskInfo[] = [];
  #running = false;

  /**
   * Makes one that is not running yet: call `start`.
   *
   * @param clock the time that schedules go by.
   * @param deadlines where the manager waits for it.
   */
  constructor(clock: Clock, deadlines: Deadlines, options: TaskManagerOptions = {}) {
    this.#clock = clock;
    this.#historySize = options.historySize ?? 100;
    this.#surroundings = {
      clock,
      deadlines,
      random: options.random ?? Math.random,
      log: logger("tasks"),
      finished: (task) => this.#retire(task),
    };
  }

  /** Whether tasks can be registered: after `start`, before `stop`. */
  get isRunning(): boolean {
    return this.#running;
  }

  /** Lets tasks be registered. Does nothing when it runs already; after `stop` it begins anew, with no task. */
  start(): void {
    this.#running = true;
  }

  /**
   * Takes no more tasks, aborts the signal of every one and waits for their runs to end, but no longer than `deadline`
   * milliseconds (10,000 by default).
   *
   * @returns the ids of those that were still running then, also of unregistered ones; empty when all have ended.
   */
  async stop({ deadline = defaultStopDeadline }: { readonly deadline?: number } = {}): Promise<string[]> {
    this.#running = false;
    for (const task of [...this.#live.values()]) task.cancel();
    const open = [...this.#open];
    if (open.length === 0) return [];
    // By a timer of its own, not a deadline: it must come even when the deadlines were stopped before.
    await endsWithin(this.#clock, deadline, Promise.all(open.map((task) => task.ended)));
    const stragglers = new Set(open.filter((task) => this.#open.has(task)).map((task) => task.id));
    if (stragglers.size > 0) {
      this.#surroundings.log.warn("Still running {deadline} ms after they were told to end: {stragglers}", {
        deadline,
        stragglers: [...stragglers],
      });
    }
    return [...stragglers];
  }

  /**
   * Registers a task and, unless it has a schedule, starts it. What `run` throws never comes out here: it is logged, and
   * seen in `list`.
   *
   * @throws {TasksNotRunning} before `start` and after `stop`.
   * @throws {TaskExists} when a task of this id has not ended.
   * @throws {InvalidSchedule | InvalidDuration} for a schedule that cannot be followed.
   */
  register(id: string, run: TaskRun, options: TaskOptions): TaskHandle {
    if (!this.#running) throw new TasksNotRunning(id);
    if (this.#live.has(id)) throw new TaskExists(id);
    const task = new BackgroundTask(id, run, { ...options }, planOf(options, this.#clock), this.#surroundings);
    this.#live.set(id, task);
    this.#open.add(task);
    void task.ended.then(() => this.#open.delete(task));
    task.start();
    return {
      id,
      ended: task.ended,
      cancel: () => {
        task.cancel();
        return task.ended;
      },
    };
  }

  /**
   * Ends a task: its signal is aborted, no run follows, and its id is free at once, even while its last run goes on. Never
   * throws.
   *
   * @returns whether there was one that had not ended.
   */
  unregister(id: string): boolean {
    const task = this.#live.get(id);
    task?.cancel();
    return task !== undefined;
  }

  /** What there is: live tasks in the order of their registration, then finished ones, the newest first. */
  list(): TaskInfo[] {
    return [...[...this.#live.values()].map((task) => task.info()), ...this.#history.toReversed()];
  }

  #retire(task: BackgroundTask): void {
    this.#live.delete(task.id);
    this.#history.push(task.info());
    if (this.#history.length > this.#historySize) this.#history.shift();
  }
}

/** A task was registered while the manager was not running. */
export class TasksNotRunning extends PorticoError {
  /** Stable for programs. */
  readonly code = "tasks_not_running";
  /** The task's id. */
  readonly id: string;

  /** Says which task, and what to do. */
  constructor(id: string) {
    super(`The task "${id}" cannot be registered: the task manager is not running. Call start() first.`);
    this.id = id;
  }
}

/** A task was registered under the id of another that has not ended. */
export class TaskExists extends PorticoError {
  /** Stable for programs. */
  readonly code = "task_exists";
  /** The task's id. */
  readonly id: string;

  /** Says which task, and what to do. */
  constructor(id: string) {
    super(`There is a task "${id}" already. Unregister it first, or give this one another id.`);
    this.id = id;
  }
}
