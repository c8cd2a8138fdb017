/** What can be asked for by `@inject`: a class, an abstract class, or a token made from a config schema. */

/** A class that can be instantiated. `never[]` accepts any parameters. */
export type Constructor<T = object> = new (...args: never[]) => T;
/** A class, abstract or not. */
export type AnyClass<T = object> = abstract new (...args: never[]) => T;

const value: unique symbol = Symbol("value");

/** A token that is no class. The type parameter is what injecting it gives. */
export class ValueToken<T> {
  /** Carries the type only. */
  declare readonly [value]: T;
  /** What it is registered by. */
  readonly symbol: symbol;
  /** Makes a token that equals no other, whatever its description. */
  constructor(
    /** How messages call it. */
    readonly description: string,
  ) {
    this.symbol = Symbol(description);
  }
}

/** Anything `@inject` takes. The type parameter is what injecting it gives. */
export type Token<T = unknown> = AnyClass<T & object> | ValueToken<T>;

/** What a token gives. */
export type Resolved<T> = T extends ValueToken<infer V> ? V
  : T extends abstract new (...args: never[]) => infer I ? I
  : never;

/** How a token is called in messages. */
export function tokenName(token: Token): string {
  return token instanceof ValueToken ? token.description : token.name || "(anonymous class)";
}
