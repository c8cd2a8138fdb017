/** The one place that talks to tsyringe's containers: our tokens in, typed instances out. */
import "reflect-metadata";
import { container as root, type DependencyContainer, type InjectionToken, Lifecycle } from "tsyringe";
import { type Constructor, type Token, ValueToken } from "./token.ts";

/** A container of values and single instances; children see what their parents have. */
export class PluginContainer {
  readonly #container: DependencyContainer;

  private constructor(container: DependencyContainer) {
    this.#container = container;
  }

  /** A container of its own, next to all others. */
  static create(): PluginContainer {
    return new PluginContainer(root.createChildContainer());
  }

  createChild(): PluginContainer {
    return new PluginContainer(this.#container.createChildContainer());
  }

  provideValue<T>(token: Token<T>, value: T): void {
    this.#container.register<T>(keyOf(token), { useValue: value });
  }

  /** One instance, built when it is first needed, under its own class and under the token. */
  provideClass<T extends object>(token: Token<T>, type: Constructor<T>): void {
    if (!this.#container.isRegistered(keyOf(type))) {
      this.#container.register<T>(keyOf(type), { useClass: type as new (...args: unknown[]) => T }, {
        lifecycle: Lifecycle.Singleton,
      });
    }
    if (token !== type) this.#container.register<T>(keyOf(token), { useToken: keyOf(type) });
  }

  /** What the other container gives for the token. */
  provideFrom<T>(token: Token<T>, other: PluginContainer): void {
    this.#container.register<T>(keyOf(token), { useFactory: () => other.resolve(token) });
  }

  resolve<T>(token: Token<T>): T {
    return this.#container.resolve<T>(keyOf(token));
  }

  /** Forgets everything. Instances belong to their plugin, which ends them itself. */
  clear(): void {
    this.#container.reset();
  }
}

/** An abstract class is a token like any other to the container, which only compares it. */
function keyOf<T>(token: Token<T>): InjectionToken<T> {
  return (token instanceof ValueToken ? token.symbol : token) as InjectionToken<T>;
}
