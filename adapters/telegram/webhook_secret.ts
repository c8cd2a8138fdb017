import { type RecordKind, secrets, type Store } from "../../core/mod.ts";
import { z } from "zod";

/** A type and not an interface, so that it is JSON. */
type SecretRecord = { readonly secret: string };

const SECRETS: RecordKind<SecretRecord> = {
  namespace: "telegram.webhook",
  version: 1,
  schema: z.object({ secret: z.string() }),
};

/** Random bytes of a secret. */
const BYTES = 32;

/** The secret of a bot's webhook: the one made before, or a new one that is kept. */
export async function webhookSecret(store: Store, botId: string): Promise<string> {
  const made = crypto.getRandomValues(new Uint8Array(BYTES)).toBase64({ alphabet: "base64url", omitPadding: true });
  const kept = await store.records(SECRETS).update(botId, (old) => old ?? { secret: made });
  const secret = kept?.secret ?? made;
  secrets.add(secret);
  return secret;
}
