import { config, type ConfigToken } from "../../core/mod.ts";
import { z } from "zod";

/** How the bot is reached on Telegram, as it is configured. */
export interface TelegramSettings {
  /** As @BotFather gives it; empty for a bot that is not on Telegram. */
  readonly token: string;
  /** Address of the API server, without a slash at its end. */
  readonly apiRoot: string;
  /** `polling` (the default) asks Telegram for messages; with `webhook` Telegram sends them to `webhookUrl`. */
  readonly mode: "polling" | "webhook";
  /** Where Telegram sends messages to; its path is that of the request here. */
  readonly webhookUrl: string;
  /** What Telegram sends along to be believed; one is made and kept where this is empty. */
  readonly webhookSecret: string;
}

const TOKEN = /^\d+:[\w-]+$/;
const SECRET = /^[\w-]{1,256}$/;

/** The settings of the Telegram adapter. Reading them loads nothing of Telegram. */
export const TelegramConfig: ConfigToken<TelegramSettings> = config(
  z.object({
    token: z.string().trim().default("").refine(
      (token) => token === "" || TOKEN.test(token),
      "this is no token; @BotFather gives one that looks as 123456:ABC-def",
    ),
    apiRoot: z.string().trim().default("https://api.telegram.org").refine(
      (root) => isAddress(root, ["https:", "http:"]),
      "this must be an address such as https://api.telegram.org, without a query or a password",
    ).transform((root) => root.replace(/\/+$/, "")),
    mode: z.enum(["polling", "webhook"]).default("polling"),
    webhookUrl: z.string().trim().default("").refine(
      (url) => url === "" || isAddress(url, ["https:", "http:"]),
      "this must be an address that Telegram can reach, such as https://bot.example.org/telegram",
    ),
    webhookSecret: z.string().trim().default("").refine(
      (secret) => secret === "" || SECRET.test(secret),
      "this must be 1 to 256 of A-Z, a-z, 0-9, _ and -",
    ),
  }).refine(({ mode, webhookUrl }) => mode === "polling" || webhookUrl !== "", {
    path: ["webhookUrl"],
    message: "a webhook needs the address at which Telegram reaches this bot",
  }),
  {
    token: "TELEGRAM_BOT_TOKEN",
    apiRoot: "TELEGRAM_API_ROOT",
    mode: "TELEGRAM_MODE",
    webhookUrl: "TELEGRAM_WEBHOOK_URL",
    webhookSecret: "TELEGRAM_WEBHOOK_SECRET",
  },
);

function isAddress(text: string, protocols: readonly string[]): boolean {
  const url = URL.parse(text);
  return url !== null && protocols.includes(url.protocol) && !/[?#]/.test(text) && url.username === "" &&
    url.password === "";
}
