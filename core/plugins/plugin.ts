/** What a plugin is: a class with `@plugin`. */
import { assertStandardDecorator } from "./contribution.ts";
import type { ConfigToken } from "../config/config_token.ts";
import type { Texts } from "../i18n/i18n.ts";
import type { AnyClass, Constructor, Token } from "./token.ts";

/** Something a plugin offers under a token that is not the class itself, such as an abstract class. */
export interface Provision {
  /** What others inject. */
  readonly token: Token;
  /** What they get an instance of; one for all. */
  readonly useClass: Constructor;
}

/** What `@plugin` says of a class. */
export interface PluginOptions {
  /** Unique; lower-case letters, digits and `-`. Its config is read from `plugins.<name>`. */
  readonly name: string;
  /** A token made by `config(schema)`; inject it to get the checked value. */
  readonly config?: ConfigToken<object>;
  /** Classes of its own that its constructor and its other services may inject; one instance each, gone with the plugin. */
  readonly services?: readonly Constructor[];
  /** What others may inject. */
  readonly provides?: readonly (Constructor | Provision)[];
  /** User-visible texts. */
  readonly texts?: Texts;
}

/**
 * What a plugin's instance may have beside its contributions. All are optional, all may be async. Each is waited for no longer than its time, and named
 * in the log when it fails or takes longer.
 */
export interface PluginLifecycle {
  /** After everything is wired, before the first event. Throwing here, or taking longer than 60 s, fails the start. */
  start?(): unknown;
  /** All adapters are open: the first events may be under way. 10 s. */
  ready?(): unknown;
  /** No more input will come: close at once what would otherwise wait for time to pass. 60 s. */
  drain?(): unknown;
  /** Before the plugin's scope is undone, in reverse order of the starts. Half of what is left of the 10 s of an unloading, or of the stop's share. */
  stop?(): unknown;
}

const OPTIONS = Symbol.for("portico.plugin");

/**
 * Makes a class a plugin. The kernel makes one instance of it, with what its `@inject` asks for, and collects its decorated methods.
 *
 * ```ts
 * @plugin({ name: "dice", texts: { en: "rolled = { $name } rolled { $eyes }" } })
 * @inject(PluginLog)
 * export class Dice implements PluginLifecycle {
 *   constructor(private readonly log: Logger) {}
 *   start() { this.log.info("Ready."); }
 *
 *   @command("roll", { description: "Roll a die" })
 *   async roll(ctx: CommandContext) {
 *     const eyes = await ctx.once("roll", () => 1 + Math.floor(Math.random() * 6), { inDoubt: "rerun" });
 *     await ctx.reply(ctx.t("rolled", { name: ctx.account.name ?? ctx.account.id, eyes }));
 *   }
 * }
 * ```
 *
 * What does not fit together (a name that is taken, a dependency nobody provides, bad configuration) is found when the kernel starts, and told
 * together with everything else as a `WiringError`. The decorator throws `LegacyDecorators` where decorators are compiled the old way.
 */
export function plugin(options: PluginOptions): (target: Constructor, context: ClassDecoratorContext) => void {
  return (_target, context) => {
    assertStandardDecorator(context, "@plugin", "class");
    context.metadata[OPTIONS] = { ...options };
  };
}

/** The options a class was given by `@plugin` of its own; `undefined` when it is no plugin. */
export function pluginOptionsOf(target: AnyClass): PluginOptions | undefined {
  const metadata: unknown = Object.getOwnPropertyDescriptor(target, Symbol.metadata)?.value;
  if (typeof metadata !== "object" || metadata === null || !Object.hasOwn(metadata, OPTIONS)) return undefined;
  return (metadata as { [OPTIONS]: PluginOptions })[OPTIONS];
}
