/** The extension points the kernel opens: `command`, `on`, `action`, `task`, `middleware`, `refused` and `work`. */
import type { Role } from "../accounts/accounts.ts";
import type { TaskContext, TaskSchedule } from "../tasks/background_tasks.ts";
import type { ActionContext, CommandContext, Context, RefusalContext, WorkContext } from "../handling/context.ts";
import { type Contribution, contribution, type ExtensionPoint, type MethodDecorator } from "./contribution.ts";
import type { BotEvent } from "../chat/events.ts";
import type { Json } from "../json.ts";
import type { Schema } from "../schemas/schema.ts";
import type { WorkItem } from "../store/store.ts";

/** Options of `@command`. `Args` is what the schema makes of the words behind the command. */
export interface CommandOptions<Args = readonly string[]> {
  /**
   * What `/help` and the menu say. Left out, the plugin's texts say it: message `command-<name>`, whose attribute `.usage` shows the
   * arguments; without that, the schema of the arguments does, by their titles, choices, short descriptions or kinds. The attribute `.details` is
   * what `/help <name>` says beside it.
   */
  readonly description?: string;
  /** Schema of the words behind the command (quotes keep words together). A mismatch is told with the usage. */
  readonly args?: Schema<Args>;
  /** Passes the lanes: answered even while a handler of this conversation runs. For `/stop` and `/status`. */
  readonly urgent?: boolean;
  /** `intake` (the default) for what is quick, `work` for what takes long: it then waits for the batches before it. */
  readonly lane?: "intake" | "work";
  /** Who may use it; `member` by default, which the owner may too. */
  readonly role?: Role;
  /** Left out of `/help` and the menu. */
  readonly hidden?: boolean;
  /**
   * What is behind it may be secret: once it is done, the journal forgets what was written, and while it has failed, nobody is shown it. What stands in
   * the chat is the handler's to delete, by `BotPort.delete`.
   */
  readonly secret?: boolean;
  /** Time limit in milliseconds; the kernel's by default. */
  readonly timeout?: number;
}
/** A command as its point keeps it: what `@command` was given. */
export interface CommandDeclaration extends CommandOptions<unknown> {
  /** Without the slash. */
  readonly name: string;
}
/** Runs a command. */
export type CommandHandler = (ctx: CommandContext<never>) => unknown;

/** The decorator and extension point of commands; typed by the schema of the arguments. */
export interface CommandPoint extends ExtensionPoint<CommandDeclaration, CommandHandler> {
  /** The decorator. */
  <Args = readonly string[]>(
    name: string,
    options?: CommandOptions<Args>,
  ): MethodDecorator<(ctx: CommandContext<Args>) => unknown>;
}

/**
 * Makes a method the handler of `/name`. Names are 1 to 32 lower-case letters, digits and `_`; each belongs to one plugin.
 *
 * ```ts
 * @command("roll", { args: z.tuple([z.coerce.number().int().min(2)]), description: "Roll a die" })
 * async roll(ctx: CommandContext<[number]>) {
 *   await ctx.reply(`Rolling one of ${ctx.args[0]} sides…`);
 * }
 * ```
 */
export const command: CommandPoint = contribution<
  [string, CommandOptions<unknown>?],
  CommandDeclaration,
  CommandHandler
>({
  id: "command",
  options: (name, options = {}) => ({ ...options, name }),
  key: ({ name }) => name,
  check: ({ name }) =>
    COMMAND_NAME.test(name)
      ? undefined
      : `"${name}" can't be a command's name. Use 1 to 32 lower-case letters, digits and underscores.`,
});

/** What every platform takes for a command, Telegram being the strictest. */
const COMMAND_NAME = /^[a-z0-9_]{1,32}$/;

/** The event of one kind. */
export type EventOf<K extends BotEvent["kind"]> = Extract<BotEvent, { kind: K }>;

/** Options of `@on`. */
export interface OnOptions<E extends BotEvent = BotEvent> {
  /** Only events for which this is true; all by default. */
  readonly when?: (event: E) => boolean;
  /** Higher ones are asked first; 0 by default. The first that takes an event is its handler. */
  readonly priority?: number;
  /** Time limit in milliseconds; the kernel's by default. */
  readonly timeout?: number;
}
/** What `@on` was given. */
export interface OnDeclaration extends OnOptions<never> {
  /** Which events. */
  readonly kind: "message" | "edit";
}
/** Handles a message or an edit. */
export type OnHandler = (ctx: Context<never>) => unknown;
/** The decorator and extension point of messages and edits; typed by the kind. */
export interface OnPoint extends ExtensionPoint<OnDeclaration, OnHandler> {
  /** The decorator. */
  <K extends "message" | "edit">(
    kind: K,
    options?: OnOptions<EventOf<K>>,
  ): MethodDecorator<(ctx: Context<EventOf<K>>) => unknown>;
}

/**
 * Makes a method the handler of messages that are no command, or of edits. Each event goes to one handler only: the first, by priority, that takes
 * it.
 *
 * ```ts
 * @on("message", { when: ({ attachments }) => attachments.some(({ kind }) => kind === "voice"), priority: 10 })
 * async listen(ctx: Context<IncomingMessage>) {
 *   await ctx.reply(await this.transcribe(ctx.event.attachments, ctx.signal));
 * }
 * ```
 */
export const on: OnPoint = contribution<
  ["message" | "edit", OnOptions<never>?],
  OnDeclaration,
  OnHandler
>({
  id: "on",
  options: (kind, options = {}) => ({ ...options, kind }),
});

