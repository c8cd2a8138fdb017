import type { BatchMessage } from "../../../plugins/aggregation/mod.ts";

let count = 0;

/** A message of a batch; its id and key are new unless given. */
export function message(text: string, parts: Partial<BatchMessage> = {}): BatchMessage {
  const id = `${++count}`;
  return { key: `test:${id}`, id, text, attachments: [], at: 0, edited: false, ...parts };
}
