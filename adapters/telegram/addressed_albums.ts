/** Albums for the bot in groups. */
import type { UpdateReading } from "./update_events.ts";

/** So many albums are remembered: the parts of one arrive together. */
const REMEMBERED = 100;

/**
 * Only one part of an album carries the text that says whom it is for. Telegram sends that part first when it is the first one's, as it is
 * where people write it; those that came before it are not found again.
 */
export class AddressedAlbums {
  readonly #albums = new Set<string>();

  /** Whether an event is for the bot: by itself, or as part of an album of which another part was. */
  includes({ event, addressed }: Extract<UpdateReading, { kind: "event" }>): boolean {
    if (event.kind === "action" || event.album === undefined) return addressed;
    const album = `${event.conversation.chat}/${event.album}`;
    if (!addressed) return this.#albums.has(album);
    this.#albums.add(album);
    const [oldest] = this.#albums;
    if (this.#albums.size > REMEMBERED) this.#albums.delete(oldest);
    return true;
  }
}
