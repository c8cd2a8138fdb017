import {
  BackgroundTaskManager,
  type TaskContext,
  type TaskManagerOptions,
  type TaskOptions,
  type TaskSchedule,
} from "../../core/tasks/background_tasks.ts";
import { Deadlines } from "../../core/tasks/deadlines.ts";
import { TestClock } from "./clock.ts";

/** A started task manager in virtual time. */
export interface TaskBench {
  readonly clock: TestClock;
  readonly deadlines: Deadlines;
  readonly tasks: BackgroundTaskManager;
}

/** Makes a started task manager in virtual time, which begins at `wall`, the first of January 2026 by default. */
export function startTasks(options?: TaskManagerOptions, wall?: number): TaskBench {
  const clock = new TestClock(wall);
  const deadlines = new Deadlines(clock);
  const tasks = new BackgroundTaskManager(clock, deadlines, options);
  tasks.start();
  return { clock, deadlines, tasks };
}

/** Options of a task of which only the schedule matters. */
export function plainTask(schedule: TaskSchedule & { restart?: boolean; userId?: string } = {}): TaskOptions {
  return { description: "A task", owner: "tests", ...schedule };
}

/** A task's run that ends when the test says so, whatever its signal says. */
export interface ControlledRun {
  readonly run: (task: TaskContext) => Promise<void>;
  /** What each run was given. */
  readonly contexts: TaskContext[];
  end(): void;
  fail(error: unknown): void;
}

/** Makes a {@link ControlledRun}. */
export function controlRun(): ControlledRun {
  const contexts: TaskContext[] = [];
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  return {
    run: (task) => {
      contexts.push(task);
      return promise;
    },
    contexts,
    end: resolve,
    fail: reject,
  };
}

/** A run that goes on until its signal is aborted, as a task should. */
export function runUntilAborted({ signal }: TaskContext): Promise<void> {
  return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason), { once: true }));
}
