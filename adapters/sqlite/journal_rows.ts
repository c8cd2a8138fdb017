/**
 * How the journal is written into rows, and read. An entry becomes a JSON array whose places say what an object's names would. That is a third of
 * the bytes, and bytes are what a durable event costs most of: they are made, logged, synced and copied into the database.
 */
import {
  type Attachment,
  type BotEvent,
  type Conversation,
  conversationId,
  type EventBase,
  type Identity,
  type IncomingAction,
  type IncomingEdit,
  type IncomingMessage,
  type JournalEntry,
  type NewEntry,
  type Origin,
  type PendingPlace,
  type StepName,
  StoreError,
  type WorkItem,
} from "../../core/mod.ts";
import type { EntryRow } from "./journal_buffer.ts";
import { integer, type Row, storable, text } from "./statement.ts";

/** Writes an entry down as it is now: what its owner changes later changes nothing. */
export function entryRow(entry: NewEntry): EntryRow {
  const { event: { key: unit }, begun = false } = entry;
  const key = storable(unit);
  return { unit, key, body: writeEntry(entry, key), begun };
}

/** The entry in a row with `seq`, `key` and `body`. @throws {Error} it is none. */
export function entryOf(row: Row): JournalEntry {
  const key = text(row, "key");
  const entry = { ...readEntry(key, text(row, "body")), seq: integer(row, "seq") };
  if (!isEntry(entry)) throw new StoreError("damaged", `What the journal has of "${key}" is no event any more.`);
  return entry;
}

/** A work item ready to be written. */
export interface ItemRow {
  readonly id: string;
  readonly conversation: string;
  readonly members: readonly string[];
  readonly body: string;
}

/** Writes an item down as it is now. */
export function itemRow(item: WorkItem): ItemRow {
  const { id, kind, conversation, account, language, members, data, createdAt } = item;
  return {
    id: storable(id),
    conversation: conversationId(conversation),
    members: [...members],
    body: JSON.stringify({ id, kind, conversation, account, language, members, data, createdAt }),
  };
}

/** The item in a row with `body`. @throws {Error} it is none. */
export function itemOf(row: Row): WorkItem {
  const item: WorkItem = JSON.parse(text(row, "body"));
  if (!isItem(item)) throw new StoreError("damaged", "What the journal has there is no work item any more.");
  return item;
}

/** Whether it has what whoever runs it looks at before it is run: where a bit has flipped, anything may stand there. */
function isEntry({ event, account, receivedAt }: Partial<NewEntry>): boolean {
  if (typeof account !== "string" || typeof receivedAt !== "number" || typeof event?.at !== "number") return false;
  if (!isConversation(event.conversation) || typeof event.sender?.user !== "string") return false;
  if (event.kind === "action") return typeof event.action === "string";
  if (event.kind !== "message" && event.kind !== "edit") return false;
  return typeof event.id === "string" && typeof event.text === "string" && Array.isArray(event.attachments);
}

function isItem(item: Partial<WorkItem> | null): boolean {
  const texts = [item?.id, item?.kind, item?.account, item?.language];
  return texts.every((word) => typeof word === "string") && typeof item?.createdAt === "number" &&
    isConversation(item.conversation) && Array.isArray(item.members);
}

function isConversation(conversation: Partial<Conversation> | undefined): boolean {
  return typeof conversation?.platform === "string" && typeof conversation.chat === "string";
}

/** Where the work item stands whose row has `seq` and `conversation`. */
export function workPlaceOf(row: Row): PendingPlace {
  return { type: "work", place: integer(row, "seq"), conversation: text(row, "conversation"), mayAnswer: false };
}

/** Where the event stands whose row has `seq`, `key` and `body`. */
export function eventPlaceOf(row: Row): PendingPlace {
  const { seq: place, event, answers } = entryOf(row);
  const mayAnswer = event.kind === "action" || answers !== undefined;
  return { type: "event", place, conversation: conversationId(event.conversation), mayAnswer };
}

/** `0` stands for what is not there. At the end of an array it is left away, so what is seldom there comes last. */
type Maybe<T> = T | 0;

type Head = [account: string, receivedAt: number, at: number, platform: string, chat: string, user: string];
type Content = [
  id: string,
  text: string,
  attachments?: Maybe<readonly Attachment[]>,
  replyTo?: Maybe<string>,
  origin?: Maybe<Origin>,
  album?: Maybe<string>,
  /** Of a message only. */
  joint?: Maybe<string>,
  overheard?: Maybe<true>,
];
type Press = [action: string, message?: Maybe<string>, callback?: Maybe<string>];
type Tail = [
  name?: Maybe<string>,
  language?: Maybe<string>,
  /** Where it is not `private`. */
  chatKind?: Maybe<Conversation["kind"]>,
  thread?: Maybe<string>,
  answers?: Maybe<StepName>,
  /** Where it is not the conversation's. */
  userPlatform?: Maybe<string>,
  /** Where its column cannot give it back. */
  key?: Maybe<string>,
  chatName?: Maybe<string>,
];
type Body =
  | [kind: "message" | "edit", ...Head, Content, ...Tail]
  | [kind: "action", ...Head, Press, ...Tail];

