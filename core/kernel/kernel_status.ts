/** What runs right now, for `/status`, `/plugins` and health checks. */

import type { BotAddress, IdShape, PlatformPause } from "../chat/adapter.ts";

/** A handler that has not returned. */
export interface RunningHandler {
  /** Key of the event or id of the work item. */
  readonly unit: string;
  /** `plugin.method`. */
  readonly handler: string;
  /** Id of the account it runs for. */
  readonly account: string;
  /** Wall time of its start in milliseconds. */
  readonly since: number;
}

/** A plugin that is loaded. */
export interface LoadedPlugin {
  /** As in its `@plugin`. */
  readonly name: string;
  /** Labels of everything its scope would undo. */
  readonly holds: readonly string[];
}

/** An adapter that is open. */
export interface AdapterStatus {
  /** As in `Conversation.platform`. */
  readonly platform: string;
  /** Whoever can reach it may use the bot. */
  readonly isTrusted: boolean;
  /** What its ids look like, where it says so. */
  readonly ids?: IdShape;
  /** Its platform has been reached since the start. */
  readonly isReached: boolean;
  /** Who the bot is there, where the adapter has an address and knows it. */
  readonly address?: BotAddress;
  /** The platform has asked to be left alone. */
  readonly pause?: PlatformPause;
}

/** The kernel's state at one moment. */
export interface StatusReport {
  /** Of the program. */
  readonly version: string;
  /** Wall time in milliseconds. */
  readonly startedAt: number;
  /** In the order of their starts, those that were given up included. */
  readonly running: readonly RunningHandler[];
  /** Units that wait for their lane. */
  readonly queued: number;
  /** In the order of loading. */
  readonly plugins: readonly LoadedPlugin[];
  /** In the order in which they were configured. */
  readonly adapters: readonly AdapterStatus[];
}

/** Reads the kernel's state. Abstract, so that it is type and DI token in one. */
export abstract class KernelStatus {
  /** Takes a look; cheap enough for every call of a health check. */
  abstract read(): StatusReport;
  /** Calls back when a platform is reached that was not at the start, until the returned function is called. */
  abstract subscribe(reached: () => void): () => void;
}
