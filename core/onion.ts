/** The onion of middlewares around a handler. */
import type { Context } from "./context.ts";
import type { Contributions, ContributionSet } from "./contributions.ts";
import { ENDED, endOf } from "./endings.ts";
import { middleware, type MiddlewareOptions, type Next } from "./points.ts";

type Middleware = (ctx: Context, next: Next) => Promise<void>;

/** Hears which middleware has a context now; `undefined` when it is the handler. */
export type Tracer<C> = (ctx: C, middleware: string | undefined) => void;

/** A layer with all that is inside of it; at last the handler. */
type Inside<C> = (passage: Passage<C>) => Promise<void>;

/** All contributed middlewares, composed once per change of plugins into one function, so that an event pays for its layers only. */
export class Onion<C extends Context> {
  readonly #set: ContributionSet<MiddlewareOptions, Middleware>;
  #run: Inside<C> | undefined;

  /** @param core what is inside of all layers: it calls the handler. */
  constructor(
    contributions: Contributions,
    private readonly core: (ctx: C) => Promise<void>,
    private readonly trace: Tracer<C> = () => {},
  ) {
    this.#set = contributions.of(middleware);
    this.#set.subscribe(() => this.#compose());
    this.#compose();
  }

  /**
   * Sends an event's context through all layers to the handler. Ends when both the outermost layer and the handler have: whoever forgets to wait for
   * `next()` must not end the event before its handler.
   */
  run(ctx: C): Promise<void> {
    if (this.#run === undefined) return this.core(ctx);
    const passage = new Passage(ctx, this.trace);
    let own: Promise<void>;
    try {
      own = this.#run(passage);
    } catch (error) {
      own = Promise.reject(error);
    }
    return own === ENDED ? own : passage.outlast(own);
  }

  #compose(): void {
    const layers = Array.from(this.#set).sort((a, b) => (b.options.priority ?? 0) - (a.options.priority ?? 0));
    const handle: Inside<C> = (passage) => passage.handle(this.core);
    this.#run = layers.length === 0 ? undefined : layers.reduceRight(
      (inside, { handler, name }) => (passage) => runLayer(passage, handler, name, inside),
      handle,
    );
  }
}

/** One event on its way through the layers. */
class Passage<C> {
  /** The handler's end, until it has come. */
  private handling: Promise<void> | undefined;

  constructor(readonly ctx: C, private readonly trace: Tracer<C>) {}

  /** A middleware has the context now, or the handler. */
  enter(middleware: string | undefined): void {
    this.trace(this.ctx, middleware);
  }

  handle(core: (ctx: C) => Promise<void>): Promise<void> {
    const work = core(this.ctx);
    if (work === ENDED) return work;
    const end = () => this.handling = undefined;
    this.handling = work;
    work.then(end, end);
    return work;
  }

  /** Of a handler that has failed before, the layers have been told. */
  async outlast(own: Promise<void>): Promise<void> {
    try {
      await own;
    } finally {
      await this.handling;
    }
  }
}

function runLayer<C extends Context>(
  passage: Passage<C>,
  handler: Middleware,
  name: string,
  inside: Inside<C>,
): Promise<void> {
  let isGone = false;
  let isInside = false;
  let isBack = false;
  let under: Promise<void> | undefined;
  const next = () => {
    // Twice would run the handler twice: an effect repeated.
    if (isGone) return Promise.reject(new Error(`The middleware ${name} called next() more than once.`));
    isGone = true;
    if (isBack) passage.enter(undefined);
    isInside = true; // for good, when it fails: what has failed is where it was
    const work = inside(passage);
    isInside = false;
    if (work === ENDED) return work;
    return under = work.then(() => passage.enter(name));
  };
  let result: unknown;
  try {
    result = handler(passage.ctx, next);
  } catch (error) {
    if (!isInside) passage.enter(name);
    throw error;
  }
  isBack = true;
  if (under !== undefined && result === under) return under;
  const own = result === ENDED ? ENDED : endOf(result);
  if (own === ENDED) return under ?? ENDED;
  // What has nothing under it waits for something of its own.
  if (under === undefined && !isInside) passage.enter(name);
  return own;
}
