/** Batches as the journal keeps them: how a closed batch becomes a work item, and a work item what a mode is given. */
import type { Conversation, IncomingEdit, IncomingMessage, JournalEntry, Json, WorkItem } from "@portico/bot";
import { z } from "zod";
import type { Batch, BatchMessage } from "./batch.ts";
import { batchId } from "./message_aggregator.ts";
import type { GatheredBatch } from "./open_batch.ts";

/** What a batch's work item carries beside its members. What is added later must be optional: older items stay in the journal. */
export type BatchData = {
  readonly mode: string;
  readonly settings: Readonly<Record<string, Json>>;
  /** Ids of its messages. */
  readonly ids: readonly string[];
  /** Albums it has parts of. */
  readonly albums?: readonly string[];
  /** Ids of the messages that a command brought. */
  readonly commands?: readonly string[];
  /** Id of the batch it amends. */
  readonly amends?: string;
};

/** Made for the first batch: see `lazySchema`. */
let batchData: z.ZodType<BatchData> | undefined;

function makeBatchData(): z.ZodType<BatchData> {
  return z.object({
    mode: z.string(),
    settings: z.record(z.string(), z.json()),
    ids: z.array(z.string()),
    albums: z.array(z.string()).optional(),
    commands: z.array(z.string()).optional(),
    amends: z.string().optional(),
  });
}

/** Everything before a command's words. */
const COMMAND = /^\/\S*\s*/;

/** The kind of work items that hold batches of a mode. */
export function workKind(mode: string): string {
  return `batch:${mode}`;
}

/** What is in a work item, when it is a batch. */
export function readBatchData(item: WorkItem): BatchData | undefined {
  if (!item.kind.startsWith(workKind(""))) return undefined;
  return (batchData ??= makeBatchData()).safeParse(item.data).data;
}

/** The work item of a batch that has closed. */
export function itemOf(
  { conversation, account, terms, keys, ids, albums, commands }: GatheredBatch,
  now: number,
): WorkItem {
  const { mode, settings, language } = terms;
  const data: BatchData = {
    mode,
    settings,
    ids,
    ...(albums.length === 0 ? {} : { albums }),
    ...(commands.length === 0 ? {} : { commands }),
  };
  return makeItem({ conversation, account, language, members: keys, data }, now);
}

/** The work item of what came too late for a batch: the edit of one of its messages, or a part of one of its albums. */
export function amendmentOf(
  event: IncomingMessage | IncomingEdit,
  { item, data }: { readonly item: WorkItem; readonly data: BatchData },
  language: string,
  now: number,
): WorkItem {
  const { conversation, key, id, album } = event;
  const { mode, settings, commands, amends = item.id } = data;
  return makeItem({
    conversation,
    account: item.account,
    language,
    members: [key],
    data: {
      mode,
      settings,
      ids: [id],
      ...(album === undefined ? {} : { albums: [album] }),
      ...(commands?.includes(id) ? { commands: [id] } : {}),
      amends,
    },
  }, now);
}

interface NewItem {
  readonly conversation: Conversation;
  readonly account: string;
  readonly language: string;
  readonly members: readonly string[];
  readonly data: BatchData;
}

function makeItem(item: NewItem, now: number): WorkItem {
  return { ...item, id: batchId(item.members[0]), kind: workKind(item.data.mode), createdAt: now };
}

/**
 * What a mode is given, from its work item and the journal's entries.
 *
 * @throws {Error} the item is no batch, or none of its messages is in the journal any more.
 */
export function batchOf(item: WorkItem, entries: readonly JournalEntry[]): Batch {
  const data = readBatchData(item);
  if (data === undefined) throw new Error(`The work item ${item.id} is no batch that this version understands.`);
  const { mode, settings, amends, commands = [] } = data;
  const messages = new Map<string, BatchMessage>();
  const joints = new Map<string, string>();
  for (const { event } of entries) {
    if (event.kind === "message") {
      messages.set(event.id, messageOf(event, commands.includes(event.id)));
      if (event.joint !== undefined) joints.set(event.id, event.joint);
    } else if (event.kind === "edit") {
      messages.set(event.id, editOf(event, messages.get(event.id), commands.includes(event.id)));
    }
  }
  if (messages.size === 0) throw new Error(`The messages of ${item.id} are not in the journal any more.`);
  return Object.freeze({
    id: item.id,
    mode,
    conversation: item.conversation,
    account: item.account,
    messages: Object.freeze(wholeTexts([...messages.values()], joints)),
    settings: Object.freeze(settings),
    createdAt: item.createdAt,
    ...(amends === undefined ? {} : { amends }),
  });
}

/** A text that came in parts is one message again, that of its first part. Of a text that was divided among batches the rest stands alone. */
function wholeTexts(messages: readonly BatchMessage[], joints: ReadonlyMap<string, string>): readonly BatchMessage[] {
  if (joints.size === 0) return messages;
  const whole: { readonly first: BatchMessage; readonly texts: string[] }[] = [];
  for (const message of messages) {
    const joint = joints.get(message.id);
    const before = whole.at(-1);
    if (joint === undefined || before === undefined) whole.push({ first: message, texts: [message.text] });
    else before.texts.push(joint, message.text);
  }
  return whole.map(({ first, texts }) =>
    texts.length === 1 ? first : Object.freeze({ ...first, text: texts.join("") })
  );
}

function messageOf(event: IncomingMessage | IncomingEdit, isCommand: boolean): BatchMessage {
  const { key, id, text, attachments, origin, album, replyTo, at } = event;
  return Object.freeze({
    key,
    id,
    text: isCommand ? text.replace(COMMAND, "") : text,
    attachments,
    at,
    edited: event.kind === "edit",
    ...(origin === undefined ? {} : { origin }),
    ...(album === undefined ? {} : { album }),
    ...(replyTo === undefined ? {} : { replyTo }),
  });
}

/** An edit changes the text and what is attached; platforms leave out of it what it can't change. */
function editOf(event: IncomingEdit, original: BatchMessage | undefined, isCommand: boolean): BatchMessage {
  const edited = messageOf(event, isCommand);
  if (original === undefined) return edited;
  const { text, attachments } = edited;
  return Object.freeze({
    ...original,
    text,
    attachments: attachments.length === 0 ? original.attachments : attachments,
    edited: true,
  });
}
