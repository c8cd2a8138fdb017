import { type RecordKind, secrets, type Store } from "../../core/mod.ts";
import type { Health, HttpRoutes } from "../http/mod.ts";
import { z } from "zod";
import type { TelegramApi } from "./telegram_api.ts";
import type { TelegramSettings } from "./telegram_config.ts";
import { ALLOWED_UPDATES } from "./update_batch.ts";
import type { UpdateSource } from "./update_source.ts";
import { MAX_CONNECTIONS, Webhook, type WebhookOptions } from "./webhook.ts";

/** A type and not an interface, so that it is JSON. */
type SecretRecord = { readonly secret: string };

const SECRETS: RecordKind<SecretRecord> = {
  namespace: "telegram.webhook",
  version: 1,
  schema: z.object({ secret: z.string() }),
};

/** Random bytes of a secret. */
const BYTES = 32;

/** What a source by webhook is made of. */
export interface WebhookSourceOptions extends Omit<WebhookOptions, "secret"> {
  readonly api: Pick<TelegramApi, "call" | "botId">;
  readonly store: Store;
  readonly routes: HttpRoutes;
  readonly settings: Pick<TelegramSettings, "webhookUrl" | "webhookSecret">;
}

/** Updates that Telegram sends to an address of ours. It is left in place at a stop: Telegram keeps what it can't hand over meanwhile. */
export class WebhookSource implements UpdateSource {
  /** Telegram comes by itself. */
  readonly pausedFor = 0;
  readonly #options: WebhookSourceOptions;
  #webhook: Webhook | undefined;
  #remove: (() => void) | undefined;

  constructor(options: WebhookSourceOptions) {
    this.#options = options;
  }

  async start(signal: AbortSignal): Promise<void> {
    const { api, store, routes, settings: { webhookUrl: url, webhookSecret: given } } = this.#options;
    const secret = given || await webhookSecret(store, api.botId);
    const webhook = new Webhook({ ...this.#options, secret });
    // Answered from before Telegram hears of it, so that nothing is sent in vain.
    const remove = routes.route(new URL(url).pathname, (request) => webhook.answer(request));
    try {
      await api.call("setWebhook", {
        url,
        secret_token: secret,
        max_connections: MAX_CONNECTIONS,
        allowed_updates: ALLOWED_UPDATES,
        drop_pending_updates: false,
      }, { signal });
    } catch (error) {
      remove();
      throw error;
    }
    this.#webhook = webhook;
    this.#remove = remove;
  }

  async stop(): Promise<void> {
    await this.#webhook?.close();
    this.#remove?.();
  }

  health(): Health {
    const age = this.#webhook?.age;
    return { healthy: true, mode: "webhook", ...(age === undefined ? {} : { lastUpdateMs: Math.round(age) }) };
  }
}

/** The secret of a bot's webhook: the one made before, or a new one that is kept. */
async function webhookSecret(store: Store, botId: string): Promise<string> {
  const made = crypto.getRandomValues(new Uint8Array(BYTES)).toBase64({ alphabet: "base64url", omitPadding: true });
  const kept = await store.records(SECRETS).update(botId, (old) => old ?? { secret: made });
  const secret = kept?.secret ?? made;
  secrets.add(secret);
  return secret;
}
