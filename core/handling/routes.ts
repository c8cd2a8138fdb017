/** Finds the handler of an event among what the plugins contribute. */
import type { ActionContext, CommandContext, Context, RouteInfo } from "./context.ts";
import { ENDED, endOf } from "../endings.ts";
import { logOf } from "../logs/log.ts";
import type { Contributed, Contributions, ContributionSet } from "../plugins/contributions.ts";
import type { Handler } from "../plugins/contribution.ts";
import type { BotEvent, IncomingEdit, IncomingMessage } from "../chat/events.ts";
import {
  action,
  type ActionDeclaration,
  command,
  type CommandDeclaration,
  type CommandHandler,
  on,
  type OnDeclaration,
} from "../plugins/points.ts";

/** A handler with what the dispatcher needs to know about it. */
export interface Route<Declaration = unknown, H extends Handler = Handler> extends RouteInfo {
  readonly declaration: Declaration;
  readonly handler: H;
  /** Milliseconds; the kernel's limit when left out. */
  readonly timeout?: number;
  /** Which of its kind's tables it stands in: each change of plugins makes a new one. */
  readonly table: number;
}
/** The route of a command. */
export type CommandRoute = Route<CommandDeclaration, (ctx: CommandContext<never>) => unknown>;
/** The route of a button. */
export type ActionRoute = Route<ActionDeclaration, (ctx: ActionContext<never>) => unknown>;
/** The route of a message or an edit. */
export type OnRoute = Route<OnDeclaration, (ctx: Context<never>) => unknown>;

/** A command as somebody wrote it. */
export interface CommandCall {
  /** Lower case, without slash and without the bot's name. */
  readonly name: string;
  /** What is behind it, trimmed. */
  readonly rest: string;
}

/**
 * The command that an event is, or that an edit has made of a message. A part of a longer text is none; nor is what was forwarded, which is
 * somebody else's word: who forwards it has it kept, and not done.
 */
export function commandIn(event: IncomingMessage | IncomingEdit): CommandCall | undefined {
  if (event.origin !== undefined || event.kind === "message" && event.joint !== undefined) return undefined;
  return parseCommand(event.text);
}

/** All commands there are. */
export type CommandSet = ContributionSet<CommandDeclaration, CommandHandler>;

/** Whether what somebody has written, or made of it by an edit, is a command whose arguments may be secret. */
export function holdsSecret(event: BotEvent, commands: CommandSet): boolean {
  if (event.kind === "action") return false;
  const call = commandIn(event);
  return call !== undefined && commands.get(call.name)?.options.secret === true;
}

const SLASH = 47;
const SPACE = /\s/;

/** Reads `/name rest` or `/name@bot rest`; `undefined` for any other text. */
export function parseCommand(text: string): CommandCall | undefined {
  if (text.charCodeAt(0) !== SLASH) return undefined;
  const end = endOfWord(text);
  const at = text.indexOf("@");
  const name = text.slice(1, at < 0 || at > end ? end : at).toLowerCase();
  if (name === "" || name.includes("/")) return undefined;
  return { name, rest: text.slice(end).trim() };
}

/** A loop, because every message comes by here and an expression costs three times as much. */
function endOfWord(text: string): number {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if ((code <= 32 || code > 127) && SPACE.test(text[index])) return index;
  }
  return text.length;
}

/** Live tables of all routes: they follow the contributions as plugins come and go. */
export class Routes {
  readonly #commands: ContributionSet<CommandDeclaration, CommandRoute["handler"]>;
  readonly #actions: ContributionSet<ActionDeclaration, ActionRoute["handler"]>;
  readonly #handlers: ContributionSet<OnDeclaration, OnRoute["handler"]>;
  readonly #tables: Record<RouteInfo["kind"], number> = { command: 0, action: 0, on: 0 };
  #commandRoutes = new Map<string, CommandRoute>();
  #actionRoutes = new Map<string, ActionRoute>();
  #onRoutes: Record<OnDeclaration["kind"], OnRoute[]> = { message: [], edit: [] };

