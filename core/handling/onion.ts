/** The onion of middlewares around a handler. */
import type { Context } from "./context.ts";
import type { Contributions, ContributionSet } from "../plugins/contributions.ts";
import { ENDED, endOf } from "../endings.ts";
import { middleware, type MiddlewareOptions, type Next } from "../plugins/points.ts";

type Middleware = (ctx: Context, next: Next) => Promise<void>;

/** Hears which middleware has a context now; `undefined` when it is the handler. */
export type Tracer<C> = (ctx: C, middleware: string | undefined) => void;

/** All contributed middlewares, composed once per change of plugins into one function, so that an event pays for its layers only. */
export class Onion<C extends Context> {
  readonly #set: ContributionSet<MiddlewareOptions, Middleware>;
  #run: (ctx: C) => Promise<void>;

  /** @param core what is inside of all layers: it calls the handler. */
  constructor(
    contributions: Contributions,
    private readonly core: (ctx: C) => Promise<void>,
    private readonly enter: Tracer<C> = () => {},
  ) {
    this.#set = contributions.of(middleware);
    this.#run = core;
    this.#set.subscribe(() => this.#compose());
    this.#compose();
  }

  /** Sends an event's context through all layers to the handler. */
  run(ctx: C): Promise<void> {
    return this.#run(ctx);
  }

  #compose(): void {
    const layers = Array.from(this.#set).sort((a, b) => (b.options.priority ?? 0) - (a.options.priority ?? 0));
    const { enter } = this;
    this.#run = layers.reduceRight(
      (inside, { handler, name }) => (ctx: C) => runLayer(ctx, handler, name, inside, enter),
      this.core,
    );
  }
}

/** A layer ends when both it and what it has called have: whoever forgets to wait for `next()` must not end the event before its handler. */
function runLayer<C extends Context>(
  ctx: C,
  handler: Middleware,
  name: string,
  inside: (ctx: C) => Promise<void>,
  enter: Tracer<C>,
): Promise<void> {
  let isGone = false;
  let isInside = false;
  let isBack = false;
  let under: Promise<void> | undefined;
  const next = () => {
    // Twice would run the handler twice: an effect repeated.
    if (isGone) return Promise.reject(new Error(`The middleware ${name} called next() more than once.`));
    isGone = true;
    if (isBack) enter(ctx, undefined);
    isInside = true; // for good, when it fails: what has failed is where it was
    const work = inside(ctx);
    isInside = false;
    if (work === ENDED) return work;
    return under = work.then(() => {
      under = undefined;
      enter(ctx, name);
    }, (error) => {
      under = undefined;
      throw error; // for the layer to hear; if it does not listen, whoever hears of stray errors does
    });
  };
  let result: unknown;
  try {
    result = handler(ctx, next);
  } catch (error) {
    if (!isInside) enter(ctx, name);
    if (under === undefined) throw error;
    result = Promise.reject(error);
  }
  // Nearly all end by now, or hand on what they were given.
  if (result === ENDED) return ENDED;
  if (result === under && under !== undefined) return under;
  isBack = true;
  const own = endOf(result);
  if (own === ENDED) return under ?? ENDED;
  // What has nothing under it waits for something of its own.
  if (under === undefined && !isInside) enter(ctx, name);
  return own.then(() => under, (error) => under === undefined ? Promise.reject(error) : under.finally(() => own));
}
