import { type Logger, type MenuOperation, RateLimited, Rejected } from "../../core/mod.ts";
import type { BotCommand, LanguageCode } from "grammy/types";
import type { TelegramApi } from "./telegram_api.ts";

/** Telegram's rule for the names of commands. */
const NAME = /^[a-z0-9_]{1,32}$/;
/** Characters. */
const LONGEST_DESCRIPTION = 256;
/** Commands in one menu. */
const MOST = 100;

/** Publishes a menu, unless Telegram shows the very same one already: then only that is asked. */
export async function publishMenu(
  api: Pick<TelegramApi, "call">,
  { commands, language, user }: MenuOperation,
  log: Logger,
  signal: AbortSignal,
): Promise<void> {
  const code = languageCode(language);
  // The menu of a language that Telegram does not know would be everybody's, and that of a group or channel would be its people's.
  if ((language !== undefined && code === undefined) || user?.startsWith("-")) return;
  const wanted = commands.filter(({ name }) => NAME.test(name)).slice(0, MOST).map(toBotCommand);
  const left = commands.filter(({ name }) => !wanted.some(({ command }) => command === name));
  if (left.length > 0) {
    log.warn("Telegram's menu can't show {commands}: names are of a-z, 0-9 and _, and 100 commands are the most.", {
      commands: left.map(({ name }) => name).join(", "),
    });
  }
  const where = {
    ...(code === undefined ? {} : { language_code: code }),
    // The chat with a person has that person's number.
    ...(user === undefined ? {} : { scope: { type: "chat", chat_id: Number(user) } as const }),
  };
  try {
    const shown = await api.call("getMyCommands", where, { signal });
    if (isSame(shown, wanted)) return;
    if (wanted.length === 0) await api.call("deleteMyCommands", where, { signal });
    else await api.call("setMyCommands", { commands: wanted, ...where }, { signal });
  } catch (error) {
    // Menus have limits of their own, of minutes and hours: what people wait for must not be paused for them.
    if (!(error instanceof RateLimited)) throw error;
    throw new Rejected(`Telegram takes no new menu for ${error.retryAfter} ms; the next start tries again.`, 429);
  }
}

function toBotCommand({ name, description }: MenuOperation["commands"][number]): BotCommand {
  const line = [...description.replace(/\s+/g, " ").trim()].slice(0, LONGEST_DESCRIPTION).join("");
  return { command: name, description: line || name };
}

function isSame(one: readonly BotCommand[], other: readonly BotCommand[]): boolean {
  return one.length === other.length &&
    one.every(({ command, description }, i) => command === other[i].command && description === other[i].description);
}

/** Telegram knows languages by two letters, without regions; those that have three are none to it. */
function languageCode(language: string | undefined): LanguageCode | undefined {
  const [code] = language?.toLowerCase().split(/[-_]/) ?? [];
  return code !== undefined && isLanguageCode(code) ? code : undefined;
}

function isLanguageCode(code: string): code is LanguageCode {
  return /^[a-z]{2}$/.test(code);
}
