/** What a background task is: its options, what it is given, what people see of it. */
import type { TaskSchedule } from "./task_schedule.ts";

/** Between runs and before the first, under way, or ended: in one of three ways. */
export type TaskStatus = "scheduled" | "running" | "completed" | "failed" | "cancelled";

/** What a task does, once for each run; `signal` of its context is aborted when it must end. */
export type TaskRun = (task: TaskContext) => unknown;

/** What a task is given each time it runs. */
export interface TaskContext {
  /** The id it was registered by. */
  readonly id: string;
  /** Aborted when the task is unregistered or the manager stops. */
  readonly signal: AbortSignal;
  /**
   * Replaces the children this task shows in `list`, such as the open batches of the aggregator, until this run ends. A
   * function is asked when somebody looks and costs nothing until then: the way for children that come and go quickly.
   */
  report(children: readonly TaskChild[] | (() => readonly TaskChild[])): void;
}

/** Something inside a task that people want to see. */
export interface TaskChild {
  /** Unique within its task. */
  readonly id: string;
  /** What it is, in a few words. */
  readonly description: string;
  /** For whom it is there. */
  readonly userId?: string;
  /** Wall time in milliseconds. */
  readonly startedAt: number;
}

/** How a task is registered. */
export type TaskOptions = TaskSchedule & {
  /** What it does, in a few words. */
  readonly description: string;
  /** The plugin or part it belongs to. */
  readonly owner: string;
  /** For whom it runs, when it is for one person. */
  readonly userId?: string;
  /**
   * Start a failed task again with growing delays: full jitter, from 1 s up to 5 min. One that runs repeatedly is not
   * waited for longer than until its next run.
   */
  readonly restart?: boolean;
};

/** What people see of a task. */
export interface TaskInfo {
  /** The id it was registered by; a finished task's may have come again. */
  readonly id: string;
  /** What it does, in a few words. */
  readonly description: string;
  /** The plugin or part it belongs to. */
  readonly owner: string;
  /** For whom it runs, when it is for one person. */
  readonly userId?: string;
  /** Where it is in its life. */
  readonly status: TaskStatus;
  /** Wall time of the start of the last run in milliseconds; `undefined` before the first. */
  readonly startedAt?: number;
  /** Wall time of the next run, where one is planned. */
  readonly nextAt?: number;
  /** Wall time at which it was completed, failed for good or was cancelled. */
  readonly endedAt?: number;
  /** How often it has been started. */
  readonly runs: number;
  /** What its last failed run said, also after later runs went well. */
  readonly lastError?: string;
  /** What it reported to be under way inside it. */
  readonly children: readonly TaskChild[];
}

/** A registered task, for whom registered it. */
export interface TaskHandle {
  /** The id it was registered by. */
  readonly id: string;
  /** Resolves when the task has ended for good, however it ended. Never rejects. */
  readonly ended: Promise<void>;
  /**
   * Unregisters this task (never a later one of the same id) and resolves when it has ended: don't wait for it inside the task.
   * Never rejects.
   */
  cancel(): Promise<void>;
}
