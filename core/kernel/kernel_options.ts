/** What a kernel is made of. */
import type { Adapter } from "../chat/adapter.ts";
import type { Clock } from "../clock.ts";
import type { KernelLimits } from "../config/config.ts";
import type { WiringProblem } from "../errors.ts";
import type { Translations } from "../i18n/i18n.ts";
import type { Notices } from "../logs/notices.ts";
import type { DeliveryMiddleware } from "../chat/operations.ts";
import type { PluginValues } from "../config/plugin_values.ts";
import type { Store } from "../store/store.ts";
import type { Constructor } from "../plugins/token.ts";

/** What a kernel is made of. */
export interface KernelOptions {
  /** Open already; the kernel closes it when it stops. */
  readonly store: Store;
  /** Of different platforms; the kernel starts, stops and closes them. */
  readonly adapters: readonly Adapter[];
  /** Classes with `@plugin`. */
  readonly plugins: readonly Constructor[];
  /**
   * Those of them that are tested with the program, so that no start has to read all their texts in all languages, and nobody watches what they begin
   * and for how long they keep the event loop; none by default.
   */
  readonly proven?: readonly Constructor[];
  /** Mistakes found while plugins were looked for, to be reported with all others. */
  readonly problems?: readonly WiringProblem[];
  /** The data folder, absolute. */
  readonly data: string;
  /** How long and how many; `defaultLimits` where nothing is configured. */
  readonly limits: KernelLimits;
  /** What is configured for plugins. */
  readonly values: PluginValues;
  /** Of the program, for `/status`. */
  readonly version: string;
  /** The machine's clock by default. */
  readonly clock?: Clock;
  /** To share with adapters that speak themselves; one of its own by default. */
  readonly translations?: Translations;
  /** Speaks to the person who runs the program; nobody hears it by default. */
  readonly notices?: Notices;
  /** See every operation of every platform. */
  readonly middlewares?: readonly DeliveryMiddleware[];
}
