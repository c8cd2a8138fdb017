/** The extension points the kernel opens: `command`, `on`, `action`, `task`, `middleware` and `work`. */
import type { StandardSchemaV1 } from "@standard-schema/spec";
import type { Role } from "./accounts.ts";
import type { TaskContext, TaskSchedule } from "./background_tasks.ts";
import type { ActionContext, CommandContext, Context, WorkContext } from "./context.ts";
import { type Contribution, contribution, type ExtensionPoint, type MethodDecorator } from "./contribution.ts";
import type { BotEvent } from "./events.ts";
import type { Json } from "./json.ts";
import type { WorkItem } from "./store.ts";

/** Options of `@command`. `Args` is what the schema makes of the words behind the command. */
export interface CommandOptions<Args = readonly string[]> {
  /**
   * What `/help` and the menu say. Left out, the plugin's texts say it: message `command-<name>`, whose attribute `.usage` shows the
   * arguments.
   */
  readonly description?: string;
  /** Schema of the words behind the command (quotes keep words together). A mismatch is told with the usage. */
  readonly args?: StandardSchemaV1<unknown, Args>;
  /** Passes the lanes: answered even while a handler of this conversation runs. For `/stop` and `/status`. */
  readonly urgent?: boolean;
  /** `intake` (the default) for what is quick, `work` for what takes long: it then waits for the batches before it. */
  readonly lane?: "intake" | "work";
  /** Who may use it; `member` by default, which the owner may too. */
  readonly role?: Role;
  /** Left out of `/help` and the menu. */
  readonly hidden?: boolean;
  /** Time limit in milliseconds; the kernel's by default. */
  readonly timeout?: number;
}
export interface CommandDeclaration extends CommandOptions<unknown> {
  readonly name: string;
}
export type CommandHandler = (ctx: CommandContext<never>) => unknown;

/** The decorator and extension point of commands; typed by the schema of the arguments. */
export interface CommandPoint extends ExtensionPoint<CommandDeclaration, CommandHandler> {
  <Args = readonly string[]>(
    name: string,
    options?: CommandOptions<Args>,
  ): MethodDecorator<(ctx: CommandContext<Args>) => unknown>;
}

/** Makes a method the handler of `/name`. Names are lower-case letters, digits and `_`, at most 32 characters. */
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

type EventOf<K extends BotEvent["kind"]> = Extract<BotEvent, { kind: K }>;

export interface OnOptions<E extends BotEvent = BotEvent> {
  /** Only events for which this is true; all by default. */
  readonly when?: (event: E) => boolean;
  /** Higher ones are asked first; 0 by default. The first that takes an event is its handler. */
  readonly priority?: number;
  /** Time limit in milliseconds; the kernel's by default. */
  readonly timeout?: number;
}
export interface OnDeclaration extends OnOptions<never> {
  readonly kind: "message" | "edit";
}
export type OnHandler = (ctx: Context<never>) => unknown;
export interface OnPoint extends ExtensionPoint<OnDeclaration, OnHandler> {
  <K extends "message" | "edit">(
    kind: K,
    options?: OnOptions<EventOf<K>>,
  ): MethodDecorator<(ctx: Context<EventOf<K>>) => unknown>;
}

/** Makes a method the handler of messages that are no command, or of edits. */
export const on: OnPoint = contribution<
  ["message" | "edit", OnOptions<never>?],
  OnDeclaration,
  OnHandler
>({
  id: "on",
  options: (kind, options = {}) => ({ ...options, kind }),
});

export interface ActionOptions<Payload = Json | undefined> {
  /** Schema of the payload; one that does not fit is answered as an expired button. */
  readonly payload?: StandardSchemaV1<unknown, Payload>;
  readonly role?: Role;
  readonly timeout?: number;
  /** As for a command. */
  readonly urgent?: boolean;
}
export interface ActionDeclaration extends ActionOptions<unknown> {
  readonly name: string;
}
export type ActionHandler = (ctx: ActionContext<never>) => unknown;
export interface ActionPoint extends ExtensionPoint<ActionDeclaration, ActionHandler> {
  <Payload = Json | undefined>(
    name: string,
    options?: ActionOptions<Payload>,
  ): MethodDecorator<(ctx: ActionContext<Payload>) => unknown>;
}

/** Makes a method the handler of a button; a `Button` names it `plugin.name`. */
export const action: ActionPoint = contribution<
  [string, ActionOptions<unknown>?],
  ActionDeclaration,
  ActionHandler
>({
  id: "action",
  options: (name, options = {}) => ({ ...options, name }),
  key: ({ name }, _method, plugin) => `${plugin}.${name}`,
});

export type TaskDeclaration = TaskSchedule & { readonly description: string; readonly restart?: boolean };

/** What runs as a task. */
export type TaskHandler = (task: TaskContext) => unknown;

/** Makes a method a background task, registered as `plugin.method` while the plugin is loaded. */
export const task: Contribution<[TaskDeclaration], TaskDeclaration, TaskHandler> = contribution({
  id: "task",
  options: (options) => options,
});

export interface MiddlewareOptions {
  /** Higher ones are further outside; 0 by default. */
  readonly priority?: number;
}

/** Goes on to the next middleware, and at last to the handler. */
export type Next = () => Promise<void>;

/** A layer of the onion. */
export type MiddlewareHandler = (ctx: Context, next: Next) => Promise<void>;

/** Makes a method part of the onion around every event's handler. */
export const middleware: Contribution<[MiddlewareOptions?], MiddlewareOptions, MiddlewareHandler> = contribution({
  id: "middleware",
  options: (options = {}) => options,
});

export interface WorkOptions {
  readonly kind: string;
  /** Time limit in milliseconds; the kernel's by default. */
  readonly timeout?: number;
}

/** Runs a work item. */
export type WorkHandler = (item: WorkItem, ctx: WorkContext) => unknown;

/** Makes a method the handler of work items of a kind, one after the other in each conversation's work lane. */
export const work: Contribution<[string, Omit<WorkOptions, "kind">?], WorkOptions, WorkHandler> = contribution({
  id: "work",
  options: (kind, options = {}) => ({ ...options, kind }),
  key: ({ kind }) => kind,
});