  constructor(contributions: Contributions) {
    this.#commands = contributions.of(command);
    this.#actions = contributions.of(action);
    this.#handlers = contributions.of(on);
    this.#commands.subscribe(() => this.#readCommands());
    this.#actions.subscribe(() => this.#readActions());
    this.#handlers.subscribe(() => this.#readHandlers());
    this.#readCommands();
    this.#readActions();
    this.#readHandlers();
  }

  /** Whether nothing has changed of its kind since the route was found. */
  isCurrent({ kind, table }: Pick<Route, "kind" | "table">): boolean {
    return this.#tables[kind] === table;
  }

  command(name: string): CommandRoute | undefined {
    return this.#commandRoutes.get(name);
  }

  /** All commands' names, for a hint at the nearest. */
  get commandNames(): Iterable<string> {
    return this.#commandRoutes.keys();
  }

  action(name: string): ActionRoute | undefined {
    return this.#actionRoutes.get(name);
  }

  /** The first handler, by priority and then by loading, that takes the event. */
  on(event: IncomingMessage | IncomingEdit): OnRoute | undefined {
    for (const route of this.#onRoutes[event.kind]) {
      if (takes(route, event)) return route;
    }
    return undefined;
  }

  #readCommands(): void {
    const table = ++this.#tables.command;
    this.#commandRoutes = new Map(
      Array.from(this.#commands, (found) => [
        found.options.name,
        routeOf("command", table, found, found.options.urgent, found.options.timeout),
      ]),
    );
  }

  #readActions(): void {
    const table = ++this.#tables.action;
    this.#actionRoutes = new Map(
      Array.from(this.#actions, (found) => [
        found.key ?? found.name,
        routeOf("action", table, found, found.options.urgent, found.options.timeout),
      ]),
    );
  }

  #readHandlers(): void {
    const table = ++this.#tables.on;
    const routes = Array.from(this.#handlers, (found) => routeOf("on", table, found, false, found.options.timeout))
      .sort((a, b) => (b.declaration.priority ?? 0) - (a.declaration.priority ?? 0));
    this.#onRoutes = {
      message: routes.filter((route) => route.declaration.kind === "message"),
      edit: routes.filter((route) => route.declaration.kind === "edit"),
    };
  }
}

/** What fails to say whether it takes an event does not take it: the event goes on to others, and everything behind it as well. */
function takes({ declaration, name, plugin }: OnRoute, event: IncomingMessage | IncomingEdit): boolean {
  const when: ((event: never) => unknown) | undefined = declaration.when;
  if (when === undefined) return true;
  try {
    const taken = when(event as never);
    const later = endOf(taken);
    if (later === ENDED) return Boolean(taken);
    later.catch(() => {});
    throw new TypeError("its `when` is async, and has to say so at once.");
  } catch (error) {
    logOf(plugin).error("{handler} could not say whether it takes {event}: {error}", {
      handler: name,
      event: event.key,
      error,
    });
    return false;
  }
}

function routeOf<D, H extends Handler>(
  kind: RouteInfo["kind"],
  table: number,
  { plugin, name, options, handler }: Contributed<D, H>,
  urgent = false,
  timeout?: number,
): Route<D, H> {
  return {
    kind,
    plugin,
    name,
    urgent,
    table,
    declaration: options,
    handler,
    ...(timeout === undefined ? {} : { timeout }),
  };
}

const WORD = /"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|“([^”]*)”|«([^»]*)»|(\S+)/gs;

/** Words are parted by white space; quotes of any kind keep them together, and a backslash inside straight quotes escapes. */
export function readWords(text: string): string[] {
  if (text === "") return [];
  return Array.from(text.matchAll(WORD), ([, double, single, curly, angle, bare]) => {
    const escaped = double ?? single;
    return escaped === undefined ? curly ?? angle ?? bare ?? "" : escaped.replace(/\\(.)/gs, "$1");
  });
}
