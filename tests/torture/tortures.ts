/** All tortures, in the order in which `deno task torture all` runs them. What each needs is read when it is run. */
import type { Torture } from "./torture.ts";

export const tortures: Readonly<Record<string, Torture>> = {
  crash: {
    promise: "what is accepted is never lost and its effects happen once, whenever the program is killed",
    counts: "kills",
    long: 1_000,
    minutes: 35,
    run: async (options) => (await import("./crash/crash.ts")).crash(options),
  },
  power: {
    promise: "what was told is on the disk when the power goes",
    counts: "cuts",
    long: 500,
    minutes: 30,
    run: async (options) => (await import("./power/power.ts")).cutPower(options),
  },
  disk: {
    promise:
      "whatever is wrong with the disk and with what lies on it, nothing is lost or doubled, and all goes on by itself",
    counts: "rounds",
    long: 140,
    minutes: 20,
    run: async (options) => (await import("./disk/trouble.ts")).troubleDisk(options),
  },
  time: {
    promise: "whatever the clock does, nothing is lost, stuck, doubled or too fast",
    counts: "rounds",
    long: 100,
    minutes: 30,
    run: async (options) => (await import("./time/time.ts")).tortureTime(options),
  },
  network: {
    promise:
      "whatever the network and the platform do, nothing is lost, doubled, untold or too fast, and memory is bounded",
    counts: "rounds",
    long: 100,
    minutes: 40,
    run: async (options) => (await import("./network/network.ts")).tortureNetwork(options),
  },
  input: {
    promise:
      "whatever comes in at any door, nothing falls over or gets out of the data folder, and the next message is served",
    counts: "runs",
    long: 20_000,
    minutes: 60,
    run: async (options) => (await import("./input/input.ts")).tortureInput(options),
  },
  load: {
    promise:
      "very many people, open batches and pending events: nothing is lost or grows, and who floods delays nobody else",
    counts: "users",
    long: 10_000,
    minutes: 15,
    run: async (options) => (await import("./load/load.ts")).load(options),
  },
  plugins: {
    promise: "a plugin that misbehaves is named, hurts nobody else, and leaves nothing behind",
    counts: "loads",
    long: 1_000,
    minutes: 1,
    run: async (options) => (await import("./plugins/plugins.ts")).torturePlugins(options),
  },
  secrets: {
    promise: "no secret is in a log, a trace, an error, a chat, a file or a request where none has to be",
    counts: "rounds",
    long: 24,
    minutes: 3,
    run: async (options) => (await import("./secrets/secrets.ts")).tortureSecrets(options),
  },
  shutdown: {
    promise: "asked to stop at any moment, it ends by the deadline, and nothing is lost, doubled or missing",
    counts: "stops",
    long: 200,
    minutes: 10,
    run: async (options) => (await import("./shutdown/shutdown.ts")).shutdown(options),
  },
};

/** The same tests on others as well, by `--peers`. */
export const comparisons: Readonly<Record<string, Torture>> = {
  crash: {
    promise: "kill -9 at random moments under load: nothing is lost, nothing happens twice",
    counts: "kills",
    long: 30,
    minutes: 2,
    run: async (options) => (await import("./peers/deaths.ts")).crash(options),
  },
  shutdown: {
    promise: "SIGTERM at random moments under load: nothing is lost, nothing happens twice, code 0 by the deadline",
    counts: "stops",
    long: 20,
    minutes: 3,
    run: async (options) => (await import("./peers/deaths.ts")).shutdown(options),
  },
  isolation: {
    promise: "one slow chat delays no other, and a stuck handler holds nobody for ever",
    counts: "chats",
    long: 100,
    minutes: 1,
    run: async (options) => (await import("./peers/lanes.ts")).isolation(options),
  },
  order: {
    promise: "answers come in the order of a conversation",
    counts: "messages",
    long: 1_000,
    minutes: 1,
    run: async (options) => (await import("./peers/lanes.ts")).order(options),
  },
  repeats: {
    promise: "what may have arrived is not sent again, and who sent it is told",
    counts: "sends",
    long: 400,
    minutes: 1,
    run: async (options) => (await import("./peers/sends.ts")).repeats(options),
  },
  flood: {
    promise: "429 is waited out by all, nothing is lost by it, and the order stays",
    counts: "messages",
    long: 1_000,
    minutes: 1,
    run: async (options) => (await import("./peers/sends.ts")).flood(options),
  },
  unload: {
    promise: "a plugin that is unloaded leaves nothing behind",
    counts: "loads",
    long: 1_000,
    minutes: 1,
    run: async (options) => (await import("./peers/unload.ts")).unload(options),
  },
};
