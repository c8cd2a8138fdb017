import type { BotEvent, Logger } from "../../core/mod.ts";
import type { Update } from "grammy/types";
import { checkEvent } from "./event_check.ts";

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

/** Whether it is an update at all, which can be confirmed by its number; what else is in it is looked at where it is read. */
export function isUpdate(value: unknown): value is Update {
  return typeof value === "object" && value !== null && "update_id" in value && Number.isSafeInteger(value.update_id);
}

/** The events of a batch. One update that can't be read must not keep back all others, for ever: it is logged and left out. */
export function readUpdates(updates: readonly Update[], read: ReadUpdate, log: Logger): BotEvent[] {
  const events: BotEvent[] = [];
  for (const update of updates) {
    try {
      const event = read(update);
      if (event !== undefined) events.push(checkEvent(event));
    } catch (error) {
      log.error("Update {update} could not be read and was left out: {error}", { update: update.update_id, error });
    }
  }
  return events;
}
