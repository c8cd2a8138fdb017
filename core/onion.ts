/** The onion of middlewares around a handler. */
import type { Context } from "./context.ts";
import type { Contributions, ContributionSet } from "./contributions.ts";
import { middleware, type MiddlewareOptions, type Next } from "./points.ts";

type Middleware = (ctx: Context, next: Next) => Promise<void>;

/**
 * All contributed middlewares, composed once per change of plugins into one function, so that an event pays for its layers only.
 */
export class Onion<C extends Context> {
  readonly #set: ContributionSet<MiddlewareOptions, Middleware>;
  readonly #core: (ctx: C) => Promise<void>;
  #run: (ctx: C) => Promise<void>;

  /** @param core what is inside of all layers: it calls the handler. */
  constructor(contributions: Contributions, core: (ctx: C) => Promise<void>) {
    this.#set = contributions.of(middleware);
    this.#core = core;
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
    this.#run = layers.reduceRight<(ctx: C) => Promise<void>>((inner, { handler, name }) => {
      return (ctx) => {
        let gone = false;
        return handler(ctx, () => {
          // Twice would run the handler twice: an effect repeated.
          if (gone) return Promise.reject(new Error(`The middleware ${name} called next() more than once.`));
          gone = true;
          return inner(ctx);
        });
      };
    }, this.#core);
  }
}
