/** One account's connection to one server: opened when somebody needs it, closed when nobody does, and left alone for a while when it fails. */
import { abortable } from "@std/async/abortable";
import type { Account, Clock, Deadline, Deadlines, Json, Logger, Secrets } from "@portico/bot";
import { TimeIsUp, type TimeLimit, type Web, withinTime } from "../agent/mod.ts";
import type { McpSettings } from "./config.ts";
import { checkAccess, masksOf, type McpServer } from "./server.ts";
import { type Failure, Failures } from "./failures.ts";
import { asProblem, ServerProblem } from "./server_problem.ts";
import type { Session } from "./session.ts";
import type { ToolListing } from "./tool_listing.ts";

/** What all connections are made with. */
export interface ConnectionSurroundings {
  readonly web: Web;
  readonly settings: McpSettings;
  readonly clock: Clock;
  readonly deadlines: Deadlines;
  readonly log: Logger;
}

/** How a connection is. */
export interface ConnectionState {
  readonly kind: "idle" | "connecting" | "connected" | "failing";
  /** The tools as they were last listed. */
  readonly listing: ToolListing | undefined;
  /** Of one that is failing. */
  readonly failure?: Failure;
}

/** What was listed is asked for again after this time, in milliseconds. */
const LISTING_AGE = 600_000;
/** See the file's comment. */
export class ServerConnection {
  readonly masks: Secrets;
  readonly #closing = new AbortController();
  #session: Promise<Session> | undefined;
  #open: Session | undefined;
  #listing: { readonly of: ToolListing; readonly at: number } | undefined;
  #relisting: Promise<ToolListing> | undefined;
  readonly #failures: Failures;
  #busy = 0;
  #idle: Deadline | undefined;
  /** What is still to be closed, or may be opening yet. */
  readonly #endings = new Set<Promise<unknown>>();

  constructor(
    readonly account: Account,
    readonly server: McpServer,
    private readonly around: ConnectionSurroundings,
  ) {
    this.masks = masksOf(server);
    this.#failures = new Failures(around.clock);
  }

  /** How it is now. */
  get state(): ConnectionState {
    const listing = this.#listing?.of;
    if (this.#open !== undefined) return { kind: "connected", listing };
    if (this.#session !== undefined) return { kind: "connecting", listing };
    const failure = this.#failures.last;
    return failure === undefined ? { kind: "idle", listing } : { kind: "failing", listing, failure };
  }

  /** Whether it was closed for good. */
  get isClosed(): boolean {
    return this.#closing.signal.aborted;
  }

  /** Lets the next try be made at once. */
  forgive(): void {
    this.#failures.forgive();
  }

  /**
   * The tools, as they were listed not long ago. The signal ends the wait, not what is waited for.
   *
   * @throws {ServerProblem}
   */
  async tools(signal: AbortSignal): Promise<ToolListing> {
    const known = this.#listing;
    if (known !== undefined && this.around.clock.monotonic() - known.at < LISTING_AGE) return known.of;
    return await abortable(this.#relisting ??= this.#relist(), signal);
  }

  /**
   * Makes a call; what the tool itself says comes back, whether it has failed or not.
   *
   * @throws {ServerProblem} it could not be made, or nobody knows what became of it.
   */
  async call(name: string, input: Readonly<Record<string, unknown>>, signal: AbortSignal): Promise<Json> {
    for (let turn = 0;; turn++) {
      const session = await this.#ready(signal);
      try {
        return await this.#callBy(session, name, input, signal);
      } catch (error) {
        // A server that has forgotten us has not done it: its restart looks like this.
        if (turn > 0 || !(error instanceof ServerProblem) || error.code !== "forgotten") throw error;
      }
    }
  }

  /** Closes it for good: what is under way ends, and nothing of it is left. */
  async close(): Promise<void> {
    if (!this.isClosed) this.#closing.abort(new ServerProblem("off", "", true));
    this.#rest();
    while (this.#endings.size > 0) await Promise.allSettled(this.#endings);
  }

  async #ready(signal: AbortSignal): Promise<Session> {
    signal.throwIfAborted();
    try {
      return await abortable(this.#session ?? this.#start(), signal);
    } catch (error) {
      signal.throwIfAborted();
      throw error instanceof ServerProblem ? error.beforeCall() : error;
    }
  }

  #start(): Promise<Session> {
    const session = this.#begin();
    this.#session = session;
    session.catch(() => {
      if (this.#session === session) this.#session = undefined;
    });
    return session;
  }

  async #begin(): Promise<Session> {
    this.#closing.signal.throwIfAborted();
    const { pause } = this.#failures;
    if (pause !== undefined) throw pause;
    return await this.#connect();
  }

  async #connect(): Promise<Session> {
    const { web, settings: { answerSize }, clock, log } = this.around;
    const { server, account, masks } = this;
    try {
      await checkAccess(server, account, web);
      const { openSession } = await import("./session.ts");
      const isGuarded = account.role !== "owner";
      const onToolsChanged = () => void (this.#listing = undefined);
      const known = { server, isGuarded, web, clock, log, masks, answerSize, onToolsChanged };
      const session = await withinTime(
        (signal) =>
          this.#untilEnd(openSession({ ...known, signal }, (session, problem) => this.#break(session, problem))),
        this.#connectLimit(),
      );
      if (session.problem !== undefined) throw session.problem;
      if (this.isClosed) this.#let(session);
      this.#closing.signal.throwIfAborted();
      this.#open = session;
      this.#wait();
      return session;
    } catch (error) {
      this.#closing.signal.throwIfAborted();
      throw this.#fail(asProblem(error));
    }
  }

  #connectLimit(): TimeLimit {
    const { settings, clock, deadlines } = this.around;
    return { milliseconds: settings.connectTime * 1_000, signal: this.#closing.signal, clock, deadlines };
  }

  /** It is waited for when the connection closes, whoever else has given up. */
  #untilEnd<T>(work: Promise<T>): Promise<T> {
    this.#endings.add(work);
    const done = () => void this.#endings.delete(work);
    work.then(done, done);
    return work;
  }

  async #relist(): Promise<ToolListing> {
    try {
      const session = await this.#ready(this.#closing.signal);
      const { listTools } = await import("./tool_listing.ts");
      try {
        const listing = await this.#during(() =>
          withinTime((signal) => inTime(listTools(session.client, signal), signal), this.#connectLimit())
        );
        this.#listing = { of: listing, at: this.around.clock.monotonic() };
        this.#failures.forgive();
        return listing;
      } catch (error) {
        const problem = session.problem ?? await this.#readProblem(error);
        this.#break(session, problem);
        throw problem;
      }
    } finally {
      this.#relisting = undefined;
    }
  }

  async #callBy(
    session: Session,
    name: string,
    input: Readonly<Record<string, unknown>>,
    signal: AbortSignal,
  ): Promise<Json> {
    const { settings, clock, deadlines } = this.around;
    const { callResult } = await import("./call_result.ts");
    const limit = { milliseconds: settings.callTime * 1_000, signal, clock, deadlines };
    const make = (signal: AbortSignal) =>
      inTime(session.client.callTool({ name, arguments: { ...input }, options: { signal } }), signal);
    try {
      const result = await this.#during(() => withinTime(make, limit));
      this.#failures.forgive();
      return callResult(result, this.masks);
    } catch (error) {
      signal.throwIfAborted();
      throw await this.#callProblem(error, session);
    }
  }

