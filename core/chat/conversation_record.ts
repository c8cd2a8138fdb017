import { z } from "zod";
import type { Conversation } from "./events.ts";

/** A conversation as records keep it: a type by its fields, which an interface is not where JSON is asked for. */
export type ConversationRecord = Pick<Conversation, keyof Conversation>;

/** The schema of one, for the schemas of records. Made anew at each call: call it where a `lazySchema` is made. */
export function conversationSchema(): z.ZodType<ConversationRecord> {
  return z.object({
    platform: z.string(),
    chat: z.string(),
    thread: z.string().optional(),
    kind: z.enum(["private", "group", "channel"]),
  });
}
