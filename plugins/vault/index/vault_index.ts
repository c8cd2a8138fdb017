/** The index as the vaults see it: asks the worker, starts it when it is first needed, and starts another when it dies. */
import { VaultError } from "../vault_error.ts";
import type { IndexAnswer, IndexCall, IndexCalls, IndexNotice, IndexQuestion, IndexSetup } from "./messages.ts";

/** What the index is made with. */
export interface VaultIndexOptions {
  /** Path of the database; it is a cache, made anew from the notes when it is not there. */
  readonly database: string;
  /** Told when the worker died or the database had to be made anew. */
  readonly warn?: (reason: string) => void;
  /** The worker's module; another one in tests. */
  readonly worker?: URL;
}

interface Waiting {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
}

interface Running {
  readonly worker: Worker;
  readonly port: MessagePort;
  readonly waiting: Map<number, Waiting>;
}

/** The index has lost what it knew, or its worker died with the question: scan again, then ask again. */
export class IndexLost extends Error {
  override readonly name = "IndexLost";
}

/** The search index of all vaults, kept by a worker thread. */
export class VaultIndex {
  #running: Running | undefined;
  #closing: Promise<void> | undefined;
  #questions = 0;
  #epoch = 0;

  constructor(private readonly options: VaultIndexOptions) {}

  /** Grows whenever what the index knew may have been lost: a vault that was scanned in an earlier one has to be scanned again. */
  get epoch(): number {
    return this.#epoch;
  }

  /** Whether the worker runs. */
  get isRunning(): boolean {
    return this.#running !== undefined;
  }

  /**
   * Asks the worker.
   *
   * @throws {IndexLost} scan and ask again.
   * @throws {VaultError} `index` or `closed`.
   */
  ask<K extends IndexCall>(call: K, request: IndexCalls[K]["request"]): Promise<IndexCalls[K]["answer"]> {
    if (this.#closing !== undefined && call !== "close") {
      return Promise.reject(new VaultError("closed", "The vaults have been closed. Ask again after the next start."));
    }
    const { port, waiting } = this.#running ??= this.#start();
    const id = ++this.#questions;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    waiting.set(id, { resolve, reject });
    port.postMessage({ id, call, request } as IndexQuestion);
    return promise as Promise<IndexCalls[K]["answer"]>;
  }

  /** Lets the worker write down what it has and ends it. Nothing can be asked any more. */
  close(): Promise<void> {
    return this.#closing ??= this.#stop();
  }

  async #stop(): Promise<void> {
    // Known to be closing before anybody can ask again.
    await Promise.resolve();
    const running = this.#running;
    if (running === undefined) return;
    try {
      await this.ask("close", {});
    } catch {
      // It died on the way out; the index is a cache.
    }
    if (this.#running === running) this.#drop(running);
  }

  #start(): Running {
    const url = this.options.worker ?? new URL("./worker.ts", import.meta.url);
    const worker = new Worker(url, { type: "module", name: "vault index" });
    const { port1: port, port2 } = new MessageChannel();
    const running: Running = { worker, port, waiting: new Map() };
    port.onmessage = ({ data }: MessageEvent<IndexAnswer | IndexNotice>) => {
      if (data.outcome === "notice") this.options.warn?.(data.message);
      else this.#settle(running, data);
    };
    worker.onerror = (event) => {
      // Otherwise the whole process would end with it.
      event.preventDefault();
      this.#lose(running, event.message);
    };
    const setup: IndexSetup = { database: this.options.database };
    worker.postMessage(setup, [port2]);
    return running;
  }

  #settle({ waiting }: Running, answer: IndexAnswer): void {
    const asked = waiting.get(answer.id);
    waiting.delete(answer.id);
    if (answer.outcome === "done") asked?.resolve(answer.answer);
    else if (answer.outcome === "failed") {
      asked?.reject(new VaultError("index", `The search index can't answer: ${answer.message}`));
    } else {
      this.#epoch++;
      this.options.warn?.(answer.message);
      asked?.reject(new IndexLost(answer.message));
    }
  }

  #lose(running: Running, reason: string): void {
    if (this.#running !== running) return;
    this.#epoch++;
    this.options.warn?.(reason);
    this.#drop(running);
    for (const { reject } of running.waiting.values()) reject(new IndexLost(reason));
    running.waiting.clear();
  }

  #drop({ worker, port }: Running): void {
    this.#running = undefined;
    port.close();
    worker.terminate();
  }
}
