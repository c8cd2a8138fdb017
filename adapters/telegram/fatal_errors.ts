import { AdapterFailed } from "../../core/mod.ts";
import { TelegramRefusal } from "./call_errors.ts";

/** What no waiting helps against, as the error that stops the program; `undefined` for what passes. */
export function fatal(error: unknown): AdapterFailed | undefined {
  if (!(error instanceof TelegramRefusal)) return undefined;
  // A token that was never one is not refused but not found. What is in between may say that of anything, and passes.
  if (error.status === 401 || (error.status === 404 && error.says(/^not found$/i))) {
    return new AdapterFailed(
      "unauthorized",
      `Telegram knows no bot with this token (${error.status}). ` +
        "Copy TELEGRAM_BOT_TOKEN from @BotFather again, and check TELEGRAM_API_ROOT where you have set it.",
    );
  }
  if (error.status !== 409) return undefined;
  const why = error.says(/webhook/i) ? "somebody has set a webhook for it" : "another program fetches its messages";
  return new AdapterFailed(
    "conflict",
    `Telegram lets only one program at a time be this bot, and ${why} (409). Stop the other one, then start this one again.`,
  );
}
