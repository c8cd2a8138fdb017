/**
 * Lanes: jobs of one lane run one after the other, in the order they came; lanes run side by side, bounded in number for all
 * and for each account. An idle lane holds nothing.
 */
import { Fifo } from "./fifo.ts";

/** A job. It may give its turn up while it waits for a person or its platform, by the lanes' `park` or `leave`. */
export type LaneJob = (turn: LaneTurn) => Promise<void> | void;

/** How much may run at once. */
export interface LaneLimits {
  /** Jobs at once, of all accounts together. */
  readonly concurrency: number;
  /** Jobs at once of one account. */
  readonly perAccount: number;
}

/** A running job's hold on its lane. Only `Lanes` changes it. */
export interface LaneTurn {
  readonly account: string;
  /** `running`: holds lane and room; `parked`: the lane only; `away`: neither. */
  state: "running" | "parked" | "away";
  lane: Lane;
}

/** What waits in a lane: a job, or a turn that comes back. */
type Entry =
  | { readonly account: string; readonly job: LaneJob }
  | { readonly account: string; readonly turn: LaneTurn; readonly back: () => void };

/** One lane; only `Lanes` looks inside. */
export interface Lane {
  readonly id: string;
  readonly entries: Fifo<Entry>;
  busy: boolean;
  /** It stands in a list of lanes that wait for room. */
  waiting: boolean;
}

/** All lanes of one kind. */
export class Lanes {
  readonly #lanes = new Map<string, Lane>();
  readonly #runningOf = new Map<string, number>();
  /** Lanes whose next job waits for room among all jobs, longest first. */
  readonly #ready = new Fifo<Lane>();
  /** Lanes whose next job waits for room among the jobs of its account, longest first. */
  readonly #readyOf = new Map<string, Fifo<Lane>>();
  /** Lanes that have got room and are about to go on; a list, so that a row of short jobs needs no stack. */
  readonly #awake = new Fifo<Lane>();
  #running = 0;
  #queued = 0;
  #away = 0;
  #stopped = false;
  #idle: PromiseWithResolvers<void> | undefined;

  /** @param low called with a lane in which no more than `mark` wait since its last job began. */
  constructor(
    private readonly limits: LaneLimits,
    private readonly mark: number = -1,
    private readonly low: (lane: string) => void = () => {},
  ) {}

  /** Jobs that run now; those that wait for a person do not count. */
  get running(): number {
    return this.#running;
  }

  /** Jobs that wait for their turn. */
  get queued(): number {
    return this.#queued;
  }

  /** Lanes that hold anything. */
  get size(): number {
    return this.#lanes.size;
  }

  /** How many wait in the lane. */
  depth(id: string): number {
    return this.#lanes.get(id)?.entries.size ?? 0;
  }

  /** True when a job pushed to the lane now would start at once. */
  isFree(id: string): boolean {
    return !this.#lanes.has(id) && this.#running < this.limits.concurrency && !this.#stopped;
  }

