import {
  command,
  type CommandContext,
  type CommandDeclaration,
  type CommandHandler,
  type Contributed,
  Contributions,
  inject,
  type Logger,
  messageOf,
  PluginLog,
  type Schema,
  Translations,
  work,
} from "@portico/bot";
import { batchOf, workKind } from "./batch_item.ts";
import { Gathering } from "./gathering.ts";
import { ModeSwitch } from "./mode_switch.ts";
import { type LoadedMode, Modes } from "./modes.ts";
import { ModeMenu } from "./mode_menu.ts";

const contract = {
  version: 1,
  vendor: "portico",
  validate: (value: unknown) => ({ value }),
  jsonSchema: { input: () => ({ type: "array", items: { type: "string" }, maxItems: 1 }) },
} as const;

/** All that is behind a mode's command is one text, whatever it is: this says so in its usage. */
const TEXT: Schema<unknown> = { "~standard": contract };

/**
 * Gives every mode a command of its name and a handler for its work, as long as it is there. Both belong to the mode's plugin, so that `/help`,
 * logs, time limits and the handler's texts are those of that plugin.
 */
@inject(Contributions, Translations, Modes, ModeSwitch, Gathering, ModeMenu, PluginLog)
export class ModeCommands {
  readonly #undo = new Map<LoadedMode, () => void>();

  /** Built by the kernel. */
  constructor(
    private readonly contributions: Contributions,
    private readonly translations: Translations,
    private readonly modes: Modes,
    private readonly switcher: ModeSwitch,
    private readonly gathering: Gathering,
    private readonly menu: ModeMenu,
    private readonly log: Logger,
  ) {}

  /** Follows the modes until the returned function is called. */
  follow(): () => void {
    const unsubscribe = this.modes.subscribe(() => this.#update());
    this.#update();
    return () => {
      unsubscribe();
      for (const undo of this.#undo.values()) undo();
      this.#undo.clear();
    };
  }

  #update(): void {
    const there = new Set(this.modes);
    for (const [mode, undo] of this.#undo) {
      if (there.has(mode)) continue;
      this.#undo.delete(mode);
      undo();
    }
    for (const mode of there) if (!this.#undo.has(mode)) this.#undo.set(mode, this.#add(mode));
  }

  #add(mode: LoadedMode): () => void {
    const undo = [this.#addWork(mode), this.#addCommand(mode)];
    return () => undo.forEach((each) => each());
  }

  #addWork({ plugin, name, options, handler }: LoadedMode): () => void {
    const kind = workKind(options.name);
    const { timeout } = options;
    return this.contributions.add(work, {
      plugin,
      name,
      key: kind,
      options: timeout === undefined ? { kind } : { kind, timeout },
      handler: (item, ctx) => handler(batchOf(item, ctx.entries), ctx),
    });
  }

  #addCommand(mode: LoadedMode): () => void {
    const { plugin, options: { name } } = mode;
    const { translations, menu } = this;
    const contributed: Contributed<CommandDeclaration, CommandHandler> = {
      plugin,
      name: `${plugin}./${name}`,
      key: name,
      options: {
        name,
        args: TEXT,
        // Asked by who shows commands: to know it, the plugin's texts have to be parsed.
        get description() {
          return translations.has(plugin, `command-${name}`) ? undefined : menu.describe(mode, "en");
        },
      },
      handler: (ctx: CommandContext) => this.#run(mode, ctx),
    };
    try {
      return this.contributions.add(command, contributed);
    } catch (error) {
      // The mode can still be reached by /mode, so the bot goes on without its command.
      this.log.warn("The mode {mode} gets no command of its own: {reason}", { mode: name, reason: messageOf(error) });
      return () => {};
    }
  }

  /** Alone it switches; what is behind it, or attached, is a message in the mode, and its sender stays in theirs. */
  async #run(mode: LoadedMode, ctx: CommandContext): Promise<void> {
    if (ctx.rest !== "" || ctx.event.attachments.length > 0) return void await this.gathering.take(ctx, mode);
    await this.switcher.switchTo(ctx.account.id, ctx.conversation, mode.options.name);
    await ctx.reply(this.menu.switched(mode, ctx.language));
  }
}
