/** Which commands may be given secrets. */
import type { ContributionSet } from "./contributions.ts";
import type { BotEvent } from "./events.ts";
import type { CommandDeclaration, CommandHandler } from "./points.ts";
import { commandIn } from "./routes.ts";

/** All commands there are. */
export type CommandSet = ContributionSet<CommandDeclaration, CommandHandler>;

/** Whether what somebody has written, or made of it by an edit, is a command whose arguments may be secret. */
export function holdsSecret(event: BotEvent, commands: CommandSet): boolean {
  if (event.kind === "action") return false;
  const call = commandIn(event);
  return call !== undefined && commands.get(call.name)?.options.secret === true;
}
