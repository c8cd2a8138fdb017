/** What the bot says of itself: its menu, name and descriptions. */
import type { BotCommand } from "grammy/types";
import { isObject, type Json } from "../arguments.ts";
import type { State } from "../state.ts";
import { badRequest } from "../telegram_error.ts";
import type { Call, Method } from "./method.ts";

const mostCommands = 100;
const longestCommand = 32;
const longestCommandDescription = 256;

/** The key of a menu: its scope and language. @throws {TelegramError} when there is no such scope. */
function menuKey({ args, state }: Call): string {
  const scope = args.json("scope", "BotCommandScope") ?? { type: "default" };
  const fail = (reason: string) => badRequest(`can't parse BotCommandScope: ${reason}`);
  if (!isObject(scope)) throw fail("BotCommandScope must be an Object");
  return [...scopeParts(state, scope, fail), readLanguage(args.string("language_code"))].join(" ");
}

function scopeParts(
  state: State,
  { type, chat_id, user_id }: { [key: string]: Json | undefined },
  fail: (reason: string) => Error,
): string[] {
  switch (type) {
    case "default":
    case "all_private_chats":
    case "all_group_chats":
    case "all_chat_administrators":
      return [type];
    case "chat":
    case "chat_administrators":
    case "chat_member": {
      if (chat_id === undefined || chat_id === "") throw fail(`Can't find field "chat_id"`);
      const chat = state.chat(String(chat_id));
      if (chat.isPrivate && type !== "chat") throw badRequest("can't use specified scope in private chats");
      if (chat.wire.type === "channel") throw badRequest("can't change commands in channel chats");
      if (type !== "chat_member") return [type, String(chat.id)];
      if (!(Number(user_id) > 0)) throw fail("Invalid user_id specified");
      return [type, String(chat.id), String(user_id)];
    }
    default:
      throw fail("Unsupported type specified");
  }
}

function readLanguage(code: string): string {
  if (code !== "" && !/^[a-z]{2}$/.test(code)) throw badRequest("invalid language code specified");
  return code;
}

/** `setMyCommands`. An empty list deletes the menu. */
export const setMyCommands: Method = (call) => {
  const key = menuKey(call);
  const given = call.args.json("commands", "commands") ?? [];
  if (!Array.isArray(given)) throw badRequest("expected an Array of BotCommand");
  const commands = given.map(readCommand);
  if (commands.length > mostCommands) throw badRequest("BOT_COMMANDS_TOO_MUCH");
  if (commands.length > 0) call.state.commands.set(key, commands);
  else call.state.commands.delete(key);
  return true;
};

function readCommand(value: Json): BotCommand {
  const fail = (reason: string) => badRequest(`can't parse BotCommand: ${reason}`);
  if (!isObject(value)) throw fail("expected an Object");
  for (const field of ["command", "description"]) {
    if (typeof value[field] !== "string") throw fail(`Can't find field "${field}"`);
  }
  const command = String(value.command).trim().replace(/^\//, "");
  const description = String(value.description).trim();
  if (command === "") throw badRequest("command must be non-empty");
  if (command.length > longestCommand) throw badRequest(`command length must not exceed ${longestCommand}`);
  if (description === "") throw badRequest("command description must be non-empty");
  if ([...description].length > longestCommandDescription) {
    throw badRequest(`command description length must not exceed ${longestCommandDescription}`);
  }
  if (!/^[a-z0-9_]+$/.test(command)) throw badRequest("BOT_COMMAND_INVALID");
  return { command, description };
}

/** `getMyCommands`. */
export const getMyCommands: Method = (call) => call.state.commands.get(menuKey(call)) ?? [];

/** `deleteMyCommands`. */
export const deleteMyCommands: Method = (call) => {
  call.state.commands.delete(menuKey(call));
  return true;
};

/** `setMyName`, `setMyDescription`, `setMyShortDescription`. */
export function setProfile(field: string, longest: number): Method {
  return ({ args, state }) => {
    const text = args.string(field).trim();
    const key = `${field} ${readLanguage(args.string("language_code"))}`;
    if ([...text].length > longest) throw badRequest(`BOT_${field.toUpperCase()}_TOO_LONG`);
    if (text === "") state.profile.delete(key);
    else state.profile.set(key, text);
    return true;
  };
}

/** `getMyName`, `getMyDescription`, `getMyShortDescription`: that of the language, or the one for all. */
export function getProfile(field: string): Method {
  return ({ args, state }) => {
    const text = state.profile.get(`${field} ${readLanguage(args.string("language_code"))}`) ??
      state.profile.get(`${field} `) ?? (field === "name" ? state.bot.first_name : "");
    return { [field]: text };
  };
}
