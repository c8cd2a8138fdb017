import {
  argumentName,
  command,
  commandArguments,
  type CommandDeclaration,
  type CommandHandler,
  commandUsage,
  type Contributed,
  type Contributions,
  type HandlerContext,
  nearest,
  type Translations,
  valueWords,
} from "@portico/bot";
import { descriptionOf } from "./command_description.ts";

type FoundCommand = Contributed<CommandDeclaration, CommandHandler>;

/** Shown last: what people came for goes before what every bot has. */
const LAST = "system";

/** What `/help` says, made from the commands that are there. */
export class HelpPage {
  constructor(private readonly contributions: Contributions, private readonly translations: Translations) {}

  /** All commands that this person may use, by plugin. */
  all(ctx: HandlerContext): string {
    const groups = [...this.#groups(ctx)].sort(([a], [b]) => Number(a === LAST) - Number(b === LAST));
    const parts = groups.map(([plugin, commands]) => this.#group(plugin, commands, ctx));
    return [ctx.t("help-title"), ...parts, ctx.t("help-more")].join("\n\n");
  }

  #groups(ctx: HandlerContext): ReadonlyMap<string, readonly FoundCommand[]> {
    return Map.groupBy(this.#usable(ctx), ({ plugin }) => plugin);
  }

  #group(plugin: string, commands: readonly FoundCommand[], ctx: HandlerContext): string {
    return [`**${this.#title(plugin, ctx)}**`, ...commands.map((found) => `- ${this.#line(found, ctx)}`)].join("\n");
  }

  #title(plugin: string, ctx: HandlerContext): string {
    return this.#own(plugin, ctx, "plugin-title") ?? plugin;
  }

  /** One command, or the commands of a plugin, by its name or its title; a slash before a command's name does no harm. */
  one(ctx: HandlerContext, asked: string): string {
    const wanted = asked.toLowerCase();
    const [name] = wanted.replace(/^\//, "").split(/\s+/);
    const find = (name: string) => this.#usable(ctx, true).find(({ options }) => options.name === name);
    const found = find(wanted.replace(/^\//, ""));
    if (found !== undefined) return this.#details(found, ctx);
    const group = this.#groups(ctx).entries()
      .find(([plugin]) => plugin === wanted || this.#title(plugin, ctx).toLowerCase() === wanted);
    if (group !== undefined) return this.#group(...group, ctx);
    // Somebody may have added the arguments.
    const meant = find(name);
    return meant === undefined ? this.#unknown(ctx, name) : this.#details(meant, ctx);
  }

  #details(found: FoundCommand, ctx: HandlerContext): string {
    return [
      this.#line(found, ctx),
      this.#arguments(found, ctx),
      this.#own(found.plugin, ctx, `command-${found.options.name}.details`),
      found.options.urgent === true ? ctx.t("help-urgent") : undefined,
      found.options.role === "owner" ? ctx.t("help-owner") : undefined,
    ].filter((line) => line !== undefined).join("\n\n");
  }

  #usable({ account }: HandlerContext, hidden = false): readonly FoundCommand[] {
    return [...this.contributions.of(command)].filter(({ options }) =>
      (hidden || options.hidden !== true) && (options.role !== "owner" || account.role === "owner")
    );
  }

  #line(found: FoundCommand, ctx: HandlerContext): string {
    const usage = commandUsage(this.translations, ctx.language, found.plugin, found.options);
    const description = descriptionOf(this.translations, found, ctx.language);
    return description === undefined ? ctx.t("help-line-bare", { usage }) : ctx.t("help-line", { usage, description });
  }

  /** What each argument has to look like. The plugin's own words on how it is written may name them otherwise: then these are left out. */
  #arguments({ plugin, options: { name, args } }: FoundCommand, ctx: HandlerContext): string | undefined {
    if (this.translations.has(plugin, `command-${name}.usage`)) return undefined;
    const { translations } = this;
    const { language } = ctx;
    const lines = commandArguments(args).flatMap((argument) => {
      const { shape, description, optional } = argument;
      if (shape === undefined) return [];
      const called = argumentName(argument, translations, language);
      const said = [
        ...(description === undefined || description === called ? [] : [description]),
        valueWords(translations, language, shape),
        ...(optional ? [ctx.t("help-optional")] : []),
      ].join("; ");
      return ctx.t("help-argument", { argument: called, said });
    });
    return lines.length === 0 ? undefined : lines.map((line) => `- ${line}`).join("\n");
  }

  #unknown(ctx: HandlerContext, name: string): string {
    const near = nearest(name, this.#usable(ctx).map(({ options }) => options.name));
    if (near.length === 0) return ctx.t("unknown-command", { command: name });
    return ctx.t("unknown-command-near", { command: name, near: near.map((known) => `/${known}`).join(", ") });
  }

  #own(plugin: string, { language }: HandlerContext, id: string): string | undefined {
    return this.translations.has(plugin, id) ? this.translations.t(plugin, language, id) : undefined;
  }
}
