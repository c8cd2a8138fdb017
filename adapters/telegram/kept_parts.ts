import type { Clock, RecordKind, Records, Store } from "../../core/mod.ts";
import { z } from "zod";

/** A type and not an interface, so that it is JSON. */
type Parts = { readonly ids: readonly string[] };

const PARTS: RecordKind<Parts> = {
  namespace: "telegram.parts",
  version: 1,
  schema: z.object({ ids: z.array(z.string()) }),
};

/** How long a message may be changed as one, in milliseconds: as long as its buttons work, 30 days. */
const LIFETIME = 30 * 24 * 60 * 60 * 1_000;

/** Which messages are one that was too long for Telegram, so that it can be changed and deleted as one, also after a restart. */
export class KeptParts {
  readonly #parts: Records<Parts>;

  constructor(store: Store, private readonly clock: Clock) {
    this.#parts = store.records(PARTS);
  }

  /** Ids of all parts in order, by the id of the first or of the last one, which carries the buttons; any other message is its only part. */
  async of(chat: string, id: string): Promise<readonly string[]> {
    return (await this.#parts.get(keyOf(chat, id)))?.ids ?? [id];
  }

  /** Remembers the parts of a message in the place of those of before. */
  async keep(chat: string, before: readonly string[], ids: readonly string[]): Promise<void> {
    if (before.length <= 1 && ids.length <= 1) return; // as nearly every message: one part is known by itself
    if (before.join() === ids.join()) return;
    const now = new Set(ids.length > 1 ? ends(ids) : []);
    const gone = before.length > 1 ? ends(before).filter((id) => !now.has(id)) : [];
    const expiresAt = this.clock.now() + LIFETIME;
    await Promise.all([
      ...gone.map((id) => this.#parts.delete(keyOf(chat, id))),
      ...[...now].map((id) => this.#parts.set(keyOf(chat, id), { ids }, { expiresAt })),
    ]);
  }
}

function ends(ids: readonly string[]): string[] {
  return [ids[0], ids[ids.length - 1]];
}

function keyOf(chat: string, id: string): string {
  return `${chat}/${id}`;
}
