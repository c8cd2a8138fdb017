import "reflect-metadata";
import { injectable } from "tsyringe";
import { type AnyClass, type Constructor, type Resolved, type Token, ValueToken } from "./token.ts";
import { assertStandardDecorator } from "./contribution.ts";

const TOKENS = "portico:tokens";

/** What a list of tokens gives, one by one: the parameters of a constructor. */
export type ResolvedAll<Tokens extends readonly Token[]> = { [K in keyof Tokens]: Resolved<Tokens[K]> };

/**
 * Says what a class needs, in the order of its constructor's parameters. The compiler checks the tokens against the constructor: a missing,
 * surplus or wrong one does not compile.
 *
 * ```ts
 * @inject(BotPort, Vaults)
 * class Weather {
 *   constructor(private readonly bot: BotPort, private readonly vaults: Vaults) {}
 * }
 * ```
 *
 * A subclass needs an `@inject` of its own. Every token must be provided by the kernel, by another plugin's `provides` or by this plugin's
 * `services`; what is missing is found at boot. The decorator throws `LegacyDecorators` where decorators are compiled the old way.
 */
export function inject<const Tokens extends readonly Token[]>(
  ...tokens: Tokens
): <C extends new (...args: ResolvedAll<Tokens>) => object>(target: C, context: ClassDecoratorContext<C>) => void {
  return (target, context) => {
    assertStandardDecorator(context, "@inject", "class");
    Reflect.defineMetadata(TOKENS, tokens, target);
    Reflect.defineMetadata(
      "design:paramtypes",
      tokens.map((token) => token instanceof ValueToken ? token.symbol : token),
      target,
    );
    injectable<object>()(target);
  };
}

/** The tokens a class itself declared by `@inject`; `undefined` when it has no `@inject` of its own. */
export function tokensOf(target: AnyClass | Constructor): readonly Token[] | undefined {
  const tokens: unknown = Reflect.getOwnMetadata(TOKENS, target);
  return Array.isArray(tokens) ? tokens : undefined;
}