  /** Queues a job. It starts within this call when the lane is free and there is room. After `stop` it is dropped. */
  push(id: string, account: string, job: LaneJob): void {
    if (this.#stopped) return;
    const lane = this.#open(id, { account, job });
    this.#queued++;
    this.#advance(lane);
  }

  /** Gives the room of a running job to others but keeps the lane, so that what is behind it waits. */
  park(turn: LaneTurn): void {
    if (turn.state !== "running") return;
    turn.state = "parked";
    this.#away++;
    this.#giveRoom(turn.account);
  }

  /** Gives room and lane to others: what is behind the job goes on. */
  leave(turn: LaneTurn): void {
    if (turn.state !== "running") return;
    turn.state = "away";
    this.#away++;
    turn.lane.busy = false;
    this.#giveRoom(turn.account);
    this.#advance(turn.lane);
  }

  /**
   * Takes back what was given up. A parked job goes on at once, over the bound if need be; one that left its lane goes on before everything
   * that waits there. Resolves when the job may go on.
   */
  resume(turn: LaneTurn): Promise<void> {
    if (turn.state === "running") return Promise.resolve();
    this.#away--;
    if (turn.state === "parked") {
      turn.state = "running";
      this.#takeRoom(turn.account);
      return Promise.resolve();
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    const lane = this.#open(turn.lane.id, { account: turn.account, turn, back: resolve });
    this.#queued++;
    this.#advance(lane);
    return promise;
  }

  /** Starts no more jobs and forgets those that wait; those that run go on. A turn that comes back still gets its lane. */
  stop(): void {
    this.#stopped = true;
    for (const lane of this.#lanes.values()) {
      const { entries } = lane;
      this.#queued -= entries.size;
      entries.retain((entry) => "turn" in entry);
      this.#queued += entries.size;
      if (!lane.busy && entries.size === 0) this.#lanes.delete(lane.id);
    }
    this.#checkIdle();
  }

  /** Resolves when nothing runs, nothing waits and nobody is expected back. */
  whenIdle(): Promise<void> {
    if (this.isIdle) return Promise.resolve();
    this.#idle ??= Promise.withResolvers();
    return this.#idle.promise;
  }

  /** The lane with one entry more: a job at its end, a turn that comes back before all that waits. */
  #open(id: string, entry: Entry): Lane {
    let lane = this.#lanes.get(id);
    if (lane === undefined) {
      lane = { id, entries: new Fifo(entry), busy: false, waiting: false };
      this.#lanes.set(id, lane);
    } else if ("turn" in entry) lane.entries.unshift(entry);
    else lane.entries.push(entry);
    return lane;
  }

  /** Starts what is next in the lane as far as there is room; a loop, so that a row of synchronous jobs needs no stack. */
  #advance(lane: Lane): void {
    while (!lane.busy && !lane.waiting) {
      const entry = lane.entries.first;
      if (entry === undefined) {
        this.#lanes.delete(lane.id);
        this.#checkIdle();
        return;
      }
      if (!this.#hasRoom(lane, entry.account)) return;
      lane.entries.shift();
      this.#queued--;
      if (lane.entries.size === this.mark) this.low(lane.id);
      lane.busy = true;
      this.#takeRoom(entry.account);
      if ("turn" in entry) {
        entry.turn.lane = lane;
        entry.turn.state = "running";
        entry.back();
        return;
      }
      const turn: LaneTurn = { account: entry.account, state: "running", lane };
      const running = entry.job(turn);
      if (running === undefined) this.#end(turn);
      else {
        const end = () => {
          const { lane } = turn;
          this.#end(turn);
          this.#advance(lane);
        };
        running.then(end, end); // a job reports its own failures; a lane goes on whatever happens
        return;
      }
    }
  }

  #end(turn: LaneTurn): void {
    if (turn.state === "running") {
      turn.lane.busy = false;
      this.#giveRoom(turn.account);
    } else {
      this.#away--;
      if (turn.state === "parked") turn.lane.busy = false;
      this.#checkIdle();
    }
  }

  #hasRoom(lane: Lane, account: string): boolean {
    if (this.#running >= this.limits.concurrency) {
      this.#ready.push(lane);
    } else if ((this.#runningOf.get(account) ?? 0) >= this.limits.perAccount) {
      let lanes = this.#readyOf.get(account);
      if (lanes === undefined) this.#readyOf.set(account, lanes = new Fifo());
      lanes.push(lane);
    } else {
      return true;
    }
    lane.waiting = true;
    return false;
  }

  #takeRoom(account: string): void {
    this.#running++;
    this.#runningOf.set(account, (this.#runningOf.get(account) ?? 0) + 1);
  }

  #giveRoom(account: string): void {
    this.#running--;
    const left = (this.#runningOf.get(account) ?? 1) - 1;
    if (left === 0) this.#runningOf.delete(account);
    else this.#runningOf.set(account, left);
    const own = this.#readyOf.get(account);
    if (own !== undefined) {
      const lane = own.shift();
      if (own.size === 0) this.#readyOf.delete(account);
      this.#wake(lane);
    }
    if (this.#running < this.limits.concurrency) this.#wake(this.#ready.shift());
    this.#checkIdle();
  }

  #wake(lane: Lane | undefined): void {
    if (lane === undefined) return;
    lane.waiting = false;
    this.#awake.push(lane);
    if (this.#awake.size > 1) return; // the loop below, further up the stack, comes to it
    for (let next: Lane | undefined = lane; next !== undefined; next = this.#awake.first) {
      this.#advance(next);
      this.#awake.shift();
    }
  }

  /** Nothing runs, nothing waits and nobody is expected back. */
  get isIdle(): boolean {
    return this.#running === 0 && this.#queued === 0 && this.#away === 0;
  }

  #checkIdle(): void {
    if (this.#idle === undefined || !this.isIdle) return;
    this.#idle.resolve();
    this.#idle = undefined;
  }
}
