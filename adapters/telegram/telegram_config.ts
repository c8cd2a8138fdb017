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

/** Telegram's own server. */
const OFFICIAL_ROOT = "https://api.telegram.org";

const TOKEN = /^\d+:[\w-]+$/;
const SECRET = /^[\w-]{1,256}$/;

/** The settings of the Telegram adapter. Reading them loads nothing of Telegram. */
export const TelegramConfig: ConfigToken<TelegramSettings> = config(
  z.object({
    token: z.string().trim().default("").refine(
      (token) => token === "" || TOKEN.test(token),
      "this is no token; @BotFather gives one that looks as 123456:ABC-def",
    ),
    apiRoot: z.string().trim().default(OFFICIAL_ROOT).refine(
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
    message: "a webhook needs the address at which Telegram reaches this bot, such as https://bot.example.org/telegram",
  }),
  {
    token: "TELEGRAM_BOT_TOKEN",
    apiRoot: "TELEGRAM_API_ROOT",
    mode: "TELEGRAM_MODE",
    webhookUrl: "TELEGRAM_WEBHOOK_URL",
    webhookSecret: "TELEGRAM_WEBHOOK_SECRET",
  },
);

/** The mode alone, however wrong the rest is: what it needs of the program is told together with that. */
export const TelegramModeConfig: ConfigToken<Pick<TelegramSettings, "mode">> = config(
  z.looseObject({ mode: z.enum(["polling", "webhook"]).default("polling").catch("polling") }),
  { mode: "TELEGRAM_MODE" },
);

/** What the rest of the program has that matters to Telegram. */
export interface TelegramSurroundings {
  /** An HTTP server is configured. */
  readonly http: boolean;
  /** The path at which that server says how the bot is. */
  readonly healthPath: string;
}

/** Everything wrong with it where the adapter is to be opened, a line each with what to do. */
export function checkTelegram(settings: TelegramSettings, { http, healthPath }: TelegramSurroundings): string[] {
  const { token, apiRoot, mode, webhookUrl } = settings;
  const problems: string[] = [];
  if (token === "") {
    problems.push(
      "TELEGRAM_BOT_TOKEN is not set. Set it to the token that @BotFather gives, or leave out the adapter.",
    );
  }
  if (mode === "polling") return problems;
  const url = URL.parse(webhookUrl);
  problems.push(...checkServer(mode, http));
  if (url?.pathname === healthPath) {
    problems.push(`TELEGRAM_WEBHOOK_URL: ${healthPath} tells how the bot is. Name another path, such as /telegram.`);
  }
  if (url?.protocol === "http:" && isOfficial(apiRoot)) {
    problems.push("TELEGRAM_WEBHOOK_URL: Telegram sends to https: addresses only. Name one that begins so.");
  }
  return problems;
}

/** What the mode needs of the program. @param http an HTTP server is configured. */
export function checkServer(mode: TelegramSettings["mode"], http: boolean): string[] {
  return http || mode === "polling"
    ? []
    : ["TELEGRAM_MODE: a webhook needs the HTTP server of this bot. Set PORTICO_HTTP, such as 127.0.0.1:8080."];
}

/** Whether the API server is Telegram's own, with its limits; one of somebody's own may have others. */
export function isOfficial(apiRoot: string): boolean {
  return new URL(apiRoot).hostname === new URL(OFFICIAL_ROOT).hostname;
}

function isAddress(text: string, protocols: readonly string[]): boolean {
  const url = URL.parse(text);
  return url !== null && protocols.includes(url.protocol) && !/[?#]/.test(text) && url.username === "" &&
    url.password === "";
}
