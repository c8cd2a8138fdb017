import type { BotEvent, Logger } from "../../core/mod.ts";
import type { Update } from "grammy/types";

/** Makes an event of an update; `undefined` for one that is none, or that is not for the bot. */
export type ReadUpdate = (update: Update) => BotEvent | undefined;

/** The kinds of updates that are asked for: all that the reader understands. */
export const ALLOWED_UPDATES = [
  "message",
  "edited_message",
  "channel_post",
  "edited_channel_post",
  "callback_query",
  "my_chat_member",
] as const;

/** The events of a batch. One update that can't be read must not keep back all others, for ever: it is logged and left out. */
export function readUpdates(updates: readonly Update[], read: ReadUpdate, log: Logger): BotEvent[] {
  return updates.flatMap((update) => {
    try {
      return read(update) ?? [];
    } catch (error) {
      log.error("Update {update} could not be read and was left out: {error}", { update: update.update_id, error });
      return [];
    }
  });
}