/** Options of `@action`. `Payload` is what the schema makes of the button's payload. */
export interface ActionOptions<Payload = Json | undefined> {
  /** Schema of the payload; one that does not fit is answered as an expired button. */
  readonly payload?: Schema<Payload>;
  /** Who may press it; `member` by default, which the owner may too. */
  readonly role?: Role;
  /** Time limit in milliseconds; the kernel's by default. */
  readonly timeout?: number;
  /** As for a command. */
  readonly urgent?: boolean;
}
/** What `@action` was given. */
export interface ActionDeclaration extends ActionOptions<unknown> {
  /** Without the plugin's name. */
  readonly name: string;
}
/** Runs when a button is pressed. */
export type ActionHandler = (ctx: ActionContext<never>) => unknown;
/** The decorator and extension point of buttons; typed by the schema of the payload. */
export interface ActionPoint extends ExtensionPoint<ActionDeclaration, ActionHandler> {
  /** The decorator. */
  <Payload = Json | undefined>(
    name: string,
    options?: ActionOptions<Payload>,
  ): MethodDecorator<(ctx: ActionContext<Payload>) => unknown>;
}

/**
 * Makes a method the handler of a button; a `Button` names it `plugin.name`. A button lives for 30 days and over every restart, so check the payload
 * by a schema: an older program may have made it.
 *
 * ```ts
 * @command("roll", { description: "Roll a die" })
 * async roll(ctx: CommandContext) {
 *   await ctx.reply({ text: "Ready?", buttons: [[{ text: "Roll", action: { name: "dice.roll", payload: { sides: 6 } } }]] });
 * }
 *
 * @action("roll", { payload: z.object({ sides: z.number() }) })
 * async rollNow(ctx: ActionContext<{ sides: number }>) {
 *   await ctx.answer(`One of ${ctx.payload.sides}…`);
 * }
 * ```
 */
export const action: ActionPoint = contribution<
  [string, ActionOptions<unknown>?],
  ActionDeclaration,
  ActionHandler
>({
  id: "action",
  options: (name, options = {}) => ({ ...options, name }),
  key: ({ name }, _method, plugin) => `${plugin}.${name}`,
  check: ({ name }) =>
    ACTION_NAME.test(name)
      ? undefined
      : `"${name}" can't be an action's name. Use letters, digits, hyphens and underscores.`,
});

/** A button names its action behind its plugin's name and a dot. */
const ACTION_NAME = /^[\w-]{1,64}$/;

/** What `@task` is given: when it runs, and what it is. Durations are milliseconds or text such as `"30s"`, `"1h"`. */
export type TaskDeclaration = TaskSchedule & {
  /** What it does, in a few words, for `/tasks`. */
  readonly description: string;
  /** Start it again with growing delays when it fails; see `TaskOptions.restart`. */
  readonly restart?: boolean;
};

/** What runs as a task. */
export type TaskHandler = (task: TaskContext) => unknown;

/**
 * Makes a method a background task, registered as `plugin.method` while the plugin is loaded.
 *
 * ```ts
 * @task({ every: "1h", description: "Refresh forecasts", restart: true })
 * async refresh({ signal }: TaskContext) {
 *   this.#forecasts = await this.fetchForecasts(signal);
 * }
 * ```
 */
export const task: Contribution<[TaskDeclaration], TaskDeclaration, TaskHandler> = contribution({
  id: "task",
  options: (options) => options,
});

/** Options of `@middleware`. */
export interface MiddlewareOptions {
  /** Higher ones are further outside; 0 by default. */
  readonly priority?: number;
}

/** Goes on to the next middleware, and at last to the handler. */
export type Next = () => Promise<void>;

/** A layer of the onion. */
export type MiddlewareHandler = (ctx: Context, next: Next) => Promise<void>;

/**
 * Makes a method part of the onion around every event's handler. It runs in the event's lane and sees in `ctx.route` which handler comes. Without a
 * call of `next` no handler runs, and the event is done; calling it twice throws.
 *
 * ```ts
 * @middleware({ priority: 100 })
 * async time(ctx: Context, next: Next) {
 *   const start = this.clock.monotonic();
 *   await next();
 *   ctx.log.debug("{handler} took {ms} ms", { handler: ctx.route?.name, ms: this.clock.monotonic() - start });
 * }
 * ```
 */
export const middleware: Contribution<[MiddlewareOptions?], MiddlewareOptions, MiddlewareHandler> = contribution({
  id: "middleware",
  options: (options = {}) => options,
});

/** Sees what was refused. */
export type RefusalHandler = (ctx: RefusalContext) => unknown;

/**
 * Makes a method see what comes from people who may not come in: nothing of it has been journaled, and nothing of it is. All such methods are called,
 * and the adapter fetches nothing more until they have returned, so they must be quick, and hold no memory that strangers can fill.
 *
 * ```ts
 * @refused()
 * greet(ctx: RefusalContext) {
 *   if (this.limit.allows(ctx.event.sender)) ctx.reply(ctx.t("private"));
 * }
 * ```
 */
export const refused: Contribution<[], Record<never, never>, RefusalHandler> = contribution({
  id: "refused",
  options: () => ({}),
});

/** What `@work` was given. */
export interface WorkOptions {
  /** `WorkItem.kind`; each belongs to one plugin. */
  readonly kind: string;
  /** Time limit in milliseconds; the kernel's by default. */
  readonly timeout?: number;
}

/** Runs a work item. */
export type WorkHandler = (item: WorkItem, ctx: WorkContext) => unknown;

/**
 * Makes a method the handler of work items of a kind, one after the other in each conversation's work lane. Items come from `WorkQueue.submit`, and
 * again from the store after a restart.
 */
export const work: Contribution<[string, Omit<WorkOptions, "kind">?], WorkOptions, WorkHandler> = contribution({
  id: "work",
  options: (kind, options = {}) => ({ ...options, kind }),
  key: ({ kind }) => kind,
});
