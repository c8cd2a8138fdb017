/** What is done to a framework that loads and unloads plugins, and what is seen of it from outside. It runs in a process of its own. */
import { argument, tell, words } from "../../../bench/telegram/talk.ts";
import { collectGarbage } from "../../../bench/garbage.ts";
import { memoryUsage } from "node:process";

/** What a process is asked to do: how often plugins are loaded and unloaded. */
export interface TrialTask {
  readonly count: number;
}

/** What is left when every plugin was unloaded. */
export interface TrialOutcome {
  /** Instances whose timer still fires. */
  readonly timers: number;
  /** Instances that still hear a message. */
  readonly listeners: number;
  /** Instances that still answer their command. */
  readonly commands: number;
  /** Instances whose own undoing was not called once. */
  readonly notUndone: number;
  /** Bytes of heap for each load and unload. */
  readonly bytes: number;
  /** Answers of a handler whose plugin was unloaded while it ran, and those of them in which an id stands for a text that is gone. */
  readonly afterwards: number;
  readonly bare: number;
  /** Uses of what another plugin had provided, after that was unloaded: by what needs it, until it had stopped itself. */
  readonly gone: number;
  /** What plugins had begun behind the framework's back, and was still there when they were unloaded. */
  readonly leaked: number;
}

/** What plugins are seen to do. Each instance has a number of its own. */
export class Traces {
  readonly ticks = new Set<number>();
  readonly heard = new Set<number>();
  readonly answered = new Set<number>();
  readonly undone: number[] = [];
  /** Those that found what they need gone. */
  missed = 0;
  /** Where badly behaved plugins listen. */
  readonly target = new EventTarget();
  readonly leaked = new Set<number>();
  #begun = Promise.withResolvers<void>();
  #instances = 0;

  /** A handler has begun with its work. */
  begin(): void {
    this.#begun.resolve();
  }

  /** Resolves when one has, since the last time. */
  async begun(): Promise<void> {
    await this.#begun.promise;
    this.#begun = Promise.withResolvers();
  }

  next(): number {
    return ++this.#instances;
  }

  /** Looks anew. */
  forget(): void {
    for (const seen of [this.ticks, this.heard, this.answered, this.leaked]) seen.clear();
  }
}

/** Plugins that are tried. */
export type Kind = "tidy" | "leaky" | "slow" | "provider" | "consumer";

/** A framework with the plugins of the trial, written as its documentation has it. */
export interface Host {
  /** Loads a plugin; returns what unloads it. */
  load(kind: Kind): Promise<() => Promise<unknown>>;
  /** Somebody sends a text; resolves when it was handled. */
  say(text: string): Promise<void> | void;
  /** Somebody calls a command; resolves when the bot has taken it. */
  call(command: string): Promise<void> | void;
  /** Texts of all messages that the bot has sent. */
  readonly sent: readonly string[];
}

/** Milliseconds between two ticks of a plugin, and in which a handler is at work. */
export const PERIOD = 20;
/** A text of the plugins that answer. */
export const TEXT = { id: "hello", text: "Hello" };
/** Loads before the heap is looked at, so that what is made once is there. */
const WARMING = 100;
/** Loads of plugins that are not well behaved, or are in use. */
const FEW = 20;

async function pause(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 5 * PERIOD));
}

function heap(): number {
  collectGarbage();
  return memoryUsage().heapUsed;
}

async function cycle(host: Host, count: number, kind: Kind): Promise<void> {
  for (let round = 0; round < count; round++) {
    const unload = await host.load(kind);
    await unload();
  }
}

/** What is left of plugins that do everything through the framework. */
async function tryTidy(host: Host, traces: Traces, count: number) {
  const unload = await host.load("tidy");
  await host.say("hello");
  await host.call("busy");
  await pause();
  if (Math.min(traces.ticks.size, traces.heard.size, traces.answered.size) === 0) {
    throw new Error(`It does nothing: ${[traces.ticks.size, traces.heard.size, traces.answered.size]}`);
  }
  await unload();
  await cycle(host, WARMING, "tidy");
  await pause();
  const before = heap();
  await cycle(host, count, "tidy");
  await pause();
  const bytes = (heap() - before) / count;
  traces.forget();
  await host.say("hello");
  await host.call("busy");
  await pause();
  const loads = 1 + WARMING + count;
  const isOnce = new Set(traces.undone).size === traces.undone.length;
  return {
    timers: traces.ticks.size,
    listeners: traces.heard.size,
    commands: traces.answered.size,
    notUndone: loads - (isOnce ? traces.undone.length : 0),
    bytes,
  };
}

/** A handler runs while its plugin is unloaded. */
async function trySlow(host: Host, traces: Traces) {
  const afterwards: string[] = [];
  for (let round = 0; round < FEW; round++) {
    const unload = await host.load("slow");
    await host.call("slow");
    await traces.begun();
    await unload();
    const before = host.sent.length;
    await pause();
    afterwards.push(...host.sent.slice(before));
  }
  return { afterwards: afterwards.length, bare: afterwards.filter((text) => text === TEXT.id).length };
}

/** What another plugin needs is unloaded. */
async function tryNeeded(host: Host, traces: Traces): Promise<number> {
  for (let round = 0; round < FEW; round++) {
    const unload = await host.load("provider");
    const unloadConsumer = await host.load("consumer");
    await unload();
    await unloadConsumer();
  }
  await pause();
  return traces.missed;
}

/** Plugins that begin things behind the framework's back. */
async function tryLeaky(host: Host, traces: Traces): Promise<number> {
  await cycle(host, FEW, "leaky");
  traces.forget();
  traces.target.dispatchEvent(new Event("news"));
  await pause();
  return traces.leaked.size;
}

/** Runs a process of the trial. */
export async function attempt(open: (traces: Traces) => Promise<Host>): Promise<void> {
  const { count } = argument<TrialTask>();
  const traces = new Traces();
  const host = await open(traces);
  tell("ready");
  for await (const _ of words()) {
    const outcome: TrialOutcome = {
      ...await tryTidy(host, traces, count),
      ...await trySlow(host, traces),
      gone: await tryNeeded(host, traces),
      leaked: await tryLeaky(host, traces),
    };
    tell(outcome);
  }
}
