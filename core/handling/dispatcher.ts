/** Brings an event through the onion to the handler of one plugin. */
import type { StandardSchemaV1 } from "@standard-schema/spec";
import type { Account, Role } from "../accounts/accounts.ts";
import type { ButtonPress, Buttons } from "../chat/buttons.ts";
import { commandUsage } from "../schemas/command_usage.ts";
import type { Contributions } from "../plugins/contributions.ts";
import { ENDED, endOf } from "../endings.ts";
import { ActionEventContext, CommandEventContext, EventContext } from "./event_context.ts";
import type { BotEvent, IncomingAction, IncomingEdit, IncomingMessage } from "../chat/events.ts";
import type { ContextServices } from "./handler_context.ts";
import { issuesOfWords, validate } from "../schemas/schema_check.ts";
import { nearest } from "../nearest.ts";
import { Onion } from "./onion.ts";
import { command } from "../plugins/points.ts";
import {
  type ActionRoute,
  type CommandCall,
  commandIn,
  type CommandRoute,
  type CommandSet,
  holdsSecret,
  type OnRoute,
  parseCommand,
  Routes,
} from "./routes.ts";
import type { UnitRun } from "../running/unit_run.ts";

/** A command with the handler that was found for it. */
export interface CommandTarget {
  readonly type: "command";
  readonly event: IncomingMessage;
  readonly call: CommandCall;
  readonly route: CommandRoute | undefined;
}
/** A message or an edit with the handler that takes it. */
export interface OnTarget {
  readonly type: "on";
  readonly event: IncomingMessage | IncomingEdit;
  readonly route: OnRoute | undefined;
}
/** A pressed button with the handler of its action. */
export interface ActionTarget {
  readonly type: "action";
  readonly event: IncomingAction;
  readonly press: ButtonPress;
  readonly route: ActionRoute | undefined;
}
/** An event with the handler that was found for it. */
export type Target = CommandTarget | OnTarget | ActionTarget;

/** Finds targets and runs them. */
export class Dispatcher {
  readonly routes: Routes;
  readonly #onion: Onion<EventContext>;
  readonly #commands: CommandSet;

