/** What runs right now, for `/status`, `/plugins` and health checks. */

export interface RunningHandler {
  /** Key of the event or id of the work item. */
  readonly unit: string;
  /** `plugin.method`. */
  readonly handler: string;
  readonly account: string;
  /** Wall time of its start in milliseconds. */
  readonly since: number;
}

export interface LoadedPlugin {
  readonly name: string;
  /** Labels of everything its scope would undo. */
  readonly holds: readonly string[];
}

export interface StatusReport {
  readonly version: string;
  /** Wall time in milliseconds. */
  readonly startedAt: number;
  readonly running: readonly RunningHandler[];
  /** Units that wait for their lane. */
  readonly queued: number;
  readonly plugins: readonly LoadedPlugin[];
  /** Platforms. */
  readonly adapters: readonly string[];
}

/** Reads the kernel's state. Abstract, so that it is type and DI token in one. */
export abstract class KernelStatus {
  abstract read(): StatusReport;
}
