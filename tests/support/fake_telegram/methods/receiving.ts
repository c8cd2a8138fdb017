/** How the bot gets updates, and answers presses. */
import { badRequest, TelegramError } from "../telegram_error.ts";
import type { Call, Method } from "./method.ts";

const longestSecret = 256;
const mostConnections = 100;
const usualConnections = 40;
/** Characters that an answer to a press may have. */
const longestAnswer = 200;
/** Milliseconds in which a press must be answered. */
const answerTime = 15_000;

function readAllowed({ args, state }: Call): void {
  const kinds = args.json("allowed_updates", "allowed updates");
  if (Array.isArray(kinds)) state.updates.allow(kinds.map(String));
}

/** `getUpdates`. */
export const getUpdates: Method = (call) => {
  const { args, state, webhook, signal } = call;
  if (webhook.target) {
    throw new TelegramError(
      409,
      "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
    );
  }
  readAllowed(call);
  const [offset, limit, timeout] = [args.integer("offset"), args.integer("limit", 100), args.integer("timeout")];
  return state.updates.poll({ offset, limit, timeout, signal });
};

/** `setWebhook`; an empty address deletes it. */
export const setWebhook: Method = (call) => {
  const { args, state, webhook } = call;
  const url = args.string("url");
  if (url === "") return deleteWebhook(call);
  checkAddress(url);
  const secretToken = args.string("secret_token");
  if (secretToken.length > longestSecret) throw badRequest("secret token is too long");
  if (!/^[\w-]*$/.test(secretToken)) throw badRequest("secret token contains unallowed characters");
  if (args.boolean("drop_pending_updates")) state.updates.clear();
  readAllowed(call);
  state.updates.terminate("Conflict: terminated by setWebhook request");
  const connections = args.integer("max_connections", usualConnections);
  webhook.set({ url, secretToken, maxConnections: Math.min(Math.max(connections, 1), mostConnections) });
  return true;
};

function checkAddress(url: string): void {
  const address = URL.parse(url);
  if (!address) throw badRequest("invalid webhook URL specified");
  const isLocal = ["127.0.0.1", "localhost", "[::1]"].includes(address.hostname);
  // Telegram wants HTTPS; tests have none.
  if (address.protocol !== "https:" && !isLocal) {
    throw badRequest("bad webhook: An HTTPS URL must be provided for webhook");
  }
}

/** `deleteWebhook`. */
export const deleteWebhook: Method = ({ args, state, webhook }) => {
  webhook.set(undefined);
  if (args.boolean("drop_pending_updates")) state.updates.clear();
  return true;
};

/** `getWebhookInfo`. */
export const getWebhookInfo: Method = ({ webhook }) => webhook.info();

/** `answerCallbackQuery`: once, and soon. */
export const answerCallbackQuery: Method = ({ args, state }) => {
  const id = args.string("callback_query_id");
  const press = state.presses.get(id);
  const text = args.string("text");
  if ([...text].length > longestAnswer) throw badRequest("MESSAGE_TOO_LONG");
  if (!press || state.clock.monotonic() - press.at > answerTime) {
    throw badRequest("query is too old and response timeout expired or query ID is invalid");
  }
  state.presses.delete(id);
  press.answer({ text, showAlert: args.boolean("show_alert"), ...args.has("url") && { url: args.string("url") } });
  return true;
};
