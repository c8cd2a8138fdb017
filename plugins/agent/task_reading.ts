/** Makes a task of a batch: what the person wrote is the request, what they forwarded or attached is material. */
import type { Attachment, BotPort } from "@portico/bot";
import { messageOf } from "@portico/bot";
import type { Batch, BatchContext, BatchMessage } from "../aggregation/mod.ts";
import type { AgentTask, TaskData } from "./agent_task.ts";

/** Files of up to so many bytes are read, where they are texts. */
const LARGEST_FILE = 100_000;
/** So many files of a task are read. */
const MOST_FILES = 5;
/** What of files is text, by their names. */
const TEXT_NAME = /\.(?:txt|md|markdown|csv|tsv|json|yaml|yml|log|html?|xml|tex|org)$/i;

/** The task of a batch; its text is empty where only material came. */
export async function taskOf(batch: Batch, ctx: BatchContext, bot: Pick<BotPort, "download">): Promise<AgentTask> {
  const own = batch.messages.filter(({ origin }) => origin === undefined);
  const text = own.map((message) => message.text.trim()).filter((text) => text !== "").join("\n");
  const data: TaskData[] = [];
  let files = MOST_FILES;
  for (const message of batch.messages) {
    const { origin } = message;
    if (origin !== undefined && message.text.trim() !== "") data.push({ from: origin.from, text: message.text });
    for (const [index, attachment] of message.attachments.entries()) {
      const isRead = isText(attachment) && files-- > 0;
      const content = isRead ? await read(message, index, attachment, ctx, bot) : undefined;
      data.push({ from: attachment.name ?? attachment.kind, text: content ?? describe(attachment) });
    }
  }
  return { id: batch.id, text, data };
}

function isText({ mime, name, size }: Attachment): boolean {
  if (size === undefined || size > LARGEST_FILE) return false;
  return mime?.startsWith("text/") || (name !== undefined && TEXT_NAME.test(name));
}

function describe({ kind, name, size }: Attachment): string {
  const parts = [
    `A file (${kind})`,
    ...name === undefined ? [] : [name],
    ...size === undefined ? [] : [`${size} bytes`],
  ];
  return `${parts.join(", ")}. Its content is not here.`;
}

/** A step, as a platform may have forgotten the file when the run goes on. */
function read(
  { key }: BatchMessage,
  index: number,
  attachment: Attachment,
  ctx: BatchContext,
  bot: Pick<BotPort, "download">,
): Promise<string> {
  return ctx.once(`file:${key}:${index}`, async () => {
    try {
      const stream = await bot.download(ctx.conversation.platform, attachment, { signal: ctx.signal });
      const bytes = await readBytes(stream);
      return bytes === undefined ? describe(attachment) : new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    } catch (error) {
      if (ctx.signal.aborted) throw error;
      ctx.log.debug("{file} could not be read: {reason}", { file: attachment.name, reason: messageOf(error) });
      return describe(attachment);
    }
  }, { inDoubt: "rerun", intent: "own" });
}

/** All bytes of a stream; `undefined` where there are more than it said. */
async function readBytes(stream: ReadableStream<Uint8Array>): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > LARGEST_FILE) return undefined;
    chunks.push(new Uint8Array(chunk));
  }
  return await new Blob(chunks).bytes();
}
