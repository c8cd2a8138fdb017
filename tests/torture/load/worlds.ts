/** Where a bot lives under load: in virtual time with a store in memory, or in real time with one on the disk. */
import {
  type Adapter,
  type Clock,
  type Constructor,
  defaultLimits,
  Kernel,
  PluginValues,
  type Store,
  SystemClock,
  type Transport,
} from "../../../core/mod.ts";
import { defaultRates, deliver } from "../../../adapters/delivery/mod.ts";
import { SqliteStore } from "../../../adapters/sqlite/mod.ts";
import { waitOn } from "../../adapters/delivery/scripted_transport.ts";
import { TestClock } from "../../support/clock.ts";
import { TestFolder } from "../../support/folder.ts";
import { ScriptedAdapter } from "../../support/scripted_adapter.ts";
import { TestBot } from "../../support/test_bot.ts";

/** Time, and a bot in it. */
export interface World {
  readonly clock: Clock;
  /** Starts a bot; resolves with what stops it. @param total units in memory at which intake waits. */
  start(chat: ScriptedAdapter, plugins: readonly Constructor[], total: number): Promise<() => Promise<unknown>>;
  /** Lets so many milliseconds pass. */
  pass(milliseconds: number): Promise<void>;
}

/** An adapter of a platform with the rates of Telegram. */
export class RatedAdapter extends ScriptedAdapter {
  override readonly transport: Transport;

  constructor(clock: Clock, random: () => number) {
    super();
    const performing: Transport = { perform: (operation, signal) => this.perform(operation, signal) };
    this.transport = deliver(performing, { clock, wait: waitOn(clock), random, rates: defaultRates });
  }
}

/** A kernel in real time with everything as a program has it. @param total units in memory at which intake waits; as a program has it by default. */
export function realKernel(
  store: Store,
  adapter: Adapter,
  plugins: readonly Constructor[],
  total: number = defaultLimits.total,
): Kernel {
  return new Kernel({
    store,
    adapters: [adapter],
    plugins,
    data: "/nowhere",
    limits: { ...defaultLimits, total },
    values: new PluginValues({ sections: {} }),
    version: "0.0.0",
    clock: new SystemClock(),
  });
}

/** One in virtual time. */
export function virtualWorld(): World {
  const clock = new TestClock();
  return {
    clock,
    start: async (chat, plugins, total) => {
      const bot = await TestBot.start({ plugins, chat, limits: { total } }, clock);
      return () => bot.stop();
    },
    pass: (milliseconds) => clock.advance(milliseconds),
  };
}

/** One in real time. */
export function realWorld(): World {
  const clock = new SystemClock();
  return {
    clock,
    start: async (chat, plugins, total) => {
      const folder = await TestFolder.make();
      const store = await SqliteStore.open({ path: folder.join("portico.db"), clock });
      const kernel = realKernel(store, chat, plugins, total);
      await kernel.start();
      return async () => {
        await kernel.stop({ deadline: 1_000 });
        await folder[Symbol.asyncDispose]();
      };
    },
    pass: (milliseconds) => new Promise((resolve) => void clock.setTimer(milliseconds, resolve)),
  };
}
