import { type Clock, type Logger, messageOf, type RecordKind, type Records, type Store } from "../../core/mod.ts";
import { z } from "zod";
import type { UpdateReading } from "./update_events.ts";

/** So many albums are remembered: the parts of one arrive together. */
const REMEMBERED = 100;

/** A type and not an interface, so that it is JSON. */
type Album = { readonly at: number };

const ALBUMS: RecordKind<Album> = { namespace: "telegram.albums", version: 1, schema: z.object({ at: z.number() }) };

/** As long as Telegram keeps what nobody fetches, in milliseconds: so long after the first part of an album the rest may come. */
const LIFETIME = 24 * 60 * 60 * 1_000;

/**
 * Albums for the bot in groups. Only one part of an album carries the text that says whom it is for. Telegram sends that part first when it is the first
 * one's, as it is where people write it; those that came before it are not found again. A restart between the parts changes nothing.
 */
export class AddressedAlbums {
  readonly #albums = new Set<string>();
  readonly #records: Records<Album>;

  /** Knows none of before until they are loaded. */
  constructor(store: Pick<Store, "records">, private readonly clock: Pick<Clock, "now">, private readonly log: Logger) {
    this.#records = store.records(ALBUMS);
  }

  /** Brings back those of before. */
  async load(): Promise<void> {
    const albums = (await this.#records.list()).toSorted(([, one], [, other]) => one.at - other.at);
    for (const [album] of albums.slice(-REMEMBERED)) this.#albums.add(album);
  }

  /** Whether an event is for the bot: by itself, or as part of an album of which another part was. */
  includes({ event, addressed }: Extract<UpdateReading, { kind: "event" }>): boolean {
    if (event.kind === "action" || event.album === undefined) return addressed;
    const album = `${event.conversation.chat}/${event.album}`;
    if (!addressed) return this.#albums.has(album);
    if (event.conversation.kind === "group" && !this.#albums.has(album)) this.#remember(album);
    return true;
  }

  #remember(album: string): void {
    this.#albums.add(album);
    const [oldest] = this.#albums;
    if (this.#albums.size > REMEMBERED) this.#albums.delete(oldest);
    const at = this.clock.now();
    // Nobody waits for it: it is written no later than the event that comes next.
    this.#records.set(album, { at }, { expiresAt: at + LIFETIME }).catch((error) =>
      this.log.warn("Should the bot be stopped now, the rest of an album is lost: {reason}", {
        reason: messageOf(error),
      })
    );
  }
}