  /** @param defer queues a command's event in its work lane; the context holds the event. */
  constructor(
    contributions: Contributions,
    private readonly services: ContextServices,
    private readonly defer: (ctx: CommandEventContext) => Promise<void>,
  ) {
    this.routes = new Routes(contributions);
    this.#commands = contributions.of(command);
    this.#onion = new Onion<EventContext>(contributions, (ctx) => this.#handle(ctx), ({ run }, middleware) => {
      run.middleware = middleware;
    });
  }

  /** Finds the handler of a message or an edit. */
  find(event: IncomingMessage | IncomingEdit): CommandTarget | OnTarget {
    if (event.kind === "message") {
      const call = commandIn(event);
      if (call !== undefined) return { type: "command", event, call, route: this.routes.command(call.name) };
    }
    return { type: "on", event, route: this.routes.on(event) };
  }

  /** Whether this text, said to the bot, would be a command that there is. */
  knowsCommand(text: string): boolean {
    const call = parseCommand(text);
    return call !== undefined && this.routes.command(call.name) !== undefined;
  }

  /** Finds the handler of a pressed button. */
  findAction(event: IncomingAction, press: ButtonPress): ActionTarget {
    const route = press.outcome === "found" ? this.routes.action(press.call.name) : undefined;
    return { type: "action", event, press, route };
  }

  /** Whether what was said may be secret. */
  holdsSecret(event: BotEvent): boolean {
    return holdsSecret(event, this.#commands);
  }

  /**
   * The target of an event whose turn has come: while it waited, its plugin may have been unloaded, or loaded anew.
   *
   * @throws {Error} nobody handles it any more.
   */
  current(target: Target): Target {
    const { route } = target;
    if (route === undefined || this.routes.isCurrent(route)) return target;
    const found = target.type === "action" ? this.findAction(target.event, target.press) : this.find(target.event);
    if (found.route !== undefined) return found;
    throw new Error(`${route.name} was unloaded before its turn came. Load its plugin, then retry.`);
  }

  /** Makes the context in which the target's handler will run. */
  contextOf(target: Target, account: Account, run: UnitRun): EventContext {
    const { services } = this;
    switch (target.type) {
      case "command":
        return new CommandEventContext(services, account, run, target);
      case "action":
        return new ActionEventContext(services, account, run, target);
      case "on":
        return new EventContext(services, account, run, target);
    }
  }

  /**
   * Runs the handler of a command that was deferred to the work lane; middlewares have seen it at intake. Its arguments are checked again, because only
   * the event is kept.
   */
  async runDeferred(ctx: CommandEventContext): Promise<void> {
    const { route } = ctx.target;
    if (route === undefined) {
      throw new Error(`No plugin handles /${ctx.command} any more. Load its plugin, then retry.`);
    }
    ctx.isDeferred = true;
    const { args } = route.declaration;
    await (args === undefined ? route.handler(ctx as never) : this.#handleArguments(ctx, route, args));
  }

  /** Runs the context's handler inside the onion. */
  dispatch(ctx: EventContext): Promise<void> {
    return this.#onion.run(ctx);
  }

  #handle(ctx: EventContext): Promise<void> {
    if (ctx instanceof CommandEventContext) return this.#handleCommand(ctx);
    if (ctx instanceof ActionEventContext) return this.#handleAction(ctx);
    const { target } = ctx;
    if (target.route !== undefined) return endOf(target.route.handler(ctx as never));
    return target.event.kind === "edit" ? ENDED : this.#say(ctx, "no-handler");
  }

  #handleCommand(ctx: CommandEventContext): Promise<void> {
    const { call, route } = ctx.target;
    if (route === undefined) {
      const near = nearest(call.name, this.routes.commandNames).map((name) => `/${name}`).join(", ");
      return this.#say(ctx, near === "" ? "unknown-command" : "unknown-command-near", { command: call.name, near });
    }
    const { role, args, lane } = route.declaration;
    if (!mayUse(ctx.account, role)) return this.#say(ctx, "not-allowed", { command: call.name });
    if (args !== undefined) return this.#handleArguments(ctx, route, args);
    return lane === "work" ? this.#defer(ctx) : endOf(route.handler(ctx as never));
  }

  async #handleArguments(
    ctx: CommandEventContext,
    route: CommandRoute,
    schema: StandardSchemaV1<unknown, unknown>,
  ): Promise<void> {
    const { lane } = route.declaration;
    const { translations } = this.services;
    const say = issuesOfWords(schema, ctx.args, translations, ctx.language);
    const checked = await validate(schema, ctx.args, ctx.language, say);
    if ("value" in checked) {
      ctx.args = checked.value;
      await (lane === "work" && !ctx.isDeferred ? this.#defer(ctx) : route.handler(ctx as never));
    } else {
      const usage = commandUsage(translations, ctx.language, route.plugin, route.declaration);
      await this.#say(ctx, "wrong-arguments", { usage, problem: checked.problem });
    }
  }

  async #handleAction(ctx: ActionEventContext): Promise<void> {
    const { press, route } = ctx.target;
    const problem = press.outcome === "foreign"
      ? "button-not-yours"
      : press.outcome === "expired" || route === undefined
      ? "button-expired"
      : mayUse(ctx.account, route.declaration.role)
      ? undefined
      : "not-allowed";
    if (problem !== undefined || route === undefined) {
      return await ctx.answer(this.services.translations.t("core", ctx.language, problem ?? "button-expired"));
    }
    const { payload } = route.declaration;
    if (payload !== undefined) {
      const checked = await validate(payload, ctx.payload, ctx.language);
      if (!("value" in checked)) {
        return await ctx.answer(this.services.translations.t("core", ctx.language, "button-expired"));
      }
      ctx.payload = checked.value;
    }
    await route.handler(ctx as never);
    await ctx.answer();
  }

  #defer(ctx: CommandEventContext): Promise<void> {
    ctx.hold();
    return this.defer(ctx);
  }

  async #say(ctx: EventContext, id: string, args?: Readonly<Record<string, string>>): Promise<void> {
    await ctx.reply(this.services.translations.t("core", ctx.language, id, args));
  }
}

function mayUse(account: Account, role: Role = "member"): boolean {
  return role === "member" || account.role === "owner";
}

/** What handles an event; of a button's press that depends on who presses it where. */
export async function findTarget(
  { dispatcher, buttons }: { readonly dispatcher: Dispatcher; readonly buttons: Buttons },
  event: BotEvent,
  account: Account,
): Promise<Target> {
  if (event.kind !== "action") return dispatcher.find(event);
  const press = await buttons.find(event.action, { conversation: event.conversation, account: account.id });
  return dispatcher.findAction(event, press);
}