/** Writes an entry down, but for its start, which is counted elsewhere, and its key, which has a column. */
export function writeEntry(entry: NewEntry, column: string): string {
  const { event, account, receivedAt } = entry;
  const { key, at, conversation, sender } = event;
  const { platform, chat, thread = 0 } = conversation;
  const { user, name = 0, language = 0 } = sender;
  const chatKind = conversation.kind === "private" ? 0 : conversation.kind;
  const userPlatform = sender.platform === platform ? 0 : sender.platform;
  const ownKey = column === key && !key.includes("\0") ? 0 : key; // SQLite hands text out up to its first NUL only
  const { answers = 0 } = entry;
  const said = event.kind === "action" ? pressOf(event) : contentOf(event);
  // deno-fmt-ignore -- one literal: nothing is copied
  const body: [BotEvent["kind"], ...Head, Content | Press, ...Tail] = [
    event.kind, account, receivedAt, at, platform, chat, user, said,
    name, language, chatKind, thread, answers, userPlatform, ownKey, event.chatName ?? 0,
  ];
  return JSON.stringify(shorten(body));
}

function pressOf({ action, message, callback }: IncomingAction): Press {
  return shorten([action, message ?? 0, callback ?? 0]);
}

function contentOf(event: IncomingMessage | IncomingEdit): Content {
  const { id, text, replyTo, origin, album, overheard } = event;
  const attachments = event.attachments.length === 0 ? 0 : event.attachments;
  const joint = event.kind === "message" ? event.joint ?? 0 : 0;
  return shorten([id, text, attachments, replyTo ?? 0, origin ?? 0, album ?? 0, joint, overheard ?? 0]);
}

function shorten<T extends unknown[]>(places: T): T {
  while (places.at(-1) === 0) places.pop();
  return places;
}

/** Reads what `writeEntry` has written, or the object that the first version of the database wrote. */
export function readEntry(column: string, json: string): NewEntry {
  const body: Body | NewEntry = JSON.parse(json);
  if (!Array.isArray(body)) return body;
  const [, account, receivedAt, , , , , , , , , , answers = 0] = body;
  return { event: readEvent(column, body), account, receivedAt, ...(answers !== 0 && { answers }) };
}

function readEvent(column: string, body: Body): BotEvent {
  const [kind, , , at, platform, chat, user, content, name, language, chatKind, thread, , userPlatform, ...last] = body;
  const [ownKey, chatName] = last;
  const conversation: Whole<Conversation> = {
    platform,
    chat,
    thread: there(thread),
    kind: there(chatKind) ?? "private",
  };
  const sender: Whole<Identity> = {
    platform: there(userPlatform) ?? platform,
    user,
    name: there(name),
    language: there(language),
  };
  const base: Whole<EventBase> = {
    key: there(ownKey) ?? column,
    conversation: present(conversation),
    sender: present(sender),
    at,
    chatName: there(chatName),
  };
  present(base);
  return kind === "action" ? { kind, ...base, ...readPress(content) } : { kind, ...base, ...readContent(content) };
}

function readContent([id, text, attachments, replyTo, origin, album, joint, overheard]: Content): Own<IncomingMessage> {
  const whole: Whole<Own<IncomingMessage>> = {
    id,
    text,
    attachments: there(attachments) ?? [],
    replyTo: there(replyTo),
    origin: there(origin),
    album: there(album),
    joint: there(joint),
    overheard: there(overheard),
  };
  return present(whole);
}

function readPress([action, message, callback]: Press): Own<IncomingAction> {
  const whole: Whole<Own<IncomingAction>> = {
    action,
    message: there(message),
    callback: there(callback),
  };
  return present(whole);
}

/** What an event has beside what all events have. */
type Own<E extends BotEvent> = Omit<E, "kind" | keyof EventBase>;

/** With every field named: one that an event gets and that is missing here is the compiler's to find, not a loss at a restart. */
type Whole<T> = { -readonly [Field in keyof Required<T>]: T[Field] };

function there<T>(value: Maybe<T> | undefined): T | undefined {
  return value === 0 ? undefined : value;
}

/** Takes the names away that have no value. */
function present<T extends object>(whole: T): T {
  for (const name in whole) if (whole[name] === undefined) delete whole[name];
  return whole;
}