  async #callProblem(error: unknown, session: Session): Promise<unknown> {
    if (session.problem !== undefined) return session.problem;
    if (this.isClosed) return new ServerProblem("off");
    const { answerOf } = await import("./call_result.ts");
    const answer = answerOf(error, this.masks);
    if (answer instanceof ServerProblem) this.#let(session);
    if (answer !== undefined) return answer;
    const problem = await this.#readProblem(error);
    // Whatever does not answer in time, or not in the protocol, begins anew.
    if (["late", "ended", "unreadable"].includes(problem.code)) this.#break(session, problem);
    return problem;
  }

  async #readProblem(error: unknown): Promise<ServerProblem> {
    if (error instanceof ServerProblem || error instanceof TimeIsUp) return asProblem(error);
    const { problemOf } = await import("./session.ts");
    return problemOf(error, this.masks);
  }

  #break(session: Session, problem: ServerProblem): void {
    if (session.problem !== undefined) return;
    session.problem = problem;
    const isInUse = this.#open === session;
    this.#let(session);
    if (isInUse) this.#fail(problem);
  }

  #fail(problem: ServerProblem): ServerProblem {
    if (this.isClosed || problem === this.#failures.last?.problem) return problem;
    this.#failures.add(problem);
    this.#listing = undefined;
    this.around.log.warn("The server {server} of {account} is of no use: {problem}", {
      server: this.server.name,
      account: this.account.id,
      problem: problem.message,
    });
    return problem;
  }

  async #during<T>(work: () => Promise<T>): Promise<T> {
    this.#busy++;
    this.#idle?.cancel();
    try {
      return await work();
    } finally {
      this.#busy--;
      this.#wait();
    }
  }

  /** Closes it when nobody has needed it for a while. */
  #wait(): void {
    this.#idle?.cancel();
    if (this.#busy > 0 || this.#open === undefined) return;
    const { clock, deadlines, settings } = this.around;
    this.#idle = deadlines.at(clock.monotonic() + settings.idleTime * 1_000, () => this.#rest());
  }

  #rest(): void {
    this.#idle?.cancel();
    if (this.#open !== undefined) this.#let(this.#open);
  }

  /** Lets go of a session; the next who needs one opens another. */
  #let(session: Session): void {
    if (this.#open === session) {
      this.#open = undefined;
      this.#session = undefined;
      this.#idle?.cancel();
    }
    this.#untilEnd(session.end()).catch(() => {});
  }
}

/** What the client says of an abort is that there was one; this says why. */
async function inTime<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  try {
    return await work;
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}
