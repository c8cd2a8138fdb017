/**
 * One mechanism for everything a plugin adds: a contribution is a decorator and, at the same time, the extension point at which
 * somebody collects what was decorated.
 *
 * ```ts
 * // The plugin that opens the point:
 * export const tool: Contribution<[ToolOptions], ToolOptions, ToolHandler> = contribution({
 *   id: "tool",
 *   options: (options) => options,
 *   key: (_options, method) => method, // no two tools of one name
 * });
 * // A plugin that adds to it:
 * class Weather { @tool({ description: "…" }) forecast(input: Input, ctx: ToolContext) {} }
 * // The one that uses them:
 * contributions.of(tool).get("forecast")?.handler(input, ctx);
 * ```
 */
import type { AnyClass } from "./token.ts";
import { PorticoError } from "../errors.ts";

/** The shape every handler fits: a method of a plugin, whatever its parameters. */
export type Handler = (...args: never[]) => unknown;

/** A standard method decorator that only fits methods of the type `H`. */
export type MethodDecorator<H extends Handler> = <
  This,
  M extends (this: This, ...args: Parameters<H>) => ReturnType<H>,
>(
  method: M,
  context: ClassMethodDecoratorContext<This, M>,
) => void;

/** The extension point's half of a contribution. */
export interface ExtensionPoint<Options, H extends Handler> {
  /** Unique among all points, such as `command`. */
  readonly id: string;
  /**
   * The name that no two contributions to this point may share (a command's name), given the method's own name and the plugin's; `undefined`
   * where any number may stand side by side.
   */
  readonly key: (options: Options, method: string, plugin: string) => string | undefined;
  /** What is wrong with the options, given the method's own name too, in a sentence with its remedy; found at boot with all other mistakes. */
  readonly check: (options: Options, method: string) => string | undefined;
  /** Carries the handler's type only. */
  readonly handler?: H;
}

/** A decorator that is at the same time an extension point. */
export interface Contribution<Args extends readonly unknown[], Options, H extends Handler>
  extends ExtensionPoint<Options, H> {
  (...args: Args): MethodDecorator<H>;
}

/** What a decorator noted on a class: for which point, with which options, on which method. */
export interface Declaration {
  /** The extension point whose decorator was used. */
  readonly point: ExtensionPoint<never, Handler>;
  /** What the point's definition made of the decorator's arguments. */
  readonly options: unknown;
  /** Name of the method that is the handler. */
  readonly method: string;
}

/** Shared by every copy of this module, so that a plugin which brings its own copy is still understood. */
const DECLARATIONS = Symbol.for("portico.declarations");

/** How a contribution is made: its id, how the decorator's arguments become options, and what makes two of them clash. */
export interface ContributionDefinition<Args extends readonly unknown[], Options> {
  /** Unique among all points; begin it with your plugin's name when you open one of your own. Errors call the decorator `@id`. */
  readonly id: string;
  /** Makes the options of the decorator's arguments; runs when the class is defined. */
  readonly options: (...args: Args) => Options;
  /** As `ExtensionPoint.key`; any number may stand side by side by default. */
  readonly key?: (options: Options, method: string, plugin: string) => string | undefined;
  /** As `ExtensionPoint.check`; all options are right by default. */
  readonly check?: (options: Options, method: string) => string | undefined;
}

/**
 * Makes a decorator that is at the same time an extension point. Decorated methods are collected from a plugin's class when it is loaded, bound to
 * its instance, and taken back when it is unloaded. Give the result an explicit type (`Contribution<…>`), whose `H` says which methods fit.
 *
 * The decorator throws a `TypeError` on a private or static method, and `LegacyDecorators` where decorators are compiled the old way.
 */
export function contribution<Args extends readonly unknown[], Options, H extends Handler>(
  definition: ContributionDefinition<Args, Options>,
): Contribution<Args, Options, H> {
  const { id, options, key = () => undefined, check = () => undefined } = definition;
  const decorate = (...args: Args): MethodDecorator<H> => (_method, context) => {
    assertStandardDecorator(context, `@${id}`, "method");
    if (context.private || context.static) {
      throw new TypeError(`@${id} belongs on a public method of the instance, not on ${String(context.name)}.`);
    }
    const own = ownDeclarations(context.metadata);
    own.push({ point, options: options(...args), method: String(context.name) });
  };
  const point: Contribution<Args, Options, H> = Object.assign(decorate, { id, key, check });
  return point;
}

/**
 * Everything declared on a class and its ancestors. Metadata of a subclass is not chained to its parent's by every emitter, so the prototype
 * chain is walked. A method declared again by a subclass replaces its parent's declaration at that point.
 */
export function declarationsOf(target: AnyClass): readonly Declaration[] {
  const found = new Map<string, Declaration[]>();
  for (let type: unknown = target; typeof type === "function" && type !== Function.prototype;) {
    const metadata: unknown = Object.getOwnPropertyDescriptor(type, Symbol.metadata)?.value;
    const level = new Map<string, Declaration[]>();
    for (const declaration of isRecord(metadata) ? ownDeclarations(metadata) : []) {
      const id = `${declaration.point.id}:${declaration.method}`;
      level.set(id, [...level.get(id) ?? [], declaration]);
    }
    for (const [id, declarations] of level) if (!found.has(id)) found.set(id, declarations);
    type = Object.getPrototypeOf(type);
  }
  return [...found.values()].flat();
}

function ownDeclarations(metadata: Record<PropertyKey, unknown>): Declaration[] {
  if (!Object.hasOwn(metadata, DECLARATIONS)) metadata[DECLARATIONS] = [];
  return metadata[DECLARATIONS] as Declaration[];
}

function isRecord(value: unknown): value is Record<PropertyKey, unknown> {
  return typeof value === "object" && value !== null;
}

/** The host compiles decorators the old way. */
export class LegacyDecorators extends PorticoError {
  /** Stable for programs. */
  readonly code = "legacy_decorators";
  /** Names the decorator and what to change in the host's configuration. */
  constructor(decorator: string) {
    super(
      `${decorator} was called as a legacy decorator. Remove "experimentalDecorators" and "emitDecoratorMetadata" from the ` +
        `compilerOptions of your deno.json or tsconfig.json: Portico's decorators are the standard ones.`,
    );
  }
}

/** Throws one clear error where `experimentalDecorators` is on, whose decorators get other arguments. */
export function assertStandardDecorator(context: unknown, decorator: string, kind: "class" | "method"): void {
  if (typeof context === "object" && context !== null && "kind" in context) {
    if (context.kind === kind) return;
    throw new TypeError(`${decorator} belongs on a ${kind}, not on a ${String(context.kind)}.`);
  }
  throw new LegacyDecorators(decorator);
}
